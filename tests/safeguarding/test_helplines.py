"""CARE S4: the lines live in one dated file with sources; who is open now is shown."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from bot.safeguarding.helplines import NaiveTime, helplines, lines_for, stale, verified
from bot.safeguarding.patterns import patterns

LIEGE = ZoneInfo("Europe/Brussels")
TUESDAY_NOON = dt.datetime(2026, 11, 24, 12, tzinfo=LIEGE)
TUESDAY_NIGHT = dt.datetime(2026, 11, 24, 3, tzinfo=LIEGE)
SUNDAY_NOON = dt.datetime(2026, 11, 29, 12, tzinfo=LIEGE)
TOPICS = sorted({topic.name for topic in patterns().topics} | {"friend"})


def numbers(topic: str, now: dt.datetime, danger: bool = False) -> list[str]:
    return [line.number for line in lines_for(topic, now, danger)]


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("hour", range(24))
def test_s3_day_and_night_there_is_an_open_free_line_and_112(topic: str, hour: int) -> None:
    now = TUESDAY_NOON.replace(hour=hour)
    shown = lines_for(topic, now)
    assert shown[-1].number == "112"
    assert any(line.open_at(now) and line.free for line in shown[:-1])
    assert lines_for(topic, now, danger=True)[0].number == "112"


def test_s4_closed_lines_are_not_shown() -> None:
    assert numbers("bullying", TUESDAY_NOON) == ["103", "107", "112"]
    assert numbers("bullying", TUESDAY_NIGHT) == ["107", "112"]
    assert numbers("home_violence", TUESDAY_NOON) == ["0800 30 030", "103", "112"]
    assert numbers("home_violence", SUNDAY_NOON) == ["103", "107", "112"]
    assert numbers("suicide", TUESDAY_NIGHT, danger=True) == ["112", "0800 32 123", "107"]


def test_s4_hours_that_vary_are_said_so_and_an_open_line_stands_beside() -> None:
    shown = lines_for("sexual_violence", TUESDAY_NIGHT)
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
        lines_for("suicide", dt.datetime(2026, 11, 24, 12))


def test_s4_an_unknown_topic_still_gets_lines() -> None:
    assert numbers("something else", TUESDAY_NOON) == ["107", "103", "112"]


def test_s4_warns_after_180_days() -> None:
    assert verified() == dt.date(2026, 11, 24)
    assert not stale(dt.date(2026, 11, 24))
    assert not stale(verified() + dt.timedelta(days=180))
    assert stale(verified() + dt.timedelta(days=181))


@pytest.mark.parametrize("line", helplines().lines.values(), ids=lambda line: line.id)
def test_s4_every_line_has_a_number_hours_and_a_source(line) -> None:  # type: ignore[no-untyped-def]
    assert re.fullmatch(r"\d{3}|116 000|0800 \d{2} \d{3}", line.number)
    assert line.text
    assert line.sources
    assert all(source.startswith("http") for source in line.sources)


def test_s4_every_topic_has_lines_that_exist() -> None:
    book = helplines()
    assert set(TOPICS) <= set(book.topics)
    named = [*book.topics.values(), *book.urgent.values()]
    assert {name for names in named for name in names} == set(book.lines)
