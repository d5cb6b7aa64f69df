"""Reading of uploaded calendar files in a subprocess with limited time and memory.

The subprocess receives the file on its standard input and returns times; its error output is
discarded, so that no content reaches a log.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import resource
import subprocess  # nosec B404  # runs this module alone
import sys
from pathlib import Path
from typing import Any

from bot.booking.busy_times import decode_intervals, encode_intervals
from bot.booking.calendar_import import calendar_file_errors
from bot.booking.calendar_import.calendar_file_errors import CalendarFileError, ReadingStopped
from bot.booking.calendar_import.calendar_file_parser import MAX_FILE_BYTES
from bot.booking.calendar_import.event_expansion import BusyTimes, extract_busy_times

MAX_CPU_SECONDS = 15  # a real calendar of 1 MiB takes two
_MAX_WALL_SECONDS = 60
_MAX_MEMORY_BYTES = 768 * 1024 * 1024
_REFUSALS = {refusal.code: refusal for refusal in CalendarFileError.__subclasses__()}
# `bot.settings` would double the time that the subprocess takes to import.
_ROOT = Path(__file__).parents[3]
_log = logging.getLogger(__name__)


def read_calendar_file(
    data: bytes,
    first: dt.datetime,
    last: dt.datetime,
    address: str = "",
    seconds: int = MAX_CPU_SECONDS,
) -> BusyTimes:
    """Return the busy times of a file, as `extract_busy_times` does, from a subprocess.

    Raises:
        CalendarFileError: the file is refused; ReadingStopped after `seconds` of CPU time.
    """
    if len(data) > MAX_FILE_BYTES:
        raise calendar_file_errors.TooLargeFile
    period = {"first": first.isoformat(), "last": last.isoformat()}
    header = json.dumps({**period, "address": address, "seconds": seconds})
    command = [sys.executable, "-W", "ignore", "-m", __name__]
    try:
        done = subprocess.run(  # nosec B603  # a fixed command, no shell; the file is its input
            command,
            input=header.encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={},  # no secrets in the subprocess
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


def _build_answer(header: dict[str, Any], data: bytes) -> dict[str, Any]:
    first, last = (dt.datetime.fromisoformat(header[name]) for name in ("first", "last"))
    try:
        busy = extract_busy_times(data, first, last, header["address"])
    except CalendarFileError as error:
        return {"refused": error.code}
    return {**vars(busy), "times": encode_intervals(busy.times)}


def _limit_resources(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))


if __name__ == "__main__":
    request = json.loads(sys.stdin.buffer.readline())
    _limit_resources(request["seconds"])
    json.dump(_build_answer(request, sys.stdin.buffer.read()), sys.stdout)
