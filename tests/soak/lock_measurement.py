"""Twenty people who write while another process holds the lock of the database (SQLite), or of the
table of messages (PostgreSQL), every fourth of them in distress, each again until it is taken.
Prints how long they waited for the answers, what these held and what was lost once the lock is
released. `make soak` runs it; it ends by itself."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.storage import database_engine as engines
from bot.storage.unit_of_work import is_sqlite
from tests.support.service_processes import make_settings, run_postgres, run_processes

PEOPLE, BAR = 20, 5.0  # seconds
SECONDS = float(os.environ.get("SECONDS", "20"))
PAUSE = 2.0  # between a refusal and the same message again
DISTRESS, LINES = "j'en peux plus, je veux mourir", "0800 32 123"
_FOR_EVER = aiohttp.ClientTimeout(total=None)


@dataclass
class Found:
    """What became of it. `waits`: seconds for each person's first answer, `again`: for the others;
    `ready`: what `/readyz` said half-way; `taken`: when each message was, `released`: when the lock
    was, on the wall clock."""

    waits: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    helped: Counter[bool] = field(default_factory=Counter)
    taken: list[float] = field(default_factory=list)
    released: float = 0
    ready: dict[str, Any] = field(default_factory=dict)
    answered: int = 0

    @property
    def confirmed(self) -> int:
        """Messages that were said to be stored when nothing could be."""
        return sum(at < self.released for at in self.taken)

    @property
    def holds(self) -> bool:
        """Whether it went as it must."""
        kept = self.answered == PEOPLE and not self.confirmed and not self.helped[False]
        return kept and max([*self.waits, *self.again]) <= BAR and self.ready.get("writes") is False


def main() -> int:
    """0 when it holds for both."""
    return 0 if all([_holds("SQLite"), _holds("PostgreSQL")]) else 1


def _holds(database: str) -> bool:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url = stack.enter_context(run_postgres(Path(folder))) if database == "PostgreSQL" else ""
        settings = make_settings(Path(folder), url)
        [served] = stack.enter_context(run_processes(settings, 1, {"BOUSSOLE_TURN_SECONDS": "5"}))
        found = asyncio.run(_measure(served, settings.database_url))
    every = [*found.waits, *found.again]
    print(f"{database}, locked for {SECONDS:.0f} s, {PEOPLE} people: {_told(every)}")
    print(f"  the first of each {_told(found.waits)}; those after {_told(found.again)}")
    print(f"  {dict(found.statuses)}; distress with its lines: {dict(found.helped)}")
    print(f"  taken while locked: {found.confirmed}; /readyz: {found.ready}")
    print(f"  answered after the release: {found.answered} of {PEOPLE}", flush=True)
    return found.holds


def _told(waits: list[float]) -> str:
    if not waits:
        return "none"
    return f"p50 {statistics.median(waits):.2f} s, slowest {max(waits):.2f} s, {len(waits)} answers"


async def _measure(url: str, database: str) -> Found:
    found = Found()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        people = [Person(http, url, number, found) for number in range(PEOPLE)]
        await asyncio.gather(*(each.opens() for each in people))
        lock = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", __spec__.name, "lock", database), stdout=asyncio.subprocess.PIPE
        )
        assert lock.stdout is not None
        await lock.stdout.readline()
        looking = asyncio.create_task(_look(http, url, found))
        await asyncio.gather(*(each.insists() for each in people))
        found.released = float(await lock.stdout.readline())
        await asyncio.gather(looking, lock.wait())
        for each in people:
            each.leaves()
    return found


async def _look(http: aiohttp.ClientSession, url: str, found: Found) -> None:
    await asyncio.sleep(SECONDS / 2)
    async with http.get(f"{url}/readyz") as response:
        found.ready = await response.json()


@dataclass
class Person:
    """Opens the chat, and says one thing until it is taken."""

    http: aiohttp.ClientSession
    url: str
    number: int
    found: Found
    headers: dict[str, str] = field(default_factory=dict)
    stream: Any = None

    async def opens(self) -> None:
        """Mint a session and hear the first words."""
        async with self.http.post(f"{self.url}/api/session") as response:
            token = (await response.json())["token"]
        self.headers = {"Authorization": f"Bearer {token}"}
        where = f"{self.url}/api/events"
        self.stream = await self.http.get(where, headers=self.headers, timeout=_FOR_EVER)
        await self._hears(1)

    async def insists(self) -> None:
        """Send it, and again after each refusal; hear the answer."""
        seq, waits = None, self.found.waits
        while seq is None:
            began = time.perf_counter()
            status, answer = await self._sends()
            wait = time.perf_counter() - began
            waits.append(wait)
            self.found.statuses[status] += 1
            waits, seq = self.found.again, answer.get("seq")
            if seq is None:
                if self._is_in_distress:
                    self.found.helped[LINES in answer["message"]] += 1
                await asyncio.sleep(PAUSE)
        self.found.taken.append(time.time())
        await self._hears(seq)
        self.found.answered += 1

    async def _sends(self) -> tuple[int, dict[str, Any]]:
        text = DISTRESS if self._is_in_distress else f"métier numéro {self.number}"
        where, body = f"{self.url}/api/messages", {"id": "once", "text": text}
        async with self.http.post(where, json=body, headers=self.headers) as response:
            return response.status, await response.json()

    @property
    def _is_in_distress(self) -> bool:
        return self.number % 4 == 0

    async def _hears(self, seq: int) -> None:
        async for raw in self.stream.content:
            if raw.startswith(b"data:"):
                data = json.loads(raw[5:])
                if data["from"] == "bot" and data["answers"] == seq:
                    return
        raise RuntimeError("the stream ended before the answer")

    def leaves(self) -> None:
        """Close the stream."""
        self.stream.close()


def _lock(database: str) -> None:
    """Hold the lock for so long; a line once it is held, and one with the time just before it is
    not."""
    engine = engines.create_database_engine(database)
    with engine.connect() as connection, connection.begin():  # SQLite: this is the lock
        if not is_sqlite(engine):
            connection.exec_driver_sql("LOCK TABLE inbox IN SHARE MODE")
        print("held", flush=True)
        time.sleep(SECONDS)
        print(time.time(), flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["lock", database]:
            _lock(database)
        case _:
            sys.exit(main())
