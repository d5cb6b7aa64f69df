"""The process of its own in which a file is read: it tells the same, and it is stopped."""

from __future__ import annotations

import logging

import pytest

from bot.booking.calendar_import.calendar_file_errors import (
    NotACalendar,
    ReadingStopped,
    TooLargeFile,
)
from bot.booking.calendar_import.event_expansion import extract_busy_times
from bot.booking.calendar_import.sandboxed_reader import read_calendar_file
from tests.support.calendar_files import FIRST, LAST, PRIVATE, make_calendar, make_event

NEVER = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5"


def test_it_tells_what_the_file_tells() -> None:
    part = make_event(":20260303T090000Z", "DTEND:20260303T100000Z", "RRULE:FREQ=WEEKLY")
    data = make_calendar(part, make_event(":x", uid="two"))
    assert read_calendar_file(data, FIRST, LAST) == extract_busy_times(data, FIRST, LAST)


def test_a_file_that_is_no_calendar_raises_a_named_error() -> None:
    with pytest.raises(NotACalendar):
        read_calendar_file(b"hello", FIRST, LAST)
    with pytest.raises(TooLargeFile):
        read_calendar_file(bytes(2 * 1024 * 1024), FIRST, LAST)


def test_a_rule_that_would_take_for_ever_is_stopped_and_nothing_of_it_is_told(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    events = (make_event(":19010303T090000Z", NEVER, uid=str(each)) for each in range(50))
    with caplog.at_level(logging.DEBUG), pytest.raises(ReadingStopped) as stopped:
        read_calendar_file(make_calendar(*events), FIRST, LAST, seconds=1)
    told = caplog.text + "".join(capfd.readouterr()) + repr(stopped.value.args)
    assert "stopped" in told
    assert PRIVATE not in told


def test_the_limits_are_the_process_s_own() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_AS)
    read_calendar_file(make_calendar(), FIRST, LAST, seconds=5)
    assert (resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_AS)) == (
        before
    )
