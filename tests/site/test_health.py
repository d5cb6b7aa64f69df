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
from sqlalchemy.engine import Engine

from bot.app import Service
from bot.care import helplines
from bot.dialogue.agent import Dialogue
from bot.messaging.db_executor import JobPriority
from bot.privacy.clock_guard import confirm_clock
from bot.site import health
from bot.storage import lock_timeouts
from bot.storage.conversation_repository import create_conversation
from bot.storage.conversation_tables import inbox
from bot.storage.unit_of_work import writing
from tests.support.database_lock import hold_lock
from tests.support.live_service import MAX_WAIT_SECONDS, LiveService, run_service

LONG = health.STUCK_AFTER + dt.timedelta(seconds=1)
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
    monkeypatch.setattr(health, "ANSWER_CACHE_SECONDS", -1)


def ready(service: LiveService, status: int) -> dict[str, Any]:
    answer = httpx.get(f"{service.url}/readyz", timeout=MAX_WAIT_SECONDS)
    until = time.monotonic() + MAX_WAIT_SECONDS
    # A machine that does much else may take longer than the check waits for the database.
    while status == 200 and answer.status_code != 200 and time.monotonic() < until:
        time.sleep(0.5)
        answer = httpx.get(f"{service.url}/readyz", timeout=MAX_WAIT_SECONDS)
    assert answer.status_code == status, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    return found


def without(*names: str) -> dict[str, Any]:
    return {**GOOD, **dict.fromkeys(names, False)}


def alive(service: LiveService) -> bool:
    """Liveness knows of none of this: nobody shall end a process because a disk is full."""
    return httpx.get(f"{service.url}/healthz").json() == {"alive": True}


def test_a_service_that_works_says_so_and_nothing_else(service: LiveService) -> None:
    assert ready(service, 200) == GOOD


@pytest.mark.parametrize("how", ["removed", "replaced", "table"])
def test_a_database_that_went_away_in_the_middle(
    service: LiveService, sqlite_engine: Engine, how: str, tmp_path: Path
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
    with run_service(parts) as service:
        assert ready(service, 200) == GOOD
        with postgres_engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE inbox RENAME TO gone")
        assert ready(service, 503)["database"] is False


def test_a_database_that_does_not_answer_in_time(
    service: LiveService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "MAX_READ_SECONDS", 0.05)
    release = threading.Event()
    busy = service.service.threads.run(JobPriority.READ, lambda: release.wait(MAX_WAIT_SECONDS))
    held = asyncio.run_coroutine_threadsafe(busy, service.loop)
    try:
        assert ready(service, 503) == without("ready", "database", "writes")
    finally:
        release.set()
    assert held.result(MAX_WAIT_SECONDS)
    monkeypatch.setattr(health, "MAX_READ_SECONDS", MAX_WAIT_SECONDS)
    assert ready(service, 200) == GOOD


def test_a_database_in_which_nothing_can_be_written(
    service: LiveService, sqlite_engine: Engine
) -> None:
    with hold_lock(sqlite_engine):
        lock_timeouts.find_lock_state(
            sqlite_engine
        ).stuck = True  # whoever finds it out waits for some seconds
        assert ready(service, 503) == without("ready", "writes")
        assert alive(service)
    assert ready(service, 200) == GOOD
    assert not lock_timeouts.find_lock_state(sqlite_engine).stuck


def test_a_worker_that_ended(service: LiveService) -> None:
    task = service.service._tasks["worker"]
    service.loop.call_soon_threadsafe(task.cancel)
    _until(service, task.done)
    assert ready(service, 503) == without("ready", "worker")


def test_a_job_that_ended_is_told_and_people_are_answered(service: LiveService) -> None:
    task = service.service._tasks["purge"]
    service.loop.call_soon_threadsafe(task.cancel)
    _until(service, task.done)
    assert ready(service, 200) == without("jobs")


def _until(service: LiveService, holds: Any) -> None:
    async def wait() -> None:
        while not holds():
            await asyncio.sleep(0)

    asyncio.run_coroutine_threadsafe(wait(), service.loop).result(MAX_WAIT_SECONDS)


def test_a_worker_that_is_stuck_on_a_message(service: LiveService) -> None:
    """Every thread that writes is held by a turn that does not end; a message waits since."""
    started, release = threading.Event(), threading.Event()

    def hang() -> bool:
        started.set()
        return release.wait(MAX_WAIT_SECONDS)

    held = asyncio.run_coroutine_threadsafe(
        service.service.threads.run(JobPriority.TURN, hang), service.loop
    )
    try:
        assert started.wait(MAX_WAIT_SECONDS)
        assert ready(service, 200) == GOOD  # a moment is no fault
        _a_while_ago(service, "last_done", "last_looked")
        assert ready(service, 503) == without("ready", "worker")
    finally:
        release.set()
    held.result(MAX_WAIT_SECONDS)


def test_a_message_that_nobody_answers(
    service: LiveService, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep looks, and finds nothing to do: its claim never succeeds."""
    monkeypatch.setattr(service.service.worker, "_start", lambda conversation, head: None)
    with writing(service.parts.engine) as unit:
        conversation = create_conversation(unit, "somebody", "web", clock())
        row = {"channel": "web", "external_id": "1", "seq": 1, "kind": "text", "body": "bonjour"}
        unit.execute(inbox.insert().values(conversation_id=conversation, received=clock(), **row))
        unit.commit()
    assert ready(service, 200) == GOOD
    clock.now += LONG
    _a_while_ago(service, "last_done")
    assert ready(service, 503) == without("ready", "worker")


def test_a_clock_in_doubt_is_told_and_people_are_answered(service: LiveService, clock: Any) -> None:
    with writing(service.parts.engine) as unit:
        confirm_clock(unit, clock())
        unit.commit()
    clock.now -= dt.timedelta(days=1)
    assert ready(service, 200) == without("clock")


def test_a_clock_that_is_put_forward_is_no_fault(service: LiveService, clock: Any) -> None:
    clock.now += dt.timedelta(hours=1)
    assert ready(service, 200) == GOOD


def _a_while_ago(service: LiveService, *names: str) -> None:
    for name in names:
        setattr(service.service.worker, name, time.monotonic() - LONG.total_seconds())


def test_a_disk_that_is_full(service: LiveService, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    full = usage(10**12, 10**12, health.MIN_FREE_BYTES)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda folder: full)
    assert ready(service, 503) == without("ready", "disk")

    def gone(folder: Path) -> Any:
        raise OSError

    monkeypatch.setattr(health.shutil, "disk_usage", gone)
    assert ready(service, 503) == without("ready", "disk")


def test_a_model_that_is_not_loaded(service: LiveService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Dialogue, "intents", property(lambda dialogue: []))
    assert ready(service, 503) == without("ready", "model")


def test_a_model_whose_file_is_gone_answers_until_the_next_start(
    make_parts: Any, sqlite_engine: Engine, model: Path, tmp_path: Path
) -> None:
    copy = tmp_path / model.name
    shutil.copy(model, copy)
    with run_service(make_parts(sqlite_engine, dialogue=Dialogue(copy))) as service:
        copy.unlink()
        assert ready(service, 200) == GOOD
        assert httpx.post(f"{service.url}/api/session", timeout=MAX_WAIT_SECONDS).status_code == 201


def test_distress_that_is_read_by_patterns_alone_is_told_and_people_are_answered(
    service: LiveService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "load_classifier", lambda: None)
    assert ready(service, 200) == without("second_reading")


def test_helplines_that_are_old_are_told_and_people_are_answered(
    service: LiveService, clock: Any
) -> None:
    clock.now += helplines.load_helplines().max_age + dt.timedelta(days=400)
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
def with_platforms(parts: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveService]:
    found = [Platform("telegram", True), Platform("messenger", False)]
    monkeypatch.setattr("bot.app.build_platforms", lambda *given: found)
    with run_service(parts) as service:
        yield service


def test_which_platforms_are_set_up_and_whether_each_was_reached(
    with_platforms: LiveService,
) -> None:
    service: Service = with_platforms.service
    told = ready(with_platforms, 200)
    assert told["channels"] == {"web": True, "telegram": True, "messenger": False}
    service.delivery_worker.reached.update(telegram=False, messenger=True)  # what was last sent
    told = ready(with_platforms, 200)
    assert told["channels"] == {"web": True, "telegram": False, "messenger": True}


# Who asks


def test_many_who_ask_at_once_cost_one_read(
    service: LiveService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "ANSWER_CACHE_SECONDS", MAX_WAIT_SECONDS)
    reads = []
    read = health.Health._read
    monkeypatch.setattr(health.Health, "_read", lambda self: (reads.append(1), read(self))[1])
    assert [ready(service, 200) for _ in range(5)] == [GOOD] * 5
    assert len(reads) == 1


def test_c8_only_yes_and_no_is_told(service: LiveService) -> None:
    told = ready(service, 200)
    channels = told.pop("channels")
    assert [
        value for value in (*told.values(), *channels.values()) if not isinstance(value, bool)
    ] == []
