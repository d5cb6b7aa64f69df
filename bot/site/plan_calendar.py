"""The plan of a notebook as a calendar file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from hashlib import blake2b

from icalendar import Alarm, Calendar, Event

from bot.notebook.export_document import DocumentedStep, NotebookDocument

# At 18:00 the day before.
_REMINDER_OFFSET = dt.timedelta(hours=-6)


def build_plan_calendar(
    document: NotebookDocument, words: Callable[[DocumentedStep], str], now: dt.datetime
) -> bytes:
    """Return an iCalendar file (RFC 5545) with an all-day event and a reminder for each plan step.

    `words` returns the sentence of a step. The ids are stable, so that importing the file again
    updates the events. Nothing in it identifies the person.
    """
    file = Calendar()
    file.add("prodid", "-//Boussole//Mon plan//FR")
    file.add("version", "2.0")
    for step in document.plan:
        file.add_component(_build_event(step, words(step), now))
    return bytes(file.to_ical())


def _build_event(step: DocumentedStep, words: str, now: dt.datetime) -> Event:
    event, alarm = Event(), Alarm()
    name = blake2b(f"{step.key}|{step.title}".encode(), digest_size=8).hexdigest()
    event.add("uid", f"{name}@boussole")
    event.add("dtstamp", now)
    event.add("dtstart", step.due)
    event.add("dtend", step.due + dt.timedelta(days=1))
    event.add("summary", words)
    event.add("transp", "TRANSPARENT")
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", _REMINDER_OFFSET)
    event.add_component(alarm)
    return event
