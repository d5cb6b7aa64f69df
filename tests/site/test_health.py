"""`/readyz` tells the truth: each thing that can be missing is taken from a running service."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import threading
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from live_service import PATIENCE, Live, live
from other_process import locked
from sqlalchemy.engine import Engine

from bot.app import Service
from bot.conversation.threads import Rank
from bot.dialogue.agent import Dialogue
from bot.privacy.clock import believe
from bot.safeguarding import helplines
from bot.site import health
from bot.storage import patience
from bot.storage.conversations import make
from bot.storage.tables import inbox
from bot.storage.unit_of_work import writing

LONG = health.STUCK + dt.timedelta(seconds=1)
GOOD = {
    "ready": True,
    "database": True,
    "writes": True,
    "model": True,
    "worker": True,
    "disk": True,
    "clock": True,
    "jobs": True,
    "channels": {"web": True},
    "second_reading": True,
    "helplines": True,
    "shares": False,  # it listens on the loopback address, and no proxy is named
}


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time, whatever was answered a moment ago."""
    monkeypatch.setattr(health, "KEPT_SECONDS", -1)


def ready(service: Live, status: int) -> dict[str, Any]:
    answer = httpx.get(f"{service.url}/readyz", timeout=PATIENCE)
    until = time.monotonic() + PATIENCE
    # A machine that does much else may take longer than the check waits for the database.
    while status == 200 and answer.status_code != 200 and time.monotonic() < until:
        time.sleep(0.5)
        answer = httpx.get(f"{service.url}/readyz", timeout=PATIENCE)
    assert answer.status_code == status, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    return found


def without(*names: str) -> dict[str, Any]:
    return {**GOOD, **dict.fromkeys(names, False)}


def alive(service: Live) -> bool:
    """Liveness knows of none of this: nobody shall end a process because a disk is full."""
    return httpx.get(f"{service.url}/healthz").json() == {"alive": True}


def test_a_service_that_works_says_so_and_nothing_else(service: Live) -> None:
    assert ready(service, 200) == GOOD


@pytest.mark.parametrize("how", ["removed", "replaced", "table"])
def test_a_database_that_went_away_in_the_middle(
    service: Live, sqlite_engine: Engine, how: str, tmp_path: Path
) -> None:
    """Also where SQLite goes on reading the file that nobody sees any more."""
    file = Path(sqlite_engine.url.database)
    aside = tmp_path / "aside"
    if how == "table":
        with sqlite_engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE inbox RENAME TO gone")
    else:
        file.rename(aside)
        if how == "replaced":
            shutil.copy(aside, file)
    assert ready(service, 503) == without("ready", "database", "writes")
    assert alive(service)
    if how == "removed":
        aside.rename(file)
        assert ready(service, 200) == GOOD


@pytest.mark.postgres
def test_a_postgresql_that_is_not_there(make_parts: Any, postgres_engine: Engine) -> None:
    parts = make_parts(postgres_engine)
    url = postgres_engine.url.render_as_string(hide_password=False)
    parts = make_parts(postgres_engine, settings=parts.settings.copy(update={"database": url}))
    with live(parts) as service:
        assert ready(service, 200) == GOOD
        with postgres_engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE inbox RENAME TO gone")
        assert ready(service, 503)["database"] is False


def test_a_database_that_does_not_answer_in_time(
    service: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "READ_SECONDS", 0.05)
    release = threading.Event()
    busy = service.service.threads.run(Rank.READ, lambda: release.wait(PATIENCE))
    held = asyncio.run_coroutine_threadsafe(busy, service.loop)
    try:
        assert ready(service, 503) == without("ready", "database", "writes")
    finally:
        release.set()
    assert held.result(PATIENCE)
    monkeypatch.setattr(health, "READ_SECONDS", PATIENCE)
    assert ready(service, 200) == GOOD


def test_a_database_in_which_nothing_can_be_written(service: Live, sqlite_engine: Engine) -> None:
    with locked(sqlite_engine):
        patience.of(sqlite_engine).stuck = True  # whoever finds it out waits for some seconds
        assert ready(service, 503) == without("ready", "writes")
        assert alive(service)
    assert ready(service, 200) == GOOD
    assert not patience.of(sqlite_engine).stuck


def test_a_worker_that_ended(service: Live) -> None:
    task = service.service._tasks["worker"]
    service.loop.call_soon_threadsafe(task.cancel)
    _until(service, task.done)
    assert ready(service, 503) == without("ready", "worker")


def test_a_job_that_ended_is_told_and_people_are_answered(service: Live) -> None:
    task = service.service._tasks["purge"]
    service.loop.call_soon_threadsafe(task.cancel)
    _until(service, task.done)
    assert ready(service, 200) == without("jobs")


def _until(service: Live, holds: Any) -> None:
    async def wait() -> None:
        while not holds():
            await asyncio.sleep(0)

    asyncio.run_coroutine_threadsafe(wait(), service.loop).result(PATIENCE)


def test_a_worker_that_is_stuck_on_a_message(service: Live) -> None:
    """Every thread that writes is held by a turn that does not end; a message waits since."""
    started, release = threading.Event(), threading.Event()

    def hang() -> bool:
        started.set()
        return release.wait(PATIENCE)

    held = asyncio.run_coroutine_threadsafe(
        service.service.threads.run(Rank.TURN, hang), service.loop
    )
    try:
        assert started.wait(PATIENCE)
        assert ready(service, 200) == GOOD  # a moment is no fault
        _a_while_ago(service, "last_done", "last_looked")
        assert ready(service, 503) == without("ready", "worker")
    finally:
        release.set()
    held.result(PATIENCE)


def test_a_message_that_nobody_answers(
    service: Live, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep looks, and finds nothing to do: its claim never succeeds."""
    monkeypatch.setattr(service.service.worker, "_start", lambda conversation, head: None)
    with writing(service.parts.engine) as unit:
        conversation = make(unit, "somebody", "web", clock())
        row = {"channel": "web", "external_id": "1", "seq": 1, "kind": "text", "body": "bonjour"}
        unit.execute(inbox.insert().values(conversation_id=conversation, received=clock(), **row))
        unit.commit()
    assert ready(service, 200) == GOOD
    clock.now += LONG
    _a_while_ago(service, "last_done")
    assert ready(service, 503) == without("ready", "worker")


def test_a_clock_in_doubt_is_told_and_people_are_answered(service: Live, clock: Any) -> None:
    with writing(service.parts.engine) as unit:
        believe(unit, clock())
        unit.commit()
    clock.now -= dt.timedelta(days=1)
    assert ready(service, 200) == without("clock")


def test_a_clock_that_is_put_forward_is_no_fault(service: Live, clock: Any) -> None:
    clock.now += dt.timedelta(hours=1)
    assert ready(service, 200) == GOOD


def _a_while_ago(service: Live, *names: str) -> None:
    for name in names:
        setattr(service.service.worker, name, time.monotonic() - LONG.total_seconds())


def test_a_disk_that_is_full(service: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    full = usage(10**12, 10**12, health.LEAST_FREE)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda folder: full)
    assert ready(service, 503) == without("ready", "disk")

    def gone(folder: Path) -> Any:
        raise OSError

    monkeypatch.setattr(health.shutil, "disk_usage", gone)
    assert ready(service, 503) == without("ready", "disk")


def test_a_model_that_is_not_loaded(service: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Dialogue, "intents", property(lambda dialogue: []))
    assert ready(service, 503) == without("ready", "model")


def test_a_model_whose_file_is_gone_answers_until_the_next_start(
    make_parts: Any, sqlite_engine: Engine, model: Path, tmp_path: Path
) -> None:
    copy = tmp_path / model.name
    shutil.copy(model, copy)
    with live(make_parts(sqlite_engine, dialogue=Dialogue(copy))) as service:
        copy.unlink()
        assert ready(service, 200) == GOOD
        assert httpx.post(f"{service.url}/api/session", timeout=PATIENCE).status_code == 201


def test_distress_that_is_read_by_patterns_alone_is_told_and_people_are_answered(
    service: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "classifier", lambda: None)
    assert ready(service, 200) == without("second_reading")


def test_helplines_that_are_old_are_told_and_people_are_answered(service: Live, clock: Any) -> None:
    clock.now += helplines.helplines().max_age + dt.timedelta(days=400)
    assert ready(service, 200)["helplines"] is False


# Platforms


class Platform:
    """One that is set up; nothing is behind it."""

    def __init__(self, channel: str, started: bool) -> None:
        self.sender = type("Sender", (), {"channel": channel})()
        self.started = started

    def routes(self) -> list[Any]:
        return []

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass


@pytest.fixture
def with_platforms(parts: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    found = [Platform("telegram", True), Platform("messenger", False)]
    monkeypatch.setattr("bot.app.platforms", lambda *given: found)
    with live(parts) as service:
        yield service


def test_which_platforms_are_set_up_and_whether_each_was_reached(with_platforms: Live) -> None:
    service: Service = with_platforms.service
    told = ready(with_platforms, 200)
    assert told["channels"] == {"web": True, "telegram": True, "messenger": False}
    service.delivering.reached.update(telegram=False, messenger=True)  # what was last sent
    told = ready(with_platforms, 200)
    assert told["channels"] == {"web": True, "telegram": False, "messenger": True}


# Who asks


def test_many_who_ask_at_once_cost_one_read(service: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "KEPT_SECONDS", PATIENCE)
    reads = []
    read = health.Health._read
    monkeypatch.setattr(health.Health, "_read", lambda self: (reads.append(1), read(self))[1])
    assert [ready(service, 200) for _ in range(5)] == [GOOD] * 5
    assert len(reads) == 1


def test_c8_only_yes_and_no_is_told(service: Live) -> None:
    told = ready(service, 200)
    channels = told.pop("channels")
    assert all(isinstance(value, bool) for value in (*told.values(), *channels.values()))
