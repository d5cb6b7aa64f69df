"""Waits of more and more people with open pages, each of whom writes again after a pause."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from evaluation.benchmarks.growth.growth_results import Figures, to_milliseconds
from evaluation.benchmarks.growth.served_database import (
    KEEPALIVE_SECONDS,
    ServedDatabase,
    serve_database,
)
from evaluation.benchmarks.growth.stored_sessions import store_sessions
from evaluation.benchmarks.service_load import ChatClient

# The mean seconds from an answer to the next message of a person, by the number of people: what two
# cores bear beside the pages that measure.
PAUSES = {1: 0.8, 10: 1.0, 100: 8.0, 1_000: 80.0}
SIZES = tuple(PAUSES)
TYPED_SHARE, MIN_PAUSE = 0.2, 0.5
_AT_ONCE = 20
# Turns that are not measured: what is slow the first time.
_WARM_PEOPLE, _WARM_TURNS = 5, 3
_TRADES = ("boulanger", "infirmier", "électricien", "menuisier", "comptable", "jardinier")


@dataclass
class _Waits:
    """Seconds, by kind of turn; `failures` counts turns that ended without an answer."""

    typed: list[float] = field(default_factory=list)
    choice: list[float] = field(default_factory=list)
    failures: int = 0


def measure_people(people: int, kind: str, workers: int, folder: Path, seconds: float) -> Figures:
    """Return the waits of so many people on a service of its own."""
    with serve_database(kind, workers, folder) as served:
        return asyncio.run(_measure(served, people, seconds))


async def _measure(served: ServedDatabase, people: int, seconds: float) -> Figures:
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEPALIVE_SECONDS)
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        pause = PAUSES.get(people, MIN_PAUSE)
        clients = [ChatClient(http, served.url, number) for number in range(people)]
        began, waits = time.monotonic(), _Waits()
        follow = list(map(ChatClient.follow, clients, store_sessions(served.settings, people)))
        for first in range(0, people, _AT_ONCE):
            await asyncio.gather(*follow[first : first + _AT_ONCE])
        opened = time.monotonic() - began
        for client in clients[:_WARM_PEOPLE]:
            for number in range(_WARM_TURNS):
                await client.send({"text": f"métier de {_TRADES[number]} {number}"})
        used, began = served.cpu_seconds(), time.monotonic()
        end = began + seconds
        talks = [_talk(client, n, pause, end, waits) for n, client in enumerate(clients)]
        await asyncio.gather(*talks)
        took = time.monotonic() - began
        turns = len(waits.typed) + len(waits.choice)
        work = served.cpu_seconds().since(used, took, turns)
        for client in clients:
            client.leave()
    return {
        "pause_seconds": pause,
        "opened_seconds": round(opened, 1),
        "typed": to_milliseconds(waits.typed),
        "choice": to_milliseconds(waits.choice),
        "failures": waits.failures,
        "turns_per_second": round(turns / took, 2),
        **work,
        "processes": served.count_processes(),
        "resident_mb": round(served.processes.resident_megabytes(), 1),
    }


async def _talk(client: ChatClient, number: int, pause: float, end: float, waits: _Waits) -> None:
    """Write until the end; each pause is drawn between half and one and a half of the mean."""
    draw = random.Random(number)
    await _sleep(draw.uniform(0, pause), end)  # they began at different times
    turn = 0
    while time.monotonic() < end:
        turn += 1
        is_typed = draw.random() < TYPED_SHARE
        trade = draw.choice(_TRADES)
        question = f"c'est quoi le métier de {trade} ? question {number} {turn}"
        message = {"text": question} if is_typed else {"choice": client.first_choice}
        began = time.perf_counter()
        try:
            await client.send(message)
        except (aiohttp.ClientError, RuntimeError):
            waits.failures += 1
        else:
            (waits.typed if is_typed else waits.choice).append(time.perf_counter() - began)
        await _sleep(draw.uniform(0.5, 1.5) * pause, end)


async def _sleep(seconds: float, end: float) -> None:
    await asyncio.sleep(min(seconds, max(0.0, end - time.monotonic())))
