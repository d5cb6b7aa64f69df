"""Appointments that the console shows."""

from __future__ import annotations

import datetime as dt

from bot.booking import appointment_repository as stored
from bot.booking.counsellor_hours import Counsellor, HoursSpan
from bot.booking.local_time import ZONE
from bot.booking.time_cells import list_cells
from bot.booking.venue import BookingPolicy
from bot.console.staff import profiles
from bot.privacy.word_codes import new_seed
from bot.storage import conversation_repository
from bot.storage.booking_tables import appointment_cells
from bot.storage.unit_of_work import reading, writing
from tests.support.console_accounts import MINUTE, SECOND, appointment
from tests.support.console_application import ConsoleApplication
from tests.support.console_conversations import add_message, unit

FRIDAY = dt.date(2026, 11, 27)


def store_morning_hours(site: ConsoleApplication, counsellor: int, end: int = 12) -> None:
    """Let a counsellor receive short appointments every morning."""
    span = HoursSpan(
        dt.time(9), dt.time(end), frozenset({"short"}), frozenset({"telephone", "on_site"})
    )
    hours = Counsellor(counsellor, frozenset({"fr"}), dict.fromkeys(range(7), (span,)))
    with writing(site.engine) as unit:
        profiles.store_hours(unit, hours, FRIDAY)
        unit.commit()


def book(
    site: ConsoleApplication, counsellor: int, wall: str = "09:00", day: dt.date = FRIDAY, **more
) -> int:
    """The id of a confirmed appointment, with its cells."""
    start = dt.datetime.combine(day, dt.time.fromisoformat(wall), ZONE)
    end, rules = start + dt.timedelta(minutes=20), BookingPolicy.from_settings(site.desk.settings)
    guard = {"guard_starts": start - rules.before, "guard_ends": end + rules.after}
    with writing(site.engine) as unit:
        number = appointment(unit, counsellor, start, **guard, **more)
        for cell in list_cells(counsellor, start, end, rules):
            values = {"counsellor_id": counsellor, "starts": cell.start, "appointment_id": number}
            unit.execute(appointment_cells.insert().values(values))
        unit.commit()
    return number


def fetch_appointment(site: ConsoleApplication, number: int) -> stored.Appointment:
    with reading(site.engine) as unit:
        return stored.get_appointment(unit, number)


def add_quick_booking(
    site: ConsoleApplication, counsellor: int, number: int, created: dt.datetime, **more: object
) -> int:
    """The id of an appointment that was taken four seconds after its conversation began."""
    start = dt.datetime.combine(FRIDAY, dt.time(8), ZONE) + number * 20 * MINUTE
    who = f"{number:064d}"
    with unit(site.engine) as opened:
        where = conversation_repository.create_conversation(
            opened, who, "web", created - 4 * SECOND
        )
        add_message(opened, where, "rdv", created - SECOND)
        values = {"person": who, "created": created, "code_seed": new_seed(), **more}
        return appointment(opened, counsellor, start, **values)
