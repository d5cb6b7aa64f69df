"""Calendar files as people send them, and what is read from them."""

from __future__ import annotations

import datetime as dt

from bot.booking.calendar_import.event_expansion import BusyTimes, extract_busy_times
from bot.booking.local_time import ZONE

UTC = dt.timezone.utc
FIRST = dt.datetime(2026, 3, 2, 8, tzinfo=UTC)
LAST = FIRST + dt.timedelta(days=300)
PRIVATE = "Rendez-vous chez le docteur Janssens"


def make_event(start: str, *lines: str, uid: str = "one") -> str:
    """A VEVENT. `start`: all that follows DTSTART (`:20260303T090000Z`)."""
    titles = (f"SUMMARY:{PRIVATE}", f"LOCATION:{PRIVATE}", f"DESCRIPTION:{PRIVATE}\\, deux")
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", *titles, f"DTSTART{start}", *lines, "END:VEVENT"]
    )


def make_calendar(*parts: str) -> bytes:
    """A file with these components or properties."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//FR")
    return "\r\n".join([*head, *parts, "END:VCALENDAR", ""]).encode()


def read_busy_times(*parts: str, address: str = "") -> BusyTimes:
    """What ten months from Monday 2 March 2026 hold."""
    return extract_busy_times(make_calendar(*parts), FIRST, LAST, address)


def render_busy(found: BusyTimes) -> list[str]:
    """On the clocks of Brussels: « 03-03 09:00-10:15 », the end with its day if it is another."""
    lines = []
    for start, end in found.times:
        one, other = start.astimezone(ZONE), end.astimezone(ZONE)
        until = f"{other:%H:%M}" if one.date() == other.date() else f"{other:%m-%d %H:%M}"
        lines.append(f"{one:%m-%d %H:%M}-{until}")
    return lines
