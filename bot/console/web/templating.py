"""Jinja environment of the console: autoescaping, strict undefined names, dates in French."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.booking.local_time import ZONE
from bot.care.helplines import get_emergency_number
from bot.channel_registry import list_channels
from bot.presentation.dates_and_amounts import format_day, format_duration

CONSOLE_FOLDER = Path(__file__).resolve().parents[1]


@lru_cache(maxsize=1)
def get_environment() -> Environment:
    """Return the shared environment with its filters."""
    environment = Environment(
        loader=FileSystemLoader(CONSOLE_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        local=local,
        day=format_day,
        long_day=long_day,
        short_day=short_day,
        clock=clock,
        moment=moment,
    )
    environment.globals["emergency_number"] = get_emergency_number()
    environment.filters.update(
        at=at, month_name=month_name, in_month=in_month, lasting=format_duration
    )
    environment.globals.update(channel_titles=channel_titles, channel_headings=channel_headings)
    return environment


def channel_titles() -> dict[str, str]:
    """Return the title of each channel, by name."""
    return {each.name: each.title for each in list_channels()}


def channel_headings() -> dict[str, str]:
    """Return the titles as they begin a line, by name."""
    return {name: title[:1].upper() + title[1:] for name, title in channel_titles().items()}


def local(moment: dt.datetime) -> dt.datetime:
    """Convert a time to the centre's time zone."""
    return moment.astimezone(ZONE)


def long_day(date: dt.date) -> str:
    """« mercredi 25 novembre 2026 »."""
    return f"{format_date(date, 'EEEE', locale='fr')} {format_day(date)}"


def short_day(date: dt.date) -> str:
    """« mer. 25 nov. »."""
    return format_date(date, "EEE d MMM", locale="fr")


def clock(moment: dt.datetime) -> str:
    """« 9:05 », in local time."""
    return f"{local(moment):%-H:%M}"


def moment(when: dt.datetime) -> str:
    """« mer. 25 nov., 9:05 », in local time."""
    return f"{short_day(local(when).date())}, {clock(when)}"


def at(when: dt.datetime, now: dt.datetime) -> str:
    """« à 9:05 »; with the day unless it is today: « le mer. 25 nov. à 9:05 »."""
    day_of = local(when).date()
    before = "" if day_of == local(now).date() else f"le {short_day(day_of)} "
    return f"{before}à {clock(when)}"


def load_words() -> Any:
    """Return the module of `_words.html`, for use outside of pages: `words().ways["video"]`."""
    return get_environment().get_template("_words.html").module


def in_month(date: dt.date) -> str:
    """« novembre », for sentences."""
    return format_date(date, "LLLL", locale="fr")


def month_name(date: dt.date) -> str:
    """« novembre 2026 »."""
    return format_date(date, "LLLL y", locale="fr")
