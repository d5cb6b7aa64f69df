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
    More hours are those after the break on the days that they receive, for the kinds that they
    receive. Paused kinds are left out.
    """
    is_first = not hours.weekly
    days, (start, end) = _find_open_span(hours, opening)
    kinds = frozenset(
        each.code
        for each in offered
        if not each.paused and each.modes & USUAL_WAYS and fits(each, start, end)
    )
    received = kinds if is_first else kinds & hours.received_kinds
    return SuggestedHours(days, start, end, received, USUAL_WAYS)


def _find_open_span(hours: Counsellor, opening: WeeklyHours) -> tuple[tuple[int, ...], TimeRange]:
    """Return the first hours of the house that a counsellor has not yet, and on which days."""
    spans = [span for day in sorted(opening) for span in opening[day]]
    for start, end in spans:
        days = tuple(
            day
            for day in sorted(hours.weekly or opening)
            if (start, end) in opening.get(day, ())
            and all(each.end <= start or each.start >= end for each in hours.weekly.get(day, ()))
        )
        if days:
            return days, (start, end)
    return (), USUAL_RANGE
