"""The process of its own in which a file is read: it tells the same, and it is stopped."""

from __future__ import annotations

import logging

import pytest
from ics_samples import FIRST, LAST, PRIVATE, calendar, event

from bot.booking.errors import NotACalendar, ReadingStopped, TooLargeFile
from bot.booking.ics_process import read_file
from bot.booking.ics_times import busy_times

NEVER = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5"


def test_it_tells_what_the_file_tells() -> None:
    part = event(":20260303T090000Z", "DTEND:20260303T100000Z", "RRULE:FREQ=WEEKLY")
    data = calendar(part, event(":x", uid="two"))
    assert read_file(data, FIRST, LAST) == busy_times(data, FIRST, LAST)


def test_it_refuses_by_name() -> None:
    with pytest.raises(NotACalendar):
        read_file(b"hello", FIRST, LAST)
    with pytest.raises(TooLargeFile):
        read_file(bytes(2 * 1024 * 1024), FIRST, LAST)


def test_a_rule_that_would_take_for_ever_is_stopped_and_nothing_of_it_is_told(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    events = (event(":19010303T090000Z", NEVER, uid=str(each)) for each in range(50))
    with caplog.at_level(logging.DEBUG), pytest.raises(ReadingStopped) as stopped:
        read_file(calendar(*events), FIRST, LAST, seconds=1)
    told = caplog.text + "".join(capfd.readouterr()) + repr(stopped.value.args)
    assert "stopped" in told
    assert PRIVATE not in told


def test_the_limits_are_the_process_s_own() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_AS)
    read_file(calendar(), FIRST, LAST, seconds=5)
    assert (resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_AS)) == (
        before
    )
