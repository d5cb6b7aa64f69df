"""The terms of an appointment already made: they stay when its kind changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.booking.appointment_kinds import AppointmentKind
from bot.booking.appointment_repository import Appointment
from bot.booking.venue import Venue

_MINUTE = dt.timedelta(minutes=1)


def with_terms_of(venue: Venue, booked: Appointment) -> Venue:
    """Return the venue in which the kind of an appointment has the terms of its booking.

    These are its length, buffers and mode; a kind that is paused since counts as offered. Notice
    and horizon are those of today.
    """
    known = next((each for each in venue.kinds if each.code == booked.kind), None)
    kind = known or AppointmentKind(booked.kind, booked.kind_name, booked.minutes)
    terms = replace(
        kind,
        minutes=booked.minutes,
        before=(booked.start - booked.guard_start) // _MINUTE,
        after=(booked.guard_end - booked.end) // _MINUTE,
        modes=kind.modes | {booked.way},
        languages=frozenset(),
        paused=False,
    )
    return venue.with_kind(terms)
