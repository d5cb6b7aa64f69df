"""Two hundred people who ask for the same time at once, through the public web API of the real
service: four processes on PostgreSQL, then one on SQLite. Exactly one has it, every other hears so
and is offered three times near it, and no request fails. `make soak` runs it; it ends by itself."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

import httpx
import sqlalchemy as sa

from bot.settings import Settings
from bot.storage import database_engine as engines
from bot.storage.booking_tables import appointments
from bot.storage.unit_of_work import reading
from tests.support.counsellor_factories import add_counsellors
from tests.support.service_processes import (
    MAX_WAIT_SECONDS,
    make_settings,
    run_postgres,
    run_processes,
)

PEOPLE, PROCESSES, LONGEST = 200, 4, 300.0
ASK = "un rdv pour une question courte"
KEPT, TAKEN = "Je garde", "Cette heure est déjà prise. Libre, tout près"
# The first day that is offered, then its first time: the same for all, since nobody holds one yet.
FIRST: dict[str, str] = {}
TIMES = 3  # that a lost race offers, as « vendredi 27 novembre à 10h »
_TIME = re.compile(r"\d+h(\d\d)?$")


@dataclass
class Rush:
    """What came of it: how the answers began, how many times each lost race offered, the HTTP
    statuses, and the states of the appointments that are stored."""

    said: Counter[str] = field(default_factory=Counter)
    offered: Counter[int] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    stored: Counter[str] = field(default_factory=Counter)

    @property
    def holds(self) -> bool:
        """Whether it went as it must."""
        return (
            self.said == {KEPT: 1, TAKEN: PEOPLE - 1}
            and self.offered == {TIMES: PEOPLE - 1}
            and self.stored == {"held": 1}
            and all(200 <= status < 300 for status in self.statuses)
        )


def main() -> int:
    """0 when both hold."""
    outcomes = []
    for name, processes in (("PostgreSQL", PROCESSES), ("SQLite", 1)):
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            url = stack.enter_context(run_postgres(Path(folder))) if processes > 1 else ""
            settings = make_settings(Path(folder), url)
            urls = stack.enter_context(run_processes(settings, processes))
            outcomes.append(_rush(settings, urls))
        print(f"{name}, {processes} process(es), {PEOPLE} people: {outcomes[-1]}", flush=True)
    return 0 if all(outcome.holds for outcome in outcomes) else 1


def _rush(settings: Settings, urls: list[str]) -> Rush:
    engine = engines.create_database_engine(settings.database_url)
    add_counsellors(engine, ["Conseil A"])
    rush = Rush()
    asyncio.run(asyncio.wait_for(_all_at_once(urls, rush), LONGEST))
    with reading(engine) as unit:
        rush.stored.update(unit.execute(sa.select(appointments.c.state)).scalars())
    engine.dispose()
    return rush


async def _all_at_once(urls: list[str], rush: Rush) -> None:
    # A connection kept while a turn takes its time may be closed by the server just as it is used.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=MAX_WAIT_SECONDS, limits=limits) as http:
        people = [Person(http, urls[n % len(urls)], rush) for n in range(PEOPLE)]
        await asyncio.gather(*(each.opens() for each in people))
        for message in ({"text": ASK}, FIRST, FIRST):
            answers = await asyncio.gather(*(each.hears(message) for each in people))
    for replies in answers:
        last = replies[-1]
        start = next(
            (each for each in (KEPT, TAKEN) if last["text"].startswith(each)), last["text"]
        )
        rush.said[start] += 1
        if start != KEPT:
            labels = (choice["label"] for choice in last["choices"])
            rush.offered[sum(bool(_TIME.search(label)) for label in labels)] += 1


class Person:
    """A session of its own."""

    def __init__(self, http: httpx.AsyncClient, url: str, rush: Rush) -> None:
        self._http, self._url, self._rush = http, url, rush
        self._headers: dict[str, str] = {}
        self._cursor, self._sent, self._first = "0.0", 0, ""

    async def opens(self) -> None:
        """Begin; the first words are heard."""
        answer = await self._post("/api/session", None)
        self._headers = {"authorization": f"Bearer {answer['token']}"}
        await self._until_answered(None)

    async def hears(self, message: dict[str, str]) -> list[dict[str, Any]]:
        """Send a message; all replies to it. FIRST: press what was offered first."""
        self._sent += 1
        body = message or {"choice": self._first}
        accepted = await self._post("/api/messages", {"id": f"m{self._sent}", **body})
        replies = await self._until_answered(accepted["seq"])
        self._first = replies[-1]["choices"][0]["token"]
        return replies

    async def _post(self, path: str, body: Optional[dict[str, str]]) -> Any:
        answer = await self._http.post(self._url + path, json=body, headers=self._headers)
        self._rush.statuses[answer.status_code] += 1
        answer.raise_for_status()
        return answer.json()

    async def _until_answered(self, seq: Optional[int]) -> list[dict[str, Any]]:
        """Replies come together, as they were committed; a last one with choices ends them."""
        replies = []
        where = f"{self._url}/api/events?after={self._cursor}"
        async with self._http.stream("GET", where, headers=self._headers) as stream:
            self._rush.statuses[stream.status_code] += 1
            stream.raise_for_status()
            async for line in stream.aiter_lines():
                if line.startswith("id:"):
                    self._cursor = line.partition(":")[2].strip()
                if not line.startswith("data:"):
                    continue
                data = json.loads(line.partition(":")[2])
                if data["from"] != "bot" or seq not in (None, data["answers"]):
                    continue
                replies.append(data)
                if data.get("choices"):
                    return replies
        raise RuntimeError("the stream ended before the answer")


if __name__ == "__main__":
    sys.exit(main())
