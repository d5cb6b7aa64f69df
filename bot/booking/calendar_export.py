"""An appointment as a calendar file for the person, and a counsellor's appointments as a feed.

A file names nobody, and asks for no answer: so it has no ATTENDEE, and its METHOD is PUBLISH rather
than REQUEST, which RFC 5546 (3.2.2) allows only with one (Outlook tells who is not in the list that
they are not invited). No ORGANIZER either: RFC 5545 (3.8.4.3) keeps it for what is scheduled in a
group, and Outlook then asks for an answer that nobody awaits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Alarm, Calendar, Event, Timezone, vText

from bot.booking.booking_errors import InvalidPeriod
from bot.booking.local_time import ZONE, to_utc

REMINDERS = (dt.timedelta(days=-1), dt.timedelta(hours=-2))
FEED_REFRESH_INTERVAL = dt.timedelta(minutes=15)
_PRODUCT_ID = "-//Boussole//Rendez-vous//FR"

# The rule of the Union since 1996. The zones that icalendar makes (7.3) begin summer an hour late.
_TIMEZONE = """BEGIN:VTIMEZONE
TZID:Europe/Brussels
BEGIN:DAYLIGHT
DTSTART:19970330T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True)
class CalendarEntry:
    """What a calendar shows of an appointment; start and end are aware, the texts plain French.

    `uid` stays the same for all versions, `sequence` grows with each. `tentative`: not confirmed
    yet. Raises NaiveTime, and
    InvalidPeriod when it does not start before it ends.
    """

    uid: str
    sequence: int
    start: dt.datetime
    end: dt.datetime
    summary: str
    location: str = ""
    description: str = ""
    cancelled: bool = False
    tentative: bool = False

    def __post_init__(self) -> None:
        if not to_utc(self.start) < to_utc(self.end):
            raise InvalidPeriod(self.start, self.end)


def build_appointment_file(booked: CalendarEntry, now: dt.datetime) -> bytes:
    """The file of an appointment that was made, moved (with two reminders) or cancelled (none).

    Raises NaiveTime when `now` has no zone.
    """
    calendar = _build_calendar("CANCEL" if booked.cancelled else "PUBLISH")
    event = _build_event(booked, now)
    if not booked.cancelled:
        for reminder in REMINDERS:
            event.add_component(_build_alarm(booked, reminder))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def build_feed(appointments: Iterable[CalendarEntry], name: str, now: dt.datetime) -> bytes:
    """A calendar that a program reads again every quarter of an hour; nothing in it rings.

    Cancelled ones stay until they would be over: a program that saw them takes them away.
    Raises NaiveTime when `now` has no zone.
    """
    calendar = _build_calendar("PUBLISH")
    for key in ("name", "x-wr-calname"):  # the library escapes no text of a name it lacks
        calendar.add(key, vText(_strip_control_chars(name)))
    calendar.add("refresh-interval", FEED_REFRESH_INTERVAL, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{FEED_REFRESH_INTERVAL.seconds // 60}M")
    for each in sorted(appointments, key=lambda booked: (booked.start, booked.uid)):
        if not each.cancelled or each.end > to_utc(now):
            calendar.add_component(_build_event(each, now))
    return bytes(calendar.to_ical())


def _build_calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT_ID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(Timezone.from_ical(_TIMEZONE))
    return calendar


def _build_event(booked: CalendarEntry, now: dt.datetime) -> Event:
    event = Event()
    event.add("uid", booked.uid)
    event.add("sequence", booked.sequence)
    event.add("dtstamp", to_utc(now))
    event.add("dtstart", booked.start.astimezone(ZONE))
    event.add("dtend", booked.end.astimezone(ZONE))
    event.add("status", _entry_status(booked))
    event.add("summary", _strip_control_chars(booked.summary))
    for key, text in (("location", booked.location), ("description", booked.description)):
        if text:
            event.add(key, _strip_control_chars(text))
    return event


def _entry_status(booked: CalendarEntry) -> str:
    if booked.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if booked.tentative else "CONFIRMED"


def _build_alarm(booked: CalendarEntry, reminder: dt.timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _strip_control_chars(booked.summary))
    alarm.add("trigger", reminder)
    return alarm


def _strip_control_chars(text: str) -> str:
    """Without the control characters that no calendar may hold (RFC 5545, 3.1), but new lines."""
    return "".join(c for c in text if c == "\n" or (c >= " " and c != "\x7f"))
