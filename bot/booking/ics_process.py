"""A calendar file that somebody sent is read in a process of its own, with little time and memory.

Whatever is in it, the service goes on: the process ends by itself or is ended. It gets the file on
its standard input and answers times; nothing it would say of a mistake reaches a log.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import resource
import subprocess  # nosec B404  # runs this module alone
import sys
from typing import Any

from bot.booking import errors
from bot.booking.busy import decode, encode
from bot.booking.errors import CalendarFileError, ReadingStopped
from bot.booking.ics_lines import MOST_BYTES
from bot.booking.ics_times import Busy, busy_times
from bot.settings import ROOT

SECONDS = 15  # of computing; a real calendar of 1 MiB takes two
_PATIENCE = 60  # seconds on the wall
_MEMORY = 768 * 1024 * 1024
_log = logging.getLogger(__name__)


def read_file(
    data: bytes, first: dt.datetime, last: dt.datetime, address: str = "", seconds: int = SECONDS
) -> Busy:
    """As `busy_times`, and ReadingStopped when it takes longer than `seconds` of computing."""
    if len(data) > MOST_BYTES:
        raise errors.TooLargeFile
    asked = {"first": first.isoformat(), "last": last.isoformat(), "address": address}
    sent = json.dumps({**asked, "seconds": seconds}).encode() + b"\n" + data
    command = [sys.executable, "-W", "ignore", "-m", __name__]
    try:
        done = subprocess.run(  # nosec B603  # a fixed command, no shell; the file is its input
            command,
            input=sent,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={},  # no key of ours, whatever goes wrong in there
            timeout=_PATIENCE,
            check=True,
        )
    except subprocess.CalledProcessError as stopped:
        _log.warning("reading a calendar file was stopped (%d)", stopped.returncode)
        raise ReadingStopped from None
    except subprocess.TimeoutExpired:
        _log.warning("reading a calendar file was stopped: it took too long")
        raise ReadingStopped from None
    return _told(json.loads(done.stdout))


def _told(answer: dict[str, Any]) -> Busy:
    if "refused" in answer:
        refusal: type[CalendarFileError] = getattr(errors, answer["refused"])
        raise refusal
    return Busy(**{**answer, "times": decode(answer["times"])})


def _answer(asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    first, last = (dt.datetime.fromisoformat(asked[name]) for name in ("first", "last"))
    try:
        found = busy_times(data, first, last, asked["address"])
    except CalendarFileError as error:
        return {"refused": type(error).__name__}
    return {**vars(found), "times": encode(found.times)}


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    request = json.loads(sys.stdin.buffer.readline())
    _limit(request["seconds"])
    json.dump(_answer(request, sys.stdin.buffer.read()), sys.stdout)
