"""How long a person's message takes to a counsellor's open page, and an answer back, while twenty
people talk with ten counsellors: two processes of the real service on one PostgreSQL.

Two paces: `storm`, each person writes 1 to 5 s after an answer; `human`, 5 to 10 s after it.
Prints the times, and the processor time of both services. The forty measuring clients run on the
same machine. `make soak` runs it.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from typing import Any

import httpx

from bot.console.auth import staff_sessions
from bot.console.auth.console_keys import Keys
from bot.console.staff import terms
from bot.handoff import handoff_claims, handoff_requests
from bot.settings import Settings
from bot.storage import database_engine as engines
from bot.storage.conversation_tables import conversations
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import writing
from bot.stores import utc_now
from tests.support.service_processes import (
    MAX_WAIT_SECONDS,
    make_settings,
    run_postgres,
    run_processes_with_pids,
)

TALKS = 20
BAR = 0.3


@dataclass(frozen=True)
class Pace:
    """The seconds between an answer and the next message of a talk, from and to, and how often."""

    pause: tuple[float, float]
    rounds: int


PACES = {"storm": Pace((1.0, 5.0), 25), "human": Pace((5.0, 10.0), 12)}


def main() -> None:
    """Print p50 and p95 of both ways, in milliseconds, with the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pace", choices=PACES, default="storm")
    pace = parser.parse_args().pace
    with tempfile.TemporaryDirectory() as folder, run_postgres(Path(folder)) as url:
        settings = make_settings(Path(folder), url)
        with run_processes_with_pids(settings, 2) as processes:
            talks = list(_open_talks(settings, list(processes), PACES[pace]))
            before = _processor_seconds(processes.values())
            found = _measure(talks)
            used = _processor_seconds(processes.values()) - before
    (low, high), rounds = PACES[pace].pause, PACES[pace].rounds
    print(
        f"pace {pace}: {TALKS} talks, {rounds} messages each,"
        f" written {low:g} to {high:g} s after an answer"
    )
    for name, took in found.items():
        _tell(name, took)
    each = used / (TALKS * rounds) * 1000
    print(f"both services: {each:.0f} ms of processor time for a message and its answer")


def _processor_seconds(pids: Iterable[int]) -> float:
    """Return the processor time that processes have used."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # in the process and in the kernel for it
    return ticks / os.sysconf("SC_CLK_TCK")


def _tell(name: str, took: list[float]) -> None:
    p95 = statistics.quantiles(took, n=20)[-1]
    middle = statistics.median(took)
    print(f"{name}: p50 {middle * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms (bar {BAR * 1000:.0f})")


def _measure(talks: list[_Talk]) -> dict[str, list[float]]:
    with ThreadPoolExecutor(len(talks)) as threads:
        found = list(threads.map(_Talk.run, talks))
    return {
        "person → open page": [each for there, _ in found for each in there],
        "counsellor → person": [each for _, back in found for each in back],
    }


@dataclass
class _Talk:
    """A person's page and their counsellor's, both open."""

    person: httpx.Client
    desk: httpx.Client
    number: int
    csrf: str
    pace: Pace
    heard: Queue = field(init=False)
    said: Queue = field(init=False)

    @property
    def page(self) -> str:
        return f"/conversation/{self.number}"

    def run(self) -> tuple[list[float], list[float]]:
        """Return the times of both ways, in seconds."""
        self.heard = _listen(self.desk, f"/flux?conversation={self.number}")
        self.said = _listen(self.person, "/api/events")
        pauses, there, back = random.Random(self.number), [], []
        for each in range(self.pace.rounds):
            time.sleep(pauses.uniform(*self.pace.pause))
            there.append(self._there(f"question {each} de {self.number}"))
            back.append(self._back(f"reponse {each} a {self.number}"))
        return there, back

    def _there(self, words: str) -> float:
        """From the press to the moment the page has the piece that shows it, as its script does."""
        began = time.perf_counter()
        self.person.post("/api/messages", json={"id": words.replace(" ", ""), "text": words})
        while True:
            self.heard.get(timeout=MAX_WAIT_SECONDS)
            news = self.desk.get(f"{self.page}/messages", headers={"boussole-news": "1"})
            if words in news.text:
                return time.perf_counter() - began

    def _back(self, words: str) -> float:
        began = time.perf_counter()
        sent = self.desk.post(f"{self.page}/repondre", data={"jeton": self.csrf, "text": words})
        assert sent.status_code in (200, 303), sent.status_code
        while words not in self.said.get(timeout=MAX_WAIT_SECONDS):
            continue
        return time.perf_counter() - began


def _listen(client: httpx.Client, path: str) -> Queue:
    """Lines of data of a stream, as they come."""
    lines: Queue = Queue()

    def read() -> None:
        # The services end before the streams do.
        with (
            suppress(httpx.TransportError),
            client.stream("GET", path, headers={"accept": "text/event-stream"}) as stream,
        ):
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    lines.put(line)

    threading.Thread(target=read, daemon=True).start()
    lines.get(timeout=MAX_WAIT_SECONDS)
    return lines


def _open_talks(settings: Settings, urls: list[str], pace: Pace) -> Iterator[_Talk]:
    """Open `TALKS` conversations at one process and claim them at the other, two a counsellor."""
    people = []
    for _ in range(TALKS):
        person = httpx.Client(base_url=urls[0], timeout=MAX_WAIT_SECONDS)
        token = person.post("/api/session").json()["token"]
        person.headers["authorization"] = f"Bearer {token}"
        people.append(person)
    for person, (number, cookie, csrf) in zip(people, _claim_all(settings), strict=True):
        desk = httpx.Client(base_url=f"{urls[1]}/conseillers", timeout=MAX_WAIT_SECONDS)
        desk.headers["cookie"] = f"__Host-conseillers={cookie}"
        yield _Talk(person, desk, number, csrf, pace)


def _claim_all(settings: Settings) -> list[tuple[int, str, str]]:
    """Return each handoff with its counsellor's cookie and token."""
    engine = engines.create_database_engine(settings.database_url)
    keys, now, claimed = Keys.of(settings), utc_now(), []
    with writing(engine) as unit:
        rows = unit.execute(conversations.select().order_by(conversations.c.id)).all()
        for place, row in enumerate(rows):
            if place % handoff_claims.MAX_CHATS == 0:
                values: dict[str, Any] = {"name": f"Conseil {place}", "duty": "on", "created": now}
                mine = unit.execute(counsellors.insert().values(values)).inserted_primary_key[0]
                terms.accept_terms(unit, mine, now)
                token = staff_sessions.create_session(unit, mine, keys, now)
            made = handoff_requests.request_handoff(
                unit, row.id, "none", "", f"Renard {place}", now
            )
            handoff_claims.claim_handoff(unit, made.id, mine, now)
            claimed.append((made.id, token, staff_sessions.make_csrf_token(token, keys)))
        unit.commit()
    engine.dispose()
    return claimed


if __name__ == "__main__":
    main()
