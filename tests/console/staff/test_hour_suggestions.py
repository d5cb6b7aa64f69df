"""Which hours the form proposes in a house with a lunch break."""

from __future__ import annotations

import datetime as dt

from bot.booking.appointment_kinds import INITIAL_KINDS
from bot.booking.counsellor_hours import Counsellor
from bot.console.staff.hour_suggestions import suggest_hours
from bot.opening_hours import parse_opening_hours
from tests.support.booking_factories import span

HOUSE = parse_opening_hours("lu-je 08:30-12:00 13:00-16:30; ve 08:30-12:00")


def test_after_the_morning_the_afternoon_is_proposed() -> None:
    nobody = Counsellor(1, frozenset({"fr"}), {})
    first = suggest_hours(nobody, INITIAL_KINDS, HOUSE)
    assert (first.days, first.start, first.end) == ((0, 1, 2, 3, 4), dt.time(8, 30), dt.time(12))
    mornings = {day: (span("08:30", "12:00"),) for day in (0, 4)}
    more = suggest_hours(Counsellor(1, frozenset({"fr"}), mornings), INITIAL_KINDS, HOUSE)
    assert (more.days, more.start, more.end) == ((0,), dt.time(13), dt.time(16, 30))
