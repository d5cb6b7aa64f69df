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

from bot.booking.busy_times import decode_intervals, encode_intervals
from bot.booking.calendar_import import calendar_file_errors
from bot.booking.calendar_import.calendar_file_errors import CalendarFileError, ReadingStopped
from bot.booking.calendar_import.calendar_file_parser import MAX_FILE_BYTES
from bot.booking.calendar_import.event_expansion import BusyTimes, extract_busy_times
from bot.settings import PROJECT_ROOT

MAX_CPU_SECONDS = 15  # of computing; a real calendar of 1 MiB takes two
_MAX_WALL_SECONDS = 60  # seconds on the wall
_MAX_MEMORY_BYTES = 768 * 1024 * 1024
_REFUSALS = {refusal.code: refusal for refusal in CalendarFileError.__subclasses__()}
_log = logging.getLogger(__name__)


def read_calendar_file(
    data: bytes,
    first: dt.datetime,
    last: dt.datetime,
    address: str = "",
    seconds: int = MAX_CPU_SECONDS,
) -> BusyTimes:
    """As `busy_times`, and ReadingStopped when it takes longer than `seconds` of computing."""
    if len(data) > MAX_FILE_BYTES:
        raise calendar_file_errors.TooLargeFile
    asked = {"first": first.isoformat(), "last": last.isoformat(), "address": address}
    sent = json.dumps({**asked, "seconds": seconds}).encode() + b"\n" + data
    command = [sys.executable, "-W", "ignore", "-m", __name__]
    try:
        done = subprocess.run(  # nosec B603  # a fixed command, no shell; the file is its input
            command,
            input=sent,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT_ROOT,
            env={},  # no key of ours, whatever goes wrong in there
            timeout=_MAX_WALL_SECONDS,
            check=True,
        )
    except subprocess.CalledProcessError as stopped:
        _log.warning("reading a calendar file was stopped (%d)", stopped.returncode)
        raise ReadingStopped from None
    except subprocess.TimeoutExpired:
        _log.warning("reading a calendar file was stopped: it took too long")
        raise ReadingStopped from None
    return _parse_answer(json.loads(done.stdout))


def _parse_answer(answer: dict[str, Any]) -> BusyTimes:
    if "refused" in answer:
        raise _REFUSALS[answer["refused"]]
    return BusyTimes(**{**answer, "times": decode_intervals(answer["times"])})


def _build_answer(asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    first, last = (dt.datetime.fromisoformat(asked[name]) for name in ("first", "last"))
    try:
        found = extract_busy_times(data, first, last, asked["address"])
    except CalendarFileError as error:
        return {"refused": error.code}
    return {**vars(found), "times": encode_intervals(found.times)}


def _limit_resources(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))


if __name__ == "__main__":
    request = json.loads(sys.stdin.buffer.readline())
    _limit_resources(request["seconds"])
    json.dump(_build_answer(request, sys.stdin.buffer.read()), sys.stdout)
