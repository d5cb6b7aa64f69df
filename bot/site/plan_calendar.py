"""The plan of a notebook as a calendar file, for whatever calendar the person has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from hashlib import blake2b

from icalendar import Alarm, Calendar, Event

from bot.notebook.export_document import DocumentedStep, NotebookDocument

# The evening before, at 6: a day is begun with, not ended with.
_REMINDER_OFFSET = dt.timedelta(hours=-6)


def build_plan_calendar(
    document: NotebookDocument, words: Callable[[DocumentedStep], str], now: dt.datetime
) -> bytes:
    """An iCalendar file (RFC 5545) of whole days, one for each step of the plan, with a reminder.

    `words`: what to do, in a sentence. The same plan gives the same ids, so that a file taken
    twice moves its days and doubles none; nothing in it says whose it is.
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
