"""The talks that both services are measured with, and how long each turn of them takes."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp

from evaluation.benchmarks.plain_rasa.transports import Transport

Latencies = dict[str, list[float]]
TYPED, CHOICE = "typed", "choice"
# One person may send two messages a second to this service after 300 at once.
_REFUSED_PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class PlayedTalks:
    """The milliseconds of all turns by kind, turns a second, and turns that had no reply."""

    latencies: Latencies
    turns_per_second: float
    silences: int


async def play_talk(transport: Transport, sentences: Iterator[str], turns: int) -> list[float]:
    """Press a button and type a question about a profession in turn; return milliseconds."""
    return [
        await _time(transport.press)
        if number % 2 == 0
        else await _time(lambda: transport.write(next(sentences)))
        for number in range(turns)
    ]


async def play_talks(
    transports: list[Transport], sentences: Iterator[str], turns: int
) -> PlayedTalks:
    """Let all people talk at once, each waiting for the answer before the next turn."""
    await asyncio.gather(*(each.open() for each in transports))
    began = time.perf_counter()
    talks = await asyncio.gather(*(play_talk(each, sentences, turns) for each in transports))
    took = time.perf_counter() - began
    for each in transports:
        each.close()
    latencies: Latencies = defaultdict(list)
    for talk in talks:
        latencies[CHOICE] += talk[::2]
        latencies[TYPED] += talk[1::2]
    rate = len(transports) * turns / took
    return PlayedTalks(dict(latencies), rate, sum(each.silences for each in transports))


async def _time(send: Callable[[], Awaitable[None]]) -> float:
    """Return the milliseconds until the answer; what was refused for now is sent again, untimed."""
    while True:
        began = time.perf_counter()
        try:
            await send()
        except aiohttp.ClientResponseError as error:
            if error.status != HTTPStatus.TOO_MANY_REQUESTS:
                raise
            await asyncio.sleep(_REFUSED_PAUSE_SECONDS)
        else:
            return (time.perf_counter() - began) * 1000
