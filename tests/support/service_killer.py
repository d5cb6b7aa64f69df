"""Runs the service in a child that can be killed at a chosen step; not a test itself.

Loads the model once, then forks a child for each line on standard input: a JSON object with
`database`, `data`, and `kill`: a step of `STEPS` at which the child kills itself, once for each
`marker` file (without one: every time), or null. It answers "port N" when the child listens, and
"ended STATUS" to the line "wait" when it is gone. The line "stop" kills the running child.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any, Optional

import bot  # sets the environment before Rasa is imported  # noqa: F401
from bot import app as application
from bot.channels.web import chat_api
from bot.dialogue import model_training
from bot.dialogue.agent import Dialogue
from bot.dialogue.in_process_actions import registry
from bot.messaging import message_intake, turn_processor, worker
from bot.settings import PROJECT_ROOT, Settings


def _die(marker: Optional[str]) -> None:
    if marker is not None:
        if Path(marker).exists():
            return
        Path(marker).touch()
    os.kill(os.getpid(), signal.SIGKILL)


def _around(place: Any, name: str, marker: Optional[str], before: bool, only: Any = None) -> None:
    """Die just before, or just after, a function of the service is called."""
    step = getattr(place, name)

    def deadly(*args: Any, **named: Any) -> Any:
        hit = only is None or only(*args)
        if before and hit:
            _die(marker)
        result = step(*args, **named)
        if not before and hit:
            _die(marker)
        return result

    setattr(place, name, deadly)


def _typed(engine: Any, message: Any, now: Any) -> bool:
    return message.kind == "text"


def _in_action(marker: Optional[str]) -> None:
    act = registry()["action_thanks"]

    def deadly(dispatcher: Any, tracker: Any, domain: Any) -> Any:
        done = act(dispatcher, tracker, domain)
        _die(marker)
        return done

    registry()["action_thanks"] = deadly


def _taken(marker: Optional[str]) -> None:
    take = worker.take_pending_message

    def deadly(parts: Any, conversation: int) -> Any:
        head = take(parts, conversation)
        if head is not None:
            _die(marker)
        return head

    worker.take_pending_message = deadly


def _second(unit: Any, row: Any, head: Any, *rest: Any) -> bool:
    return head.seq == 2


STEPS = {
    "before the accept commits": lambda m: _around(
        message_intake, "notify", m, True, lambda unit, channel, conversation: _holds_text(unit)
    ),
    "after the accept committed": lambda m: _around(chat_api, "accept_message", m, False, _typed),
    "after the attempt was counted": _taken,
    "inside the action": _in_action,
    "before the turn commits": lambda m: _around(
        turn_processor, "_store_replies", m, False, _second
    ),
    "after the turn committed": lambda m: _around(
        worker, "answer_message", m, False, lambda parts, head, parse: head.seq == 2
    ),
}


def _holds_text(unit: Any) -> bool:
    """Whether the message just inserted is a typed one (not the opening of the chat)."""
    return (
        unit.connection.exec_driver_sql(
            "SELECT count(*) FROM inbox WHERE kind = 'text' AND status = 'waiting'"
        ).scalar()
        > 0
    )


def _serve(order: dict[str, Any]) -> None:
    import uvicorn

    if order["kill"]:
        STEPS[order["kill"]](order["marker"])
    settings = Settings(_env_file=None, data=order["data"], database=order["database"])
    service = application.Service.build(settings, Path("unused"))
    listening = socket.create_server(("127.0.0.1", 0))
    print(f"port {listening.getsockname()[1]}", flush=True)
    config = uvicorn.Config(service.application(), ws="none", log_level="error")
    uvicorn.Server(config).run(sockets=[listening])


def main() -> None:
    dialogue = Dialogue(model_training.ensure_model(PROJECT_ROOT / "models"))
    library = application.open_library(
        Settings(_env_file=None, data=PROJECT_ROOT / "var" / "tests")
    )
    # The model is loaded once, before the forks; the children build on it.
    application.Dialogue = lambda model: dialogue  # type: ignore[assignment,misc]
    application.open_library = lambda settings, progress=None: library
    print("loaded", flush=True)
    child = 0
    for line in sys.stdin:
        if line.strip() == "wait":
            _, status = os.waitpid(child, 0)
            child = 0
            print(f"ended {os.waitstatus_to_exitcode(status)}", flush=True)
            continue
        if child:
            os.kill(child, signal.SIGKILL)
        if line.strip() != "stop":
            child = _forked(json.loads(line), child)
    if child:
        os.kill(child, signal.SIGKILL)


def _forked(order: dict[str, Any], before: int) -> int:
    if before:  # left by a test that failed
        os.waitpid(before, 0)
    child = os.fork()
    if child == 0:
        _serve(order)
        os._exit(0)
    return child


if __name__ == "__main__":
    main()
