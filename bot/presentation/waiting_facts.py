"""The waiting list as facts for the responses of the domain."""

from __future__ import annotations

import datetime as dt
from typing import Any, Optional

from bot.booking import appointment_kind_repository
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_draft import Draft
from bot.booking.waiting_repository import WaitingEntry
from bot.notebook.notebook_entries import Question
from bot.presentation.booking_facts import render_kind
from bot.presentation.dates_and_amounts import format_day_range, format_moment
from bot.storage.unit_of_work import UnitOfWork

OFFER_RESPONSE, OVER_RESPONSE = "utter_waiting_offer", "utter_waiting_over"
REMOVED_RESPONSE = "utter_waiting_removed"
OFFER_QUESTION = "waiting_offer"


def wish_facts(draft: Draft, first: dt.date, last: dt.date) -> dict[str, str]:
    """Return what the button « Me prévenir » carries: kind, mode and dates of the wish."""
    wanted = draft.wanted
    window = f"{first.isoformat()}/{last.isoformat()}"
    return {"wished_kind": wanted.kind, "wished_way": wanted.way, "window": window}


def parse_window(text: str) -> Optional[tuple[dt.date, dt.date]]:
    """Return the dates that `wish_facts` wrote, None if they are not two dates in order."""
    first, _, last = text.partition("/")
    try:
        dates = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError:
        return None
    return dates if dates[0] <= dates[1] else None


def entry_facts(unit: UnitOfWork, entry: WaitingEntry) -> dict[str, Any]:
    """Return what an entry waits for. Raises UnknownKind."""
    kind = appointment_kind_repository.get_kind(unit, entry.kind)
    return {
        "kind": render_kind(kind.name, kind.minutes),
        "way": {"say": f"utter_way_{entry.way}"},
        "days": format_day_range(entry.first, entry.last),
        "wished_kind": entry.kind,
        "wished_way": entry.way,
        "window": f"{entry.first.isoformat()}/{entry.last.isoformat()}",
    }


def offer_facts(held: Appointment, answer_by: dt.datetime) -> dict[str, Any]:
    """Return the facts of `OFFER_RESPONSE`."""
    return {
        "when": format_moment(held.start),
        "kind": render_kind(held.kind_name, held.minutes),
        "way": {"say": f"utter_way_{held.way}"},
        "until": format_moment(answer_by),
        "number": str(held.id),
    }


def over_facts(unit: UnitOfWork, entry: WaitingEntry, start: dt.datetime) -> dict[str, Any]:
    """Return the facts of `OVER_RESPONSE`. Raises UnknownKind."""
    return {**entry_facts(unit, entry), "when": format_moment(start)}


def offer_question(held: Appointment) -> Question:
    """Return the open question of an offer, which a typed yes or no answers."""
    return Question(OFFER_QUESTION, (str(held.id),))


def confirmation_response(booked: Appointment) -> str:
    """Return what is said of an appointment that the person has just confirmed."""
    return "utter_booking_asked" if booked.state == "asked" else "utter_booking_done"
