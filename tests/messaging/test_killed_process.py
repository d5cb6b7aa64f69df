"""`kill -9` at any point: each accepted message is stored once and answered once, in order."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Optional

import httpx
import pytest
import sqlalchemy as sa

from bot.messaging.turn_processor import MAX_TURN_ATTEMPTS
from bot.settings import PROJECT_ROOT
from tests.support.service_driver import MAX_WAIT_SECONDS, ServiceDriver

SECONDS = MAX_WAIT_SECONDS
TEXTS = ("merci beaucoup", "bonjour", "merci beaucoup", "aide")


@pytest.fixture(scope="module")
def driver(model: Path, shared_data: Path) -> Iterator[ServiceDriver]:
    driver = ServiceDriver()
    yield driver
    driver.close()


@pytest.fixture
def life(tmp_path: Path, engine: Any) -> Callable[..., dict[str, Any]]:
    """A service on the test's own database and data folder; `kill` is where it dies, once."""
    url = engine.url.render_as_string(hide_password=False)

    def make(kill: Optional[str] = None, marker: Optional[Path] = None) -> dict[str, Any]:
        return {
            "database": url,
            "data": str(tmp_path),
            "kill": kill,
            "marker": marker and str(marker),
        }

    return make


class Page:
    """A web page that sends each message until it is acknowledged, as the real one does."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.token = self._post("/api/session", {}).json()["token"]
        self.acknowledged: set[str] = set()

    def send(self, client_id: str, text: str) -> Optional[int]:
        """The status, or None when the service died before it acknowledged."""
        try:
            answer = self._post(
                "/api/messages",
                {"id": client_id, "text": text},
                authorization=f"Bearer {self.token}",
            )
        except httpx.TransportError:
            return None
        assert answer.status_code in (200, 202), answer.text
        self.acknowledged.add(client_id)
        return answer.status_code

    def read(self, messages: int) -> list[dict[str, Any]]:
        """All that a reloaded page shows, once the last of `messages` has its answer."""
        shown: list[dict[str, Any]] = []
        asked = httpx.stream(
            "GET",
            f"{self.address}/api/events?after=0.0",
            headers={"authorization": f"Bearer {self.token}"},
            timeout=SECONDS,
        )
        with asked as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    shown.append(json.loads(line[5:]))
                    if shown[-1].get("answers") == messages:
                        return shown
        raise AssertionError("the stream ended")

    def _post(self, path: str, body: dict[str, Any], **headers: str) -> httpx.Response:
        return httpx.post(f"{self.address}{path}", json=body, headers=headers, timeout=SECONDS)


def _check(engine: Any, page: Page) -> None:
    """Stored once, answered once, in order; nothing waits."""
    with engine.connect() as connection:
        stored = connection.execute(
            sa.text("SELECT seq, external_id, body, status FROM inbox ORDER BY seq")
        ).all()
        replies = connection.execute(
            sa.text("SELECT seq, answers, reply FROM outbox ORDER BY seq")
        ).all()
    texts = [(row.external_id.partition(":")[2], row.body) for row in stored[1:]]
    assert texts == [(f"m{n}", text) for n, text in enumerate(TEXTS)]
    assert {client_id for client_id, _ in texts} == page.acknowledged
    assert {row.status for row in stored} == {"done"}
    # The opening is answered by the welcome, each of these messages by one reply.
    assert [row.answers for row in replies] == [1, 2, 3, 4, 5]
    assert [row.seq for row in replies] == [1, 2, 3, 4, 5]
    with engine.connect() as connection:
        turns = connection.execute(sa.text("SELECT turns, last_reply FROM conversations")).one()
        sessions = connection.execute(sa.text("SELECT turn FROM tracker_events ORDER BY turn"))
        assert tuple(turns) == (5, 5)
        assert sessions.scalars().all() == [1, 2, 3, 4, 5]


def _attempts(engine: Any, seq: int) -> int:
    """Of that message alone: a slow opening may count more of its own."""
    asked = sa.text("SELECT attempts FROM inbox WHERE seq = :seq")
    with engine.connect() as connection:
        return connection.execute(asked, {"seq": seq}).scalar_one()


@pytest.mark.parametrize(
    "step",
    [
        "before the accept commits",
        "after the accept committed",
        "inside the action",
        "before the turn commits",
        "after the turn committed",
    ],
)
def test_kill_9_loses_and_doubles_nothing(
    driver: ServiceDriver, life: Any, engine: Any, tmp_path: Path, step: str
) -> None:
    marker = tmp_path / "killed"
    page = Page(driver.start(life(step, marker)))
    unsent = [(f"m{n}", text) for n, text in enumerate(TEXTS)]
    while unsent and page.send(*unsent[0]) is not None:
        unsent.pop(0)
    assert driver.ended() == -signal.SIGKILL
    assert marker.exists()
    page.address = driver.start(life())
    for client_id, text in unsent:
        assert page.send(client_id, text) is not None
    shown = page.read(len(TEXTS) + 1)
    driver.stop()
    _check(engine, page)
    told = [entry["text"] for entry in shown if entry["from"] == "person"]
    assert told == list(TEXTS)


def test_killed_twice_on_the_same_message(
    driver: ServiceDriver, life: Any, engine: Any, tmp_path: Path
) -> None:
    """The second life dies by itself, once the sweep has counted its attempt."""
    page = Page(driver.start(life("after the accept committed", tmp_path / "first")))
    assert page.send("m0", TEXTS[0]) is None
    assert driver.ended() == -signal.SIGKILL
    driver.start(life("after the attempt was counted", tmp_path / "second"))
    assert driver.ended() == -signal.SIGKILL
    page.address = driver.start(life())
    assert page.send("m0", TEXTS[0]) == 200  # stored already
    for n, text in enumerate(TEXTS[1:], start=1):
        assert page.send(f"m{n}", text) == 202
    page.read(len(TEXTS) + 1)
    driver.stop()
    _check(engine, page)


def test_a_message_that_kills_every_process_is_given_up_and_the_next_is_answered(
    driver: ServiceDriver, life: Any, engine: Any, sentence: Any
) -> None:
    poisoned = life("inside the action")
    page = Page(driver.start(poisoned))
    page.send("m0", "merci beaucoup")
    assert driver.ended() == -signal.SIGKILL
    # One attempt is counted already, or two when it had waited behind the opening.
    while _attempts(engine, seq=2) < MAX_TURN_ATTEMPTS:
        driver.start(poisoned)
        assert driver.ended() == -signal.SIGKILL
    page.address = driver.start(poisoned)  # this one lives: it does not try again
    assert page.send("m1", "bonjour") == 202
    shown = page.read(3)
    driver.stop()
    told = {entry["answers"]: entry["text"] for entry in shown if entry["from"] == "bot"}
    assert told[2] == sentence("utter_failed")
    with engine.connect() as connection:
        statuses = connection.execute(sa.text("SELECT status FROM inbox ORDER BY seq"))
        assert statuses.scalars().all() == ["done", "failed", "done"]


def test_the_real_command_is_killed_and_loses_nothing(
    tmp_path: Path, model: Path, library: Any, shared_data: Path, sqlite_engine: Any
) -> None:
    """`boussole serve` itself, killed with messages waiting, and started again."""
    shutil.copy(shared_data / "vectors.sqlite", tmp_path)  # else it would embed all entries
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process, page = _serve(tmp_path, port), None
    try:
        page = Page(f"http://127.0.0.1:{port}")
        for n, text in enumerate(TEXTS):
            assert page.send(f"m{n}", text) == 202
        process.kill()
        assert process.wait(SECONDS) == -signal.SIGKILL
        process = _serve(tmp_path, port)
        page.read(len(TEXTS) + 1)
    finally:
        process.kill()
        process.wait(SECONDS)
    _check(sqlite_engine, page)


def _serve(data: Path, port: int) -> subprocess.Popen[bytes]:
    """The command, once its health page answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)],
        cwd=PROJECT_ROOT,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "BOUSSOLE_DATA": str(data)},
    )
    assert process.stderr is not None
    for line in process.stderr:
        if b"Boussole listens" in line:
            break
    with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
        assert client.get(f"http://127.0.0.1:{port}/healthz").json() == {"alive": True}
    return process
