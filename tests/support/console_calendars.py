"""Calendars and hours that counsellors enter in the console."""

from __future__ import annotations

import datetime as dt

from bot.booking.calendar_import import imported_calendar_repository
from bot.booking.counsellor_hours import Counsellor, HoursSpan
from bot.booking.local_time import ZONE
from bot.console.staff import profiles
from bot.storage.unit_of_work import reading, writing
from tests.support.console_application import ConsoleApplication

PRIVATE = "Docteur Janssens"
WEDNESDAY = dt.date(2026, 11, 25)


def make_calendar(*events: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR", ""]).encode()


def make_event(start: str, end: str, *lines: str, uid: str = "1") -> str:
    texts = (
        f"SUMMARY:{PRIVATE}",
        f"LOCATION:{PRIVATE}",
        f"ATTENDEE;CN={PRIVATE}:mailto:j@x.example",
    )
    times = (f"DTSTART;TZID=Romance Standard Time:{start}", f"DTEND:{end}")
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *texts, *times, *lines, "END:VEVENT"])


NINE = make_event("20261127T090000", "20261127T100000")
MONDAYS = make_event("20261130T140000", "20261130T150000", "RRULE:FREQ=WEEKLY;COUNT=3", uid="2")


def list_imported_times(site: ConsoleApplication, counsellor: int) -> list[str]:
    """The starts of a counsellor's imported times: « 11-30 14:00 »."""
    with reading(site.engine) as unit:
        brought = imported_calendar_repository.find_imported_calendar(unit, counsellor)
    return [f"{each[0].astimezone(ZONE):%m-%d %H:%M}" for each in brought.times] if brought else []


def add_weekday_counsellor(
    site: ConsoleApplication, name: str, pole: str, partner: str, *times: str
) -> int:
    """The id of a counsellor who receives every weekday at these times: « 09:00-12:00 »."""
    person = site.person(name)
    spans = tuple(
        HoursSpan(
            *map(dt.time.fromisoformat, each.split("-")), frozenset({"short"}), frozenset({"video"})
        )
        for each in times
    )
    with writing(site.engine) as unit:
        profiles.set_affiliation(unit, person.id, partner, pole)
        hours = Counsellor(person.id, frozenset({"fr"}), dict.fromkeys(range(5), spans))
        profiles.store_hours(unit, hours, WEDNESDAY)
        unit.commit()
    return person.id


def set_open_hours(site: ConsoleApplication, hours: str) -> None:
    settings = site.desk.settings.copy(update={"open_hours": hours})
    object.__setattr__(site.desk, "base_settings", settings)
