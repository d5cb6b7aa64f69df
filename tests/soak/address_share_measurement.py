"""Sixty pupils behind one address begin and talk. Then ten people, each behind an address of their
own, do so at a human pace; and the same while one address asks for 450 sessions a second, opens ten
streams of 204 sessions each, or holds 60 connections with long messages under made-up tokens.
Prints what the others wait to begin and for an answer, with the bar: p95 at most twice the quiet
one, nobody turned away. `make soak` runs it; it ends by itself.

Addresses are those of `X-Forwarded-For`, from a proxy that the settings name."""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.soak.flood_measurement import Person, encode_request, p95, run_beside, send_request
from tests.support.service_processes import make_settings, run_processes

PEOPLE, PUPILS, BAR = 10, 60, 2.0
SECONDS = float(os.environ.get("SECONDS", "40"))
ONLY = os.environ.get("ATTACKS", "sessions streams forged").split()
ATTACKER, SCHOOL = "81.82.1.1", "81.82.2.2"
MESSAGES, PAUSES = 3, (1.0, 3.0)  # of one conversation; seconds between an answer and the next
AGAIN = 2.0  # seconds until somebody who was turned away tries again
PATIENCE = 20.0  # seconds until somebody gives up waiting
SESSIONS_A_SECOND, CONNECTIONS, SESSIONS, STREAMS = 450, 60, 204, 10
LONG = "0." * 4000
_SCHOOL_BEGINS = 20.0  # seconds in which all the pupils begin
_STREAMS_OPEN = 5.0  # seconds in which all the streams are asked for


@dataclass
class Waits:
    """Seconds, and how often somebody was turned away or waited in vain."""

    begin: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)
    turned_away: int = 0
    in_vain: int = 0

    def __str__(self) -> str:
        kinds = (("begin", self.begin), ("answer", self.answer))
        told = [
            f"{name} p50 {statistics.median(waits) * 1000:.0f} p95 {p95(waits) * 1000:.0f}"
            f" longest {max(waits) * 1000:.0f} ms ({len(waits)})"
            for name, waits in kinds
            if len(waits) > 1
        ]
        return "; ".join([*told, f"turned away {self.turned_away}, in vain {self.in_vain}"])

    def against(self, quiet: Waits) -> float:
        """The worse of the two p95, as a multiple of the quiet one; infinite when some were not
        served."""
        if self.turned_away or self.in_vain or min(len(self.begin), len(self.answer)) < 2:
            return float("inf")
        return max(
            p95(self.begin) / p95(quiet.begin),
            p95(self.answer) / p95(quiet.answer),
        )


def main() -> int:
    """0 when the bar holds for each."""
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(Path(folder))
        with run_processes(settings, 1, {"BOUSSOLE_PROXIES": "127.0.0.1"}) as [url]:
            ratios = asyncio.run(_measure(url))
    return 0 if all(ratio <= BAR for ratio in ratios) else 1


async def _measure(url: str) -> list[float]:
    await _people(url, 10.0)  # what is slow the first time is no measure
    school = Waits()
    await asyncio.gather(*(_pupil(url, number, school) for number in range(PUPILS)))
    print(f"{PUPILS} pupils behind one address: {school}", flush=True)
    served = len(school.begin) == PUPILS and len(school.answer) == PUPILS * MESSAGES
    ratios = [0.0 if served and not school.turned_away else float("inf")]
    for name in ONLY:
        quiet = await _people(url, SECONDS)
        print(f"quiet: {quiet}", flush=True)
        async with run_beside(__spec__.name, name, url) as (ended, told):
            assert await told() == b"begins\n"
            others = await _people(url, SECONDS)
            ended()
            answers = (await told()).decode().strip()
        ratios.append(others.against(quiet))
        print(f"{name}: {others}", flush=True)
        print(f"  {ratios[-1]:.2f} times the quiet one (bar {BAR}); attack: {answers}", flush=True)
        await _recovered(url)
    return ratios


async def _recovered(url: str) -> None:
    """Until a conversation begins as usual again, two minutes at most."""
    for _ in range(int(120 / PATIENCE)):
        waits = Waits()
        await _talk(url, "81.83.200.7", 200, waits)
        if not waits.turned_away + waits.in_vain and waits.begin[0] < 1.0:
            return


async def _people(url: str, seconds: float) -> Waits:
    waits, until = Waits(), time.perf_counter() + seconds
    await asyncio.gather(*(_visitor(url, number, until, waits) for number in range(PEOPLE)))
    return waits


async def _visitor(url: str, number: int, until: float, waits: Waits) -> None:
    """One conversation after the other, until then."""
    await asyncio.sleep(random.Random(number).uniform(0, PAUSES[1]))
    while time.perf_counter() < until:
        await _talk(url, f"81.83.{number}.7", number, waits)


async def _pupil(url: str, number: int, waits: Waits) -> None:
    await asyncio.sleep(random.Random(number).uniform(0, _SCHOOL_BEGINS))
    await _talk(url, SCHOOL, number, waits)


async def _talk(url: str, address: str, number: int, waits: Waits) -> None:
    async with _http(address) as http:
        person = Person(http, url, number)
        try:
            waits.begin.append(await asyncio.wait_for(_begun(person, waits), PATIENCE))
            for _ in range(MESSAGES):
                await asyncio.sleep(person.draw.uniform(*PAUSES))
                said = person.says(f"métier numéro {number} {person.sent}")
                waits.answer.append(await asyncio.wait_for(said, PATIENCE))
        except aiohttp.ClientResponseError:
            waits.turned_away += 1
        except (asyncio.TimeoutError, aiohttp.ClientError, RuntimeError):
            waits.in_vain += 1
        finally:
            if person.stream:
                person.leaves()


async def _begun(person: Person, waits: Waits) -> float:
    """How long it took, from the first try."""
    began = time.perf_counter()
    while True:
        try:
            await person.opens()
        except aiohttp.ClientResponseError:
            waits.turned_away += 1
            await asyncio.sleep(AGAIN)
        else:
            return time.perf_counter() - began


def _http(address: str) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(headers={"x-forwarded-for": address})


# The attacks, each in a process of its own until it is ended. Bounded, whatever the service does.


async def _attack(name: str, url: str) -> None:
    statuses: Counter[str] = Counter()
    host, _, port = url.removeprefix("http://").partition(":")
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(ATTACKS[name](host, port, statuses))
    loop.add_signal_handler(15, task.cancel)
    with suppress(asyncio.CancelledError, asyncio.TimeoutError):
        await asyncio.wait_for(task, SECONDS * 2 + 120)
    print(json.dumps(statuses), flush=True)


async def _one(host: str, port: str, asked: bytes, statuses: Counter[str]) -> Any:
    try:
        status, answer = await asyncio.wait_for(send_request(host, port, asked), PATIENCE)
    except (OSError, IndexError, ValueError, asyncio.TimeoutError) as error:
        statuses[type(error).__name__] += 1
        return None
    statuses[str(status)] += 1
    return answer


async def _sessions(host: str, port: str, statuses: Counter[str]) -> None:
    """So many a second, whatever is answered; 900 under way at most."""
    print("begins", flush=True)
    asked, under_way = encode_request("/api/session", headers=_from(ATTACKER)), set()
    began = time.perf_counter()
    for number in range(int(SESSIONS_A_SECOND * (SECONDS + 60))):
        await asyncio.sleep(max(0.0, began + number / SESSIONS_A_SECOND - time.perf_counter()))
        if len(under_way) < 2 * SESSIONS_A_SECOND:
            task = asyncio.create_task(_one(host, port, asked, statuses))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        else:
            statuses["held back"] += 1


async def _forged(host: str, port: str, statuses: Counter[str]) -> None:
    """The next one as soon as the last was answered."""
    print("begins", flush=True)
    bearer = {"authorization": "Bearer " + "a" * 43, **_from(ATTACKER)}
    asked = encode_request("/api/messages", {"id": "m1", "text": LONG}, bearer)

    async def goes_on() -> None:
        while True:
            await _one(host, port, asked, statuses)

    await asyncio.gather(*(goes_on() for _ in range(CONNECTIONS)))


async def _streams(host: str, port: str, statuses: Counter[str]) -> None:
    """The sessions are there before, each begun behind another address, in its time."""
    tokens = []
    for number in range(SESSIONS):
        asked = encode_request("/api/session", headers=_from(f"81.84.{number}.1"))
        answer = await _one(host, port, asked, statuses) or {}
        tokens += [answer["token"]] if "token" in answer else []
        await asyncio.sleep(0.05)
    statuses.clear()
    print("begins", flush=True)
    await asyncio.gather(
        *(_holds(host, port, token, statuses) for token in tokens for _ in range(STREAMS))
    )


async def _holds(host: str, port: str, token: str, statuses: Counter[str]) -> None:
    """A stream, opened within the first seconds and again whenever it ends, as the page does."""
    bearer = {"authorization": f"Bearer {token}", **_from(ATTACKER)}
    asked = encode_request("/api/events", None, bearer, method="GET")
    await asyncio.sleep(random.uniform(0.0, _STREAMS_OPEN))
    while True:
        with suppress(OSError, IndexError):
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(asked)
            statuses[(await reader.readline()).split()[1].decode()] += 1
            while await reader.read(4096):
                continue
            writer.close()
        await asyncio.sleep(random.uniform(5.0, 15.0))


def _from(address: str) -> dict[str, str]:
    return {"x-forwarded-for": address}


ATTACKS = {"sessions": _sessions, "forged": _forged, "streams": _streams}


if __name__ == "__main__":
    match sys.argv[1:]:
        case [name, url]:
            asyncio.run(_attack(name, url))
        case _:
            sys.exit(main())
