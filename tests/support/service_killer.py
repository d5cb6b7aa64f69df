"""Runs the service in a child that can be killed at a chosen step; not a test itself.

Loads the model once, then forks a child for each line on standard input: a JSON object with
`database`, `data`, and `kill`: a step of `kill_steps` at which the child kills itself, once for
each `marker` file (without one: every time), or null. Optional:

- `hits`: the child dies the so-many-th time that it reaches the step;
- `seconds`, after which it ends by SIGALRM;
- `port`; `settings`, by name;
- `hurried`: what the dead held is free after half a second, and Telegram is written to faster than
  it allows.

It answers "port N" when the child listens, and "ended STATUS" to the line "wait" when it is gone.
The line "stop" kills the running child.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import bot  # sets the environment before Rasa is imported  # noqa: F401
from bot import app as application
from bot.booking.local_time import local_day
from bot.care.classifier import load_classifier
from bot.care.patterns import load_patterns
from bot.channels.telegram import channel
from bot.channels.telegram.send_rate_limiter import SendRateLimiter
from bot.dialogue import model_training
from bot.dialogue.agent import Dialogue
from bot.dialogue.in_process_actions import registry
from bot.jobs import delivery_worker
from bot.messaging import delivery_progress
from bot.settings import PROJECT_ROOT, Settings
from bot.stores import utc_now
from knowledge.sentence_embedding import default_embedder
from tests.support.kill_steps import STEPS, STEPS_UNDER_LOAD, Death


def _serve(order: dict[str, Any]) -> None:
    import uvicorn

    signal.setitimer(signal.ITIMER_REAL, order.get("seconds", 0))
    if order["kill"]:
        step = {**STEPS, **STEPS_UNDER_LOAD}[order["kill"]]
        step(Death(order["marker"], order.get("hits", 1)))
    if order.get("hurried"):
        delivery_progress.ROUTE_HOLD_DURATION = dt.timedelta(seconds=0.5)
        delivery_worker.SWEEP_SECONDS = 0.2
        channel.SendRateLimiter = lambda: SendRateLimiter(100_000, 1_000)
    where = {"data": order["data"], "database": order["database"]}
    settings = Settings(_env_file=None, **where, **order.get("settings", {}))
    service = application.Service.build(settings, Path("unused"))
    listening = socket.create_server(("127.0.0.1", order.get("port", 0)))
    print(f"port {listening.getsockname()[1]}", flush=True)
    config = uvicorn.Config(service.application(), ws="none", log_level="error")
    uvicorn.Server(config).run(sockets=[listening])


def main() -> None:
    dialogue = Dialogue(model_training.ensure_model(PROJECT_ROOT / "models"))
    settings = Settings(_env_file=None, data=PROJECT_ROOT / "var" / "tests")
    library = application.open_library(settings, None, local_day(utc_now()))
    # All is loaded once, before the forks; the children build on it.
    load_patterns()
    load_classifier()
    registry()
    default_embedder().prepare()
    # A child that collects what it shares with the others would copy it.
    gc.collect()
    gc.freeze()
    application.Dialogue = lambda model: dialogue  # type: ignore[assignment,misc]
    application.open_library = lambda *given: library
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
