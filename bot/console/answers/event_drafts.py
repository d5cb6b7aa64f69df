"""Events of the Cité as its team enters them; the bot reads them with
`bot.booking.event_repository`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from bot.booking.event_repository import Event
from bot.booking.local_time import ZONE, clock_time_exists, to_utc
from bot.console.answers import event_draft_repository
from bot.console.answers.prose_rules import find_prose_problem
from bot.console.console_errors import NoSuchPage
from bot.storage.unit_of_work import UnitOfWork

MAX_LINE_CHARS, MAX_SUMMARY_CHARS = 120, 600


@dataclass(frozen=True)
class EventDraft:
    """What was typed. A day or time that is missing or invalid is None."""

    title: str
    summary: str
    audience: str
    place: str
    day: Optional[dt.date]
    start: Optional[dt.time]
    last: Optional[dt.date]
    end: Optional[dt.time]

    @property
    def starts(self) -> Optional[dt.datetime]:
        """Start in local time; None if unknown."""
        return _combine_local(self.day, self.start)

    @property
    def ends(self) -> Optional[dt.datetime]:
        """End in local time; None if unknown."""
        return _combine_local(self.last, self.end)


def find_draft_problems(draft: EventDraft, now: dt.datetime) -> dict[str, str]:
    """Return the problems of a draft: sentence key by field."""
    problems = {
        "title": _find_line_problem(draft.title, "no_title"),
        "summary": _find_prose_problem(draft.summary, MAX_SUMMARY_CHARS),
        "audience": _find_prose_problem(draft.audience, MAX_LINE_CHARS),
        "place": _find_line_problem(draft.place, "no_place"),
        "day": None if draft.day else "no_day",
        "start": None if draft.start is not None else "no_hour",
        "last": None if draft.last else "no_day",
        "end": None if draft.end is not None else "no_hour",
        **_find_time_problems(draft, now),
    }
    return {field: problem for field, problem in problems.items() if problem}


def get_event(unit: UnitOfWork, number: int) -> Event:
    """Return an event. Raises NoSuchPage."""
    event = event_draft_repository.find_event(unit, number)
    if event is None:
        raise NoSuchPage
    return event


def add_event(unit: UnitOfWork, draft: EventDraft, counsellor: int, now: dt.datetime) -> int:
    """Insert a valid event and return its number."""
    return event_draft_repository.insert_event(unit, _column_values(draft), counsellor, now)


def update_event(unit: UnitOfWork, number: int, draft: EventDraft) -> None:
    """Overwrite an event. Raises NoSuchPage."""
    if not event_draft_repository.update_event(unit, number, _column_values(draft)):
        raise NoSuchPage


def delete_event(unit: UnitOfWork, number: int) -> None:
    """Delete an event. Raises NoSuchPage."""
    if not event_draft_repository.delete_event(unit, number):
        raise NoSuchPage


def _column_values(draft: EventDraft) -> dict[str, object]:
    lines = {name: getattr(draft, name) for name in ("title", "summary", "audience", "place")}
    return {**lines, "starts": draft.starts, "ends": draft.ends}


def _combine_local(day: Optional[dt.date], hour: Optional[dt.time]) -> Optional[dt.datetime]:
    return dt.datetime.combine(day, hour, ZONE) if day and hour is not None else None


def _find_time_problems(draft: EventDraft, now: dt.datetime) -> dict[str, str]:
    """Return the problems between start and end, once both are known."""
    starts, ends = draft.starts, draft.ends
    if starts is None or ends is None:
        return {}
    if not clock_time_exists(starts):
        return {"start": "no_such_hour"}
    if not clock_time_exists(ends):
        return {"end": "no_such_hour"}
    if to_utc(ends) <= to_utc(starts):
        return {"end": "ends_first"}
    return {"last": "over"} if to_utc(ends) <= now else {}


def _find_line_problem(text: str, missing: str) -> Optional[str]:
    return _find_prose_problem(text, MAX_LINE_CHARS) if text else missing


def _find_prose_problem(text: str, longest: int) -> Optional[str]:
    if not text:
        return None
    return "too_long" if len(text) > longest else find_prose_problem(text)
