"""Starts a service in a fresh folder, plays the talks with it, and returns what was measured."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from evaluation.benchmarks.plain_rasa.measured_services import MeasuredService
from evaluation.benchmarks.plain_rasa.server_processes import (
    ServerProcesses,
    database_bytes,
    run_servers,
)
from evaluation.benchmarks.plain_rasa.talks import Latencies, PlayedTalks, play_talk, play_talks
from evaluation.benchmarks.plain_rasa.transports import NoGreeting
from evaluation.benchmarks.turn_latency import generate_sentences

_MAX_START_SECONDS = 600
_MEMORY_CROWD = 10, 20
_TURNS_A_ROUND = 200
_NOT_YET = (aiohttp.ClientConnectionError, aiohttp.ClientResponseError, NoGreeting)


class NotStarted(RuntimeError):
    """A service did not greet; the message is the end of what it printed."""


@dataclass(frozen=True)
class TalkPlan:
    """How many turns of each kind of talk; all even, half of them typed."""

    warm_up: int = 20
    alone: int = 120
    crowds: tuple[tuple[int, int], ...] = ((10, 20), (50, 8))
    long_talk: int = 500


def measure_service(
    service: MeasuredService, folder: Path, titles: Sequence[str], plan: TalkPlan
) -> dict[str, Any]:
    """Return the figures of one run in `folder`, which is made; times in ms where not said."""
    with _started(service, folder) as (processes, seconds):
        figures = {
            "start_seconds": seconds,
            "memory_at_start_mb": processes.resident_megabytes(),
        }
        before = database_bytes(folder / service.database)
        figures |= asyncio.run(_play(service, generate_sentences(titles), plan))
        grown = database_bytes(folder / service.database) - before
        figures["database_bytes_per_turn"] = grown / figures["turns"]
        figures["memory_at_end_mb"] = processes.resident_megabytes()
    return figures


def measure_memory(
    service: MeasuredService, folder: Path, titles: Sequence[str], turns: int
) -> dict[str, float]:
    """Return the megabytes by the number of turns played: talks of twenty turns, ten at once."""
    sentences = generate_sentences(titles)
    with _started(service, folder) as (processes, _):
        megabytes = {"0": processes.resident_megabytes()}
        for played in range(_TURNS_A_ROUND, turns + 1, _TURNS_A_ROUND):
            asyncio.run(_play_crowd(service, sentences, *_MEMORY_CROWD))
            megabytes[str(played)] = processes.resident_megabytes()
    return megabytes


@contextmanager
def _started(service: MeasuredService, folder: Path) -> Iterator[tuple[ServerProcesses, float]]:
    """Start the service; yield once it greets, with the seconds that took."""
    shutil.copytree(service.template, folder)
    began = time.monotonic()
    with run_servers(service.commands, folder, service.environment) as processes:
        if not asyncio.run(_wait_for_greeting(service, processes)):
            raise NotStarted(f"{service.name}: {processes.read_log_end()}")
        yield processes, time.monotonic() - began


async def _wait_for_greeting(service: MeasuredService, processes: ServerProcesses) -> bool:
    """Return whether the service greets before a process of it ends."""
    deadline = time.monotonic() + _MAX_START_SECONDS
    async with _open_session() as http:
        while time.monotonic() < deadline and processes.is_alive():
            try:
                await service.connect(http, service.url).open()
            except _NOT_YET:
                await asyncio.sleep(0.05)
            else:
                return True
    return False


async def _play(
    service: MeasuredService, sentences: Iterator[str], plan: TalkPlan
) -> dict[str, Any]:
    """Play a warm-up, one person alone, the crowds, then one long talk."""
    await _play_crowd(service, sentences, 1, plan.warm_up)
    figures: dict[str, Any] = {"people": {}}
    turns, silences = plan.warm_up, 0
    for people, each in ((1, plan.alone), *plan.crowds):
        played = await _play_crowd(service, sentences, people, each)
        figures["people"][str(people)] = {
            "turns_per_second": played.turns_per_second,
            **_rounded(played.latencies),
        }
        turns += people * each
        silences += played.silences
    async with _open_session() as http:
        transport = service.connect(http, service.url)
        await transport.open()
        long_talk = await play_talk(transport, sentences, plan.long_talk)
        transport.close()
    figures["turns"] = turns + plan.long_talk
    figures["silences"] = silences + transport.silences
    return {**figures, **_rounded({"long_talk": long_talk})}


async def _play_crowd(
    service: MeasuredService, sentences: Iterator[str], people: int, turns: int
) -> PlayedTalks:
    async with _open_session() as http:
        transports = [service.connect(http, service.url) for _ in range(people)]
        return await play_talks(transports, sentences, turns)


def _open_session() -> aiohttp.ClientSession:
    """Return a client without limits on connections or on the length of a stream."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None)
    )


def _rounded(latencies: Latencies) -> Latencies:
    return {name: [round(value, 1) for value in values] for name, values in latencies.items()}
