"""How long a message takes to a counsellor's open page and an answer back, with more and more
consoles open, each in one talk."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import aiohttp

from evaluation.benchmarks.growth.claimed_talks import claim_talks
from evaluation.benchmarks.growth.growth_results import Figures, to_milliseconds
from evaluation.benchmarks.growth.live_talk import LiveTalk
from evaluation.benchmarks.growth.served_database import (
    KEEPALIVE_SECONDS,
    ServedDatabase,
    serve_database,
)
from evaluation.benchmarks.growth.stored_sessions import store_sessions

# The mean seconds from an answer to the person's next message, by the number of consoles.
PAUSES = {1: 1.0, 5: 2.0, 20: 5.0, 50: 8.0}
SIZES = tuple(PAUSES)
# Until the service has found and greeted people whose sessions it did not store.
_GREETING_SECONDS = 5.0


def measure_counsellors(
    consoles: int, kind: str, workers: int, folder: Path, seconds: float
) -> Figures:
    """Return the times of both ways with so many consoles on a service of its own."""
    with serve_database(kind, workers, folder) as served:
        return asyncio.run(_measure(served, consoles, seconds))


async def _measure(served: ServedDatabase, consoles: int, seconds: float) -> Figures:
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEPALIVE_SECONDS)
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        tokens = store_sessions(served.settings, consoles)
        await asyncio.sleep(_GREETING_SECONDS)
        desks = claim_talks(served.settings, tokens)
        talks = [
            LiveTalk(http, served.url, token, desk)
            for token, desk in zip(tokens, desks, strict=True)
        ]
        pause = PAUSES.get(consoles, 1.0)
        for talk in talks:
            await talk.start()
        used, began = served.cpu_seconds(), time.monotonic()
        await asyncio.gather(*(talk.run(pause, seconds) for talk in talks))
        took, back = time.monotonic() - began, [each for talk in talks for each in talk.back]
        work = served.cpu_seconds().since(used, took, len(back))
    return {
        "pause_seconds": pause,
        "there": to_milliseconds([each for talk in talks for each in talk.there]),
        "back": to_milliseconds(back),
        "failures": sum(talk.failures for talk in talks),
        "exchanges_per_second": round(len(back) / took, 2),
        **work,
        "resident_mb": round(served.processes.resident_megabytes(), 1),
    }
