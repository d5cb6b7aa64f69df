"""Nothing that a person typed reaches a log, whoever logs and whatever fails (C8)."""

from __future__ import annotations

import ast
import asyncio
import gc
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import sqlalchemy as sa
import structlog
import uvicorn
from starlette.routing import Route

from bot import logging_setup
from bot.app import Service
from bot.cli import main
from bot.dialogue.in_process_actions import registry
from bot.settings import PROJECT_ROOT
from bot.storage.unit_of_work import reading
from tests.support.live_service import MAX_WAIT_SECONDS, run_service

PLANTED = "j'ai rendez-vous avec Zorglub-Untel"


class Lines:
    """What was written to the log."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def read(self) -> list[dict[str, Any]]:
        """Each line, which is JSON of known fields and holds nothing that was planted."""
        assert "Zorglub" not in self.text
        found = [json.loads(line) for line in self.text.splitlines()]
        assert [line for line in found if set(line) > set(logging_setup.LOG_FIELDS)] == []
        return found

    def one(self) -> dict[str, Any]:
        (line,) = self.read()
        return line


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The log of a serving process, for the time of a test."""
    gc.collect()  # a failed task of an earlier test is reported when it is collected
    root, found = logging.getLogger(), Lines()
    before = (root.handlers[:], root.level, logging.raiseExceptions)
    hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    root.handlers = []
    logging_setup.set_up_logging(found.stream)
    yield found
    root.handlers, root.level, logging.raiseExceptions = before
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def fail() -> None:
    raise ValueError(PLANTED)


def caught() -> ValueError:
    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


# Our own lines


def test_a_line_of_ours_says_when_who_and_what(lines: Lines) -> None:
    logging.getLogger("bot.jobs").error("%s put off: %s", "purge", "OperationalError")
    line = lines.one()
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "error",
        "logger": "bot.jobs",
        "event": "purge put off: OperationalError",
    }


def test_c8_of_an_exception_class_and_place_are_told_never_its_text(lines: Lines) -> None:
    logging.getLogger("bot.jobs").error("it failed", exc_info=caught())
    line = lines.one()
    assert (line["event"], line["error"]) == ("it failed", "ValueError")
    assert line["place"].startswith("test_logs.py:")


def test_the_place_names_our_own_line_and_the_last_one(sqlite_engine: Any) -> None:
    with reading(sqlite_engine) as unit, pytest.raises(sa.exc.DBAPIError) as raised:
        unit.execute(sa.text("SELECT * FROM nowhere"))
    ours, _, last = logging_setup.find_error_location(raised.value).partition(" > ")
    assert ours.startswith("unit_of_work.py:")
    assert last.startswith("default.py:")


def test_a_break_in_a_line_makes_no_second_one(lines: Lines) -> None:
    logging.getLogger("bot").error('one\n{"level": "info"}')
    assert lines.one()["event"] == 'one\n{"level": "info"}'


_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
# What may stand in a line of ours: a class, a place, one of our own reasons, a number.
_HARMLESS = {
    "type(error).__name__",
    "type(error.__cause__).__name__",
    "find_error_location(error)",
    "refused.reason",  # of `bot.channels.request_body`
    "describe_problem(refusal)",  # Meta's numbers
    "stopped.returncode",
    "answer.id",
    "damaged",  # how many
    "name",  # of a job
    "doubt",  # of the clock: two times
}


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in (
        path
        for folder in logging_setup.OWN_PACKAGES
        for path in (PROJECT_ROOT / folder).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                of = ast.unparse(node.func.value)
                if node.func.attr in _METHODS and of in ("logger", "_log", "logging"):
                    yield f"{path.relative_to(PROJECT_ROOT)}:{node.lineno}", node


def test_c8_each_line_of_ours_is_a_fixed_sentence_with_harmless_words_in_it() -> None:
    found = dict(_calls())
    assert len(found) > 25
    for where, call in found.items():
        sentence, *words = call.args
        assert isinstance(sentence, ast.Constant), where
        assert {ast.unparse(word) for word in words} <= _HARMLESS, where
        assert not call.keywords, where


def test_no_module_of_ours_names_its_logger_otherwise() -> None:
    """Else the test above would pass it by."""
    for path in (
        path
        for folder in logging_setup.OWN_PACKAGES
        for path in (PROJECT_ROOT / folder).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and "getLogger(__name__)" in ast.unparse(node.value):
                name = ast.unparse(node.targets[0])
                assert (
                    name in ("logger", "_log") or path == PROJECT_ROOT / "bot" / "logging_setup.py"
                ), path


# Those of others


@pytest.mark.parametrize("name", ["uvicorn.error", "rasa.core.processor", "asyncio", "botany"])
@pytest.mark.parametrize(
    "say",
    [
        lambda logger: logger.error(PLANTED),
        lambda logger: logger.error("said: %s", PLANTED),
        lambda logger: logger.error("said: %d", PLANTED),
        lambda logger: logger.error(ValueError(PLANTED)),
        lambda logger: logger.error("Exception in ASGI application\n" + PLANTED),
        lambda logger: logger.error("failed", exc_info=caught()),
        lambda logger: logger.error("failed", stack_info=True, extra={"text": PLANTED}),
    ],
)
def test_c8_what_libraries_say_is_left_out(lines: Lines, name: str, say: Any) -> None:
    say(logging.getLogger(name))
    line = lines.one()
    assert line["event"] in {
        logging_setup.WITHHELD_EVENT,
        "an exception",
        "Exception in ASGI application",
    }
    assert line["place"].startswith("test_logs.py:") or line["event"] == "an exception"


def test_a_port_that_is_taken_can_still_be_told(lines: Lines) -> None:
    logging.getLogger("uvicorn.error").error(OSError(98, PLANTED))
    assert (lines.one()["error"], lines.one()["errno"]) == ("OSError", "EADDRINUSE")


def test_c8_a_line_that_cannot_be_made_is_not_shown_with_its_arguments(lines: Lines) -> None:
    logging.getLogger("bot.jobs").error("%d waiting", PLANTED)
    assert lines.one()["event"] == "not told"


def test_c8_rasas_errors_are_logged_without_what_they_carry(lines: Lines, dialogue: Any) -> None:
    logger = structlog.getLogger("rasa.core.processor")
    logger.debug("processor.message.parse", parse_data_text=PLANTED)
    assert lines.text == ""
    logger.error("processor.message.failed", text=PLANTED)
    logger.error(PLANTED)
    assert [line["event"] for line in lines.read()] == [logging_setup.WITHHELD_EVENT] * 2


async def test_c8_a_task_that_nobody_awaited(lines: Lines) -> None:
    async def one() -> None:
        fail()

    task = asyncio.create_task(one(), name=PLANTED)
    await asyncio.wait([task])
    del task
    gc.collect()
    line = lines.one()
    assert (line["event"], line["error"]) == ("Task exception was never retrieved", "ValueError")


async def test_c8_a_call_of_the_loop_that_fails(lines: Lines) -> None:
    def work(text: str) -> None:
        raise ValueError(text)

    loop, done = asyncio.get_running_loop(), asyncio.Event()
    loop.call_soon(partial(work, PLANTED))
    loop.call_soon(done.set)
    await done.wait()
    assert lines.one()["error"] == "ValueError"


def test_c8_a_thread_that_fails(lines: Lines) -> None:
    thread = threading.Thread(target=fail, name=PLANTED)
    thread.start()
    thread.join()
    assert (lines.one()["event"], lines.one()["error"]) == ("a thread ended", "ValueError")


def test_c8_a_callback_of_a_pool_that_fails(lines: Lines) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).add_done_callback(lambda done: fail())
    assert lines.one()["error"] == "ValueError"


def test_c8_what_fails_while_it_is_thrown_away(lines: Lines) -> None:
    class Left:
        def __del__(self) -> None:
            fail()

    sys.unraisablehook(type("Unraisable", (), {"exc_value": caught(), "object": Left})())
    assert lines.one()["error"] == "ValueError"


def test_c8_what_ends_the_process(lines: Lines) -> None:
    error = caught()
    sys.excepthook(ValueError, error, error.__traceback__)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert (lines.one()["event"], lines.one()["error"]) == ("the process ended", "ValueError")


def test_c8_the_texts_of_database_errors_hold_no_values(engine: Any) -> None:
    """But for those of PostgreSQL itself, which quote it: so no text is logged at all."""
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError) as caught:
        connection.execute(sa.text("INSERT INTO nowhere VALUES (:said)"), {"said": PLANTED})
    assert "Zorglub" not in str(caught.value) or engine.dialect.name == "postgresql"
    assert "parameters hidden" in str(caught.value)


def test_c8_the_server_prints_nothing_by_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, model: Path, dialogue: Any, library: Any
) -> None:
    """Its own configuration of the log would show exceptions whole."""
    given: dict[str, Any] = {}

    def serve(server: uvicorn.Server, sockets: Any) -> None:
        given.update(log_config=server.config.log_config, access_log=server.config.access_log)

    monkeypatch.setattr("uvicorn.Server.run", serve)
    monkeypatch.setattr("bot.dialogue.model_training.ensure_model", lambda models: model)
    monkeypatch.setattr("bot.app.Dialogue", lambda path: dialogue)
    monkeypatch.setattr("bot.app.open_library", lambda *given: library)
    monkeypatch.setattr("bot.logging_setup.set_up_logging", lambda: given.update(set_up=True))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOUSSOLE_DATA", str(tmp_path))
    assert main(["serve", "--port", "0"]) == 0
    assert (given["log_config"], given["access_log"], given["set_up"]) == (None, False, True)


# The service itself


def test_c8_nothing_of_a_message_is_logged_by_a_service_in_which_everything_fails(
    lines: Lines, parts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An action, a page and the database raise what a person has just typed."""

    def raising(*given: Any, **named: Any) -> Any:
        raise RuntimeError(PLANTED, given, named)

    routes = Service.application

    def broken(service: Service) -> Any:
        application = routes(service)
        application.router.routes.insert(0, Route("/broken", raising))
        return application

    monkeypatch.setattr(Service, "application", broken)
    monkeypatch.setitem(registry(), "action_thanks", raising)
    with run_service(parts) as service:
        assert (
            httpx.get(f"{service.url}/broken?{PLANTED}", timeout=MAX_WAIT_SECONDS).status_code
            == 500
        )
        token = httpx.post(f"{service.url}/api/session", timeout=MAX_WAIT_SECONDS).json()["token"]
        page = Page(service.url, {"authorization": f"Bearer {token}"})
        page.hears(page.says("m1", "merci beaucoup").json()["seq"])
        monkeypatch.setattr("bot.channels.web.chat_api.accept_message", raising)
        sent = page.says("m2", PLANTED)
        assert sent.status_code == 503
        assert "Zorglub" not in sent.text
    events = [line["event"] for line in lines.read()]
    assert any(event.startswith("unforeseen: RuntimeError at ") for event in events), events
    assert "a message could not be stored: RuntimeError" in events
    assert any(event.startswith("turn failed: RuntimeError at ") for event in events), events


class Page(NamedTuple):
    """An open chat; each request has a connection of its own, for a fault closes it."""

    url: str
    headers: dict[str, str]

    def says(self, number: str, text: str) -> httpx.Response:
        body = {"id": number, "text": text}
        where = f"{self.url}/api/messages"
        return httpx.post(where, json=body, headers=self.headers, timeout=MAX_WAIT_SECONDS)

    def hears(self, seq: int) -> None:
        """Wait for the answer to a message."""
        where = f"{self.url}/api/events?after=0.0"
        with httpx.stream("GET", where, headers=self.headers, timeout=MAX_WAIT_SECONDS) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:") and json.loads(line[5:]).get("answers") == seq:
                    return
        raise AssertionError("the stream ended")
