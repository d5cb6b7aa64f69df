"""Times of an event as a person would say them."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.booking.local_time import ZONE
from bot.presentation.dates_and_amounts import format_span


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 12, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (at(8, 14), at(8, 16, 30), "mardi 8 décembre de 14h à 16h30"),
        (at(8, 14), at(8, 14), "mardi 8 décembre à 14h"),
        # A day without an hour lasts until its last minute.
        (at(8, 14), at(8, 23, 59), "mardi 8 décembre à 14h"),
        (at(8, 0), at(8, 23, 59), "8 décembre 2026"),
        (at(8, 9), at(9, 17), "8 décembre 2026 – 9 décembre 2026"),
    ],
)
def test_a_span_names_its_hours_where_it_has_some(
    start: dt.datetime, end: dt.datetime, said: str
) -> None:
    assert format_span(start, end) == said
