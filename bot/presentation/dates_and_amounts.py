"""Dates, times, durations and amounts formatted in Belgian French."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date

from bot.booking.local_time import ZONE, local_day


def format_day(when: dt.date) -> str:
    """Format a date as « 25 novembre 2026 » or « 1er janvier 2027 »; a moment by its local date."""
    date = local_day(when) if isinstance(when, dt.datetime) else when
    shown = format_date(date, "d MMMM y", locale="fr")
    return shown.replace("1 ", "1er ", 1) if date.day == 1 else shown


def format_day_range(first: dt.date, last: dt.date) -> str:
    """Format a range of days; a single day when both are the same."""
    start, end = format_day(first), format_day(last)
    return start if start == end else f"{start} – {end}"


def format_duration(count: int, unit: str) -> str:
    """Format a duration as « 1 jour », « 30 jours » or « 12 mois »."""
    return f"{count}\u00a0{unit}{'s' if count > 1 and not unit.endswith('s') else ''}"


def format_weekday(date: dt.date) -> str:
    """Format a date as « mardi 1er décembre »."""
    without_year = format_day(date).rsplit(" ", 1)[0]
    return f"{format_date(date, 'EEEE', locale='fr')} {without_year}"


def format_moment(at: dt.datetime) -> str:
    """Format a moment as « mardi 1er décembre à 14h30 », in local time."""
    local = at.astimezone(ZONE)
    return f"{format_weekday(local.date())} à {format_time(local)}"


def format_time(at: dt.datetime) -> str:
    """Format a moment as « 9h » or « 14h30 », in local time."""
    local = at.astimezone(ZONE)
    return f"{local.hour}h{local.minute:02d}" if local.minute else f"{local.hour}h"


def format_span(start: dt.datetime, end: dt.datetime) -> str:
    """Format a time span as « mardi 1er décembre de 14h à 16h30 », in local time; as days where it
    begins at midnight or lasts more than one."""
    first, last = local_day(start), local_day(end)
    begins = start.astimezone(ZONE).time()
    if first != last or begins == dt.time():
        return format_day_range(first, last)
    if end == start or end.astimezone(ZONE).time() == dt.time(23, 59):  # no hour of its end
        return format_moment(start)
    return f"{format_weekday(first)} de {format_time(start)} à {format_time(end)}"


def format_euros(amount: int) -> str:
    """Format an amount as « 2.112 euros »."""
    return f"{format_thousands(amount)} euros"


def format_thousands(number: int) -> str:
    """Format a number as « 2.112 »."""
    return f"{number:,}".replace(",", ".")
