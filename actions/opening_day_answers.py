"""Answers whether the centre is open on a day or over some days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.booking.booking_draft import Draft
from bot.booking.date_expressions.time_wishes import read_named_days
from bot.booking.local_time import local_day
from bot.booking.opening_days import OpeningDay, describe_day, group_days
from bot.booking.venue import BookingPolicy, Venue
from bot.booking.venue_repository import load_venue
from bot.opening_hours import parse_opening_hours
from bot.presentation import booking_facts, dates_and_amounts
from bot.turn_context import Turn

_MAX_DAYS = 40


def say_opening(turn: Turn) -> bool:
    """Say whether the centre is open on the days that the text names; False if it names none, or
    if the usual days are unknown."""
    today = local_day(turn.now)
    days = _upcoming(read_named_days(turn.text, today), today) if turn.text else ()
    if not days or len(days) > _MAX_DAYS:
        return False
    venue = load_venue(turn.unit, BookingPolicy.from_settings(turn.settings))
    opening = parse_opening_hours(turn.settings.open_hours)
    found = [describe_day(venue, opening, day) for day in days]
    known = [each for each in found if each is not None]
    if not known:
        return False
    if len(known) == 1:
        _say_day(turn, venue, known[0])
    else:
        _say_days(turn, venue, known)
    return True


def _upcoming(days: tuple[dt.date, ...], today: dt.date) -> tuple[dt.date, ...]:
    """Return the days from today on; a date that is over means that of next year."""
    if days and days[-1] < today:
        return tuple(day + (dt.date(day.year + 1, 3, 1) - dt.date(day.year, 3, 1)) for day in days)
    return tuple(day for day in days if day >= today)


def _say_day(turn: Turn, venue: Venue, day: OpeningDay) -> None:
    name = "utter_day_open" if day.open else "utter_day_closed"
    turn.say(
        name,
        date=day.date.isoformat(),
        day=_capitalise(dates_and_amounts.format_weekday(day.date)),
        hours=_render_hours(day),
        reason=_render_reason(venue, day),
    )


def _say_days(turn: Turn, venue: Venue, days: list[OpeningDay]) -> None:
    groups = group_days(days)
    if not groups:
        _say_day(turn, venue, days[0])
        return
    lines = [
        {
            "say": "utter_days_open" if group[0].open else "utter_days_closed",
            "days": _capitalise(_render_range(group[0].date, group[-1].date)),
            "hours": _render_hours(group[0]),
            "reason": _render_reason(venue, group[0]),
        }
        for group in groups
    ]
    turn.say("utter_days", lines=lines)


def _render_range(first: dt.date, last: dt.date) -> str:
    start, end = (dates_and_amounts.format_weekday(day) for day in (first, last))
    return start if first == last else f"{start} – {end}"


def _render_hours(day: OpeningDay) -> Any:
    if not day.hours:
        return ""
    spans = " et ".join(f"{_clock(start)}–{_clock(end)}" for start, end in day.hours)
    return {"say": "utter_day_hours", "spans": spans}


def _clock(time: dt.time) -> str:
    return f"{time.hour}h{time.minute:02d}" if time.minute else f"{time.hour}h"


def _render_reason(venue: Venue, day: OpeningDay) -> Any:
    if day.open:
        return ""
    if day.closed is None:
        return {"say": "utter_day_weekend"}
    return booking_facts.refusal_reason(day.closed, venue, Draft())


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
