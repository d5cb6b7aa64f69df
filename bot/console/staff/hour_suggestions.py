"""What the form of new hours proposes: the hours of the house, and every kind that fits in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from bot.booking.appointment_kinds import AppointmentKind, Mode
from bot.booking.counsellor_hours import Counsellor, fits
from bot.opening_hours import TimeRange, WeeklyHours

USUAL_RANGE: TimeRange = (dt.time(9), dt.time(12))
USUAL_WAYS: frozenset[Mode] = frozenset(("on_site", "telephone"))


@dataclass(frozen=True)
class SuggestedHours:
    """`days`: weekdays to tick (Monday is 0); start, end, kinds and modes of the span."""

    days: tuple[int, ...]
    start: dt.time
    end: dt.time
    kinds: frozenset[str]
    ways: frozenset[Mode]


def suggest_hours(
    hours: Counsellor, offered: Iterable[AppointmentKind], opening: WeeklyHours
) -> SuggestedHours:
    """Return what to propose to a counsellor.

    First hours are those of the house: the days that open like the first one, until its break.
    More hours are for the kinds that the counsellor receives. Paused kinds are left out.
    """
    is_first = not hours.weekly
    first_day = min((day for day in opening if opening[day]), default=None)
    start, end = USUAL_RANGE
    days: tuple[int, ...] = ()
    if is_first and first_day is not None:
        start, end = opening[first_day][0]
        days = tuple(day for day in sorted(opening) if (start, end) in opening[day])
    kinds = frozenset(
        each.code
        for each in offered
        if not each.paused and each.modes & USUAL_WAYS and fits(each, start, end)
    )
    received = kinds if is_first else kinds & hours.received_kinds
    return SuggestedHours(days, start, end, received, USUAL_WAYS)
