"""CARE S4: the lines live in one dated file with sources; who is open now is shown."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from bot.care.helplines import (
    NaiveTime,
    find_helplines,
    get_verification_date,
    is_outdated,
    load_helplines,
)
from bot.care.patterns import load_patterns

LIEGE = ZoneInfo("Europe/Brussels")
TUESDAY_NOON = dt.datetime(2026, 11, 24, 12, tzinfo=LIEGE)
TUESDAY_NIGHT = dt.datetime(2026, 11, 24, 3, tzinfo=LIEGE)
SUNDAY_NOON = dt.datetime(2026, 11, 29, 12, tzinfo=LIEGE)
TOPICS = sorted({topic.name for topic in load_patterns().topics} | {"friend"})


def numbers(topic: str, now: dt.datetime, danger: bool = False) -> list[str]:
    return [line.number for line in find_helplines(topic, now, danger)]


@pytest.mark.parametrize("topic", TOPICS)
def test_s3_day_and_night_there_is_an_open_free_line_and_112(topic: str) -> None:
    for hour in range(24):
        now = TUESDAY_NOON.replace(hour=hour)
        shown = find_helplines(topic, now)
        assert shown[-1].number == "112", hour
        open_and_free = [line.number for line in shown[:-1] if line.is_open_at(now) and line.free]
        assert open_and_free, f"no free line is open at {hour} o'clock"
        assert find_helplines(topic, now, danger=True)[0].number == "112", hour


def test_s4_closed_lines_are_not_shown() -> None:
    assert numbers("bullying", TUESDAY_NOON) == ["103", "107", "112"]
    assert numbers("bullying", TUESDAY_NIGHT) == ["107", "112"]
    assert numbers("home_violence", TUESDAY_NOON) == ["103", "107", "112"]
    assert numbers("partner_violence", TUESDAY_NOON) == ["0800 30 030", "107", "112"]
    assert numbers("partner_violence", SUNDAY_NOON) == ["107", "103", "112"]
    assert numbers("suicide", TUESDAY_NIGHT, danger=True) == ["112", "0800 32 123", "107"]


@pytest.mark.parametrize("topic", TOPICS)
def test_s3_a_grown_up_is_never_given_the_line_of_the_young(topic: str) -> None:
    for moment in (TUESDAY_NOON, TUESDAY_NIGHT, SUNDAY_NOON):
        shown = [line.number for line in find_helplines(topic, moment, danger=True, adult=True)]
        assert "103" not in shown
        assert len(shown) > 1


def test_s3_the_young_get_theirs_among_the_first() -> None:
    shown = find_helplines("suicide", TUESDAY_NOON, danger=True, adult=False)
    assert [line.number for line in shown] == ["112", "0800 32 123", "103"]


def test_s4_hours_that_vary_are_said_so_and_an_open_line_stands_beside() -> None:
    shown = find_helplines("sexual_violence", TUESDAY_NIGHT)
    assert [line.number for line in shown] == ["0800 98 100", "107", "112"]
    assert "variables" in shown[0].text


@pytest.mark.parametrize(
    ("utc", "is_open"),
    [
        ("2026-11-24T08:59", False),  # winter: 9:59 in Liège
        ("2026-11-24T09:00", True),
        ("2026-11-24T22:59", True),
        ("2026-11-24T23:00", False),
        ("2026-07-01T07:59", False),  # summer: 9:59
        ("2026-07-01T08:00", True),
        ("2026-10-25T08:59", False),  # the night the clock goes back
        ("2026-03-29T08:00", True),  # the night it goes forward
    ],
)
def test_s4_hours_are_those_of_the_wall_clock_in_belgium(utc: str, is_open: bool) -> None:
    now = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.timezone.utc)
    assert ("103" in numbers("bullying", now)) is is_open


def test_s4_a_time_without_zone_is_refused() -> None:
    with pytest.raises(NaiveTime):
        find_helplines("suicide", dt.datetime(2026, 11, 24, 12))


def test_s4_an_unknown_topic_still_gets_lines() -> None:
    assert numbers("something else", TUESDAY_NOON) == ["107", "103", "112"]


def test_s4_warns_after_180_days() -> None:
    assert get_verification_date() == dt.date(2026, 11, 24)
    assert not is_outdated(dt.date(2026, 11, 24))
    assert not is_outdated(get_verification_date() + dt.timedelta(days=180))
    assert is_outdated(get_verification_date() + dt.timedelta(days=181))


@pytest.mark.parametrize("line", load_helplines().lines.values(), ids=lambda line: line.id)
def test_s4_every_line_has_a_number_hours_and_a_source(line) -> None:  # type: ignore[no-untyped-def]
    assert re.fullmatch(r"\d{3}|116 000|0800 \d{2} \d{3}", line.number)
    assert line.text
    assert line.sources
    assert [source for source in line.sources if not source.startswith("http")] == []


def test_s4_every_topic_has_lines_that_exist() -> None:
    book = load_helplines()
    assert set(TOPICS) <= set(book.topics)
    named = [*book.topics.values(), *book.urgent.values()]
    assert {name for names in named for name in names} == set(book.lines)


HOLIDAY = dt.datetime(2026, 12, 25, 12, tzinfo=LIEGE)  # a Friday
# Every quarter of an hour of a week with a holiday in it, and of both nights of daylight saving.
MOMENTS = [
    start.astimezone(dt.timezone.utc) + dt.timedelta(minutes=15 * n)
    for start, quarters in (
        (dt.datetime(2026, 12, 21, tzinfo=LIEGE), 7 * 24 * 4),
        (dt.datetime(2026, 10, 24, 22, tzinfo=LIEGE), 8 * 4),
        (dt.datetime(2027, 3, 27, 22, tzinfo=LIEGE), 8 * 4),
    )
    for n in range(quarters)
]


@pytest.mark.parametrize("topic", [*TOPICS, "advances"])
def test_s3_at_each_moment_every_line_that_is_given_is_open_then(topic: str) -> None:
    for now in MOMENTS:
        local = now.astimezone(LIEGE)
        for danger in (False, True):
            shown = find_helplines(topic, now, danger)
            certain = [line for line in shown if line.hours is not None]
            assert [line for line in certain if not line.is_open_at(local)] == []
            assert [line.number for line in shown].count("112") == 1
            assert shown[0 if danger else -1].number == "112"
            assert any(line.free for line in certain if line.number not in ("112", "101")), certain


def test_s4_a_line_that_rests_on_public_holidays_is_not_given_then() -> None:
    assert numbers("partner_violence", HOLIDAY, danger=True) == ["112", "101", "107", "103"]
    assert "0800 30 030" in numbers("partner_violence", HOLIDAY - dt.timedelta(days=1))


def test_s3_in_the_hour_that_comes_twice_and_in_the_one_that_is_left_out() -> None:
    """At 2:30 in the morning of both nights the lines of the night are given."""
    twice = [dt.datetime(2026, 10, 25, 2, 30, tzinfo=LIEGE, fold=fold) for fold in (0, 1)]
    assert {tuple(numbers("bullying", now)) for now in twice} == {("107", "112")}
    left_out = dt.datetime(2027, 3, 28, 2, 30, tzinfo=LIEGE)
    assert numbers("bullying", left_out) == ["107", "112"]
