"""How long a person's message takes to a counsellor's open page, and an answer back: two processes
of the real service on one PostgreSQL. Prints the times; `make soak` runs it."""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from contextlib import suppress
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
    run_processes,
)

ROUNDS = 100
BAR = 0.3


def main() -> None:
    """Print p50 and p95 of both ways, in milliseconds, with the bar."""
    with tempfile.TemporaryDirectory() as folder, run_postgres(Path(folder)) as url:
        settings = make_settings(Path(folder), url)
        with run_processes(settings, 2) as urls:
            for name, took in _measure(settings, urls).items():
                _tell(name, took)


def _tell(name: str, took: list[float]) -> None:
    p95 = statistics.quantiles(took, n=20)[-1]
    middle = statistics.median(took)
    print(f"{name}: p50 {middle * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms (bar {BAR * 1000:.0f})")


def _measure(settings: Settings, urls: list[str]) -> dict[str, list[float]]:
    person = httpx.Client(base_url=urls[0], timeout=MAX_WAIT_SECONDS)
    token = person.post("/api/session").json()["token"]
    person.headers["authorization"] = f"Bearer {token}"
    number, cookie, csrf = _claimed(settings)
    desk = httpx.Client(base_url=f"{urls[1]}/conseillers", timeout=MAX_WAIT_SECONDS)
    desk.headers["cookie"] = f"__Host-conseillers={cookie}"
    page, heard = f"/conversation/{number}", _listen(desk, f"/flux?conversation={number}")
    said = _listen(person, "/api/events")
    there, back = [], []
    for each in range(ROUNDS):
        there.append(_there(person, desk, page, heard, f"question {each} ici"))
        back.append(_back(desk, page, csrf, said, f"reponse {each} ici"))
    return {"person → open page": there, "counsellor → person": back}


def _there(person: httpx.Client, desk: httpx.Client, page: str, heard: Queue, words: str) -> float:
    """From the press to the moment the page has the piece that shows it, as its script fetches."""
    began = time.perf_counter()
    person.post("/api/messages", json={"id": words.replace(" ", ""), "text": words})
    while True:
        heard.get(timeout=MAX_WAIT_SECONDS)
        if words in desk.get(f"{page}/messages", headers={"boussole-news": "1"}).text:
            return time.perf_counter() - began


def _back(desk: httpx.Client, page: str, csrf: str, said: Queue, words: str) -> float:
    began = time.perf_counter()
    answer = desk.post(f"{page}/repondre", data={"jeton": csrf, "text": words})
    assert answer.status_code in (200, 303), answer.status_code
    while words not in said.get(timeout=MAX_WAIT_SECONDS):
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


def _claimed(settings: Settings) -> tuple[int, str, str]:
    """The person talks with a counsellor: the handoff, and the counsellor's cookie and token."""
    engine, keys, now = (
        engines.create_database_engine(settings.database_url),
        Keys.of(settings),
        utc_now(),
    )
    with writing(engine) as unit:
        row: dict[str, Any] = {"name": "Conseil", "duty": "on", "created": now}
        mine = unit.execute(counsellors.insert().values(row)).inserted_primary_key[0]
        where = unit.execute(conversations.select()).first()
        made = handoff_requests.request_handoff(unit, where.id, "none", "", "Renard 42", now)
        handoff_claims.claim_handoff(unit, made.id, mine, now)
        terms.accept_terms(unit, mine, now)
        token = staff_sessions.create_session(unit, mine, keys, now)
        unit.commit()
    engine.dispose()
    return made.id, token, staff_sessions.make_csrf_token(token, keys)


if __name__ == "__main__":
    main()
