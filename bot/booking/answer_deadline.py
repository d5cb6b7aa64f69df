"""How long a person on the waiting list has to answer an offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bot.booking.local_time import ZONE, Interval, local_day, to_utc
from bot.booking.venue import Venue

# Local hours of open days in which the time to answer passes.
FIRST_HOUR, LAST_HOUR = dt.time(9), dt.time(18)
# At most this part of the time that is left before the appointment.
_MAX_SHARE = 3
_MAX_DAYS = 31


def find_answer_deadline(
    venue: Venue, start: dt.datetime, time_to_answer: dt.timedelta, now: dt.datetime
) -> dt.datetime:
    """Return the end of the time to answer for an appointment at `start`, in UTC.

    The time passes from 9 to 18 on weekdays when the venue is open. A near appointment has to be
    answered within a third of the time that is left, whatever the hour.
    """
    latest = to_utc(now) + (to_utc(start) - to_utc(now)) / _MAX_SHARE
    left = time_to_answer
    for opens, closes in _list_working_hours(venue, now):
        if closes - opens >= left:
            return min(opens + left, latest)
        left -= closes - opens
    return latest


def _list_working_hours(venue: Venue, now: dt.datetime) -> Iterator[Interval]:
    """Yield the working hours from now on, in UTC."""
    for number in range(_MAX_DAYS):
        day = local_day(now) + dt.timedelta(days=number)
        opens, closes = (
            to_utc(dt.datetime.combine(day, hour, ZONE)) for hour in (FIRST_HOUR, LAST_HOUR)
        )
        if day.weekday() < 5 and venue.is_open(day) and closes > to_utc(now):
            yield max(opens, to_utc(now)), closes
