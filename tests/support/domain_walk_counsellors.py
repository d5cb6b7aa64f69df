"""Counsellors and booking questions for the walk through every sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.booking import scheduling
from bot.booking.appointment_codes import derive_keys
from bot.booking.appointment_kinds import BookingRequest, Kind, Mode
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_draft import Draft
from bot.booking.local_time import ZONE
from bot.booking.scheduling import Requester
from bot.booking.venue import BookingPolicy
from bot.booking.venue_repository import load_venue
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.storage.booking_tables import closures
from bot.storage.unit_of_work import UnitOfWork
from tests.support.counsellor_factories import add_counsellor

Said = tuple[str, str, dict[str, Any]]
FRIDAY = dt.date(2026, 11, 27)


def add_receiving_counsellor(unit: UnitOfWork, now: dt.datetime, duty: str = "off") -> int:
    """A counsellor who receives every morning but Sunday's; visits of classes on site only."""
    return add_counsellor(unit, duty=duty, now=now, languages=["fr", "sfb"], weekly=weekly())


def weekly(visits_until: str = "17:00") -> dict[str, list[dict[str, Any]]]:
    """The weekly hours of a counsellor; until 14:00 no class visit fits."""
    ways = ["on_site", "telephone", "video"]
    spans = [
        {"from": "02:00", "until": "12:00", "kinds": ["orientation", "short"], "ways": ways},
        {"from": "13:00", "until": visits_until, "kinds": ["class_visit"], "ways": ["on_site"]},
    ]
    return {str(weekday): spans for weekday in range(6)}


def close(unit: UnitOfWork, first: dt.date, last: dt.date) -> None:
    unit.execute(closures.insert().values(first=first, last=last, reason="travaux"))


def booked(
    turn: Any, wall: str, person: str, way: Mode = "on_site", kind: Kind = "short"
) -> Appointment:
    """An appointment on Friday that the person said yes to."""
    place = load_venue(turn.unit, BookingPolicy.from_settings(turn.settings))
    asker, wanted = Requester(person, "web", f"{person} {wall} {way}"), BookingRequest(kind, way)
    held = scheduling.hold_slot(turn.unit, place, asker, wanted, at(FRIDAY, wall), turn.now)
    seed = f"{person} {wall} {way}"
    names = derive_keys(seed, turn.key)
    hashes = (names.code_hash, names.token_hash)
    return scheduling.confirm_hold(turn.unit, held.id, "Renard 42", seed, hashes, turn.now)


def at(day: dt.date, wall: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(wall), ZONE)


def asking(about: str, **known: Any) -> Notebook:
    """The notebook of somebody with an open question about an appointment."""
    draft = Draft(**{"kind": "short", "way": "on_site", **known})
    return Notebook(question=Question("booking", draft.values(), about))


def handing(about: str, wish: str = "rester en général") -> Notebook:
    """The notebook of somebody who asks for a human and has one dream."""
    notebook = Notebook(question=Question("handoff", (wish, "", "", ""), about))
    notebook.add_dream("réparer des vélos", [14], dt.datetime(2026, 11, 20, tzinfo=dt.timezone.utc))
    return notebook


# Typed where a time is asked for: each for another reason why not, or to choose from.
TIMES = (
    "vendredi 9h",
    "vendredi matin",
    "la semaine prochaine",
    "le plus tôt possible",
    "jsp",
    "le 32 mars",
    "jeudi 27h",
    "le 3 novembre",
    "aujourd'hui 11h30",
    "le 20 novembre 2027 à 9h",
    "le 25 décembre à 9h",
    "le 25 décembre",
    "le 15 décembre à 9h",
    "samedi 22h",
    "dimanche",
    "vendredi 14h",
    "dimanche 28 mars 2027 à 02h30",
    "vendredi 9h10",
)
PRESSED = (
    *("kind", "way", "days", "day", "soonest", "hold", "confirm", "new", "move", "code"),
    *("cancel", "cancelled", "contact", "no_contact", "summary"),
    *("take", "refuse", "wait", "stop_waiting", "noted"),
)
