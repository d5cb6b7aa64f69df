"""Appointments as facts for the responses of the domain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from bot.booking import booking_errors
from bot.booking.appointment_codes import AppointmentKeys, derive_keys
from bot.booking.appointment_kinds import AppointmentKind, capitalise
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_draft import Draft
from bot.booking.free_slots import Slot
from bot.booking.venue import Venue
from bot.choice_payloads import AskAppointment
from bot.presentation.dates_and_amounts import format_moment, format_time, format_weekday
from bot.settings import Settings

APPOINTMENT_PATH = "/rendez-vous"
CALENDAR_FILENAME = "rendez-vous.ics"


def render_kind(name: str, minutes: int) -> dict[str, Any]:
    """Name a kind with its length, in a sentence."""
    return {"say": "utter_kind", "title": name, "minutes": minutes}


def kind_options(kinds: Iterable[AppointmentKind]) -> list[dict[str, Any]]:
    """Return a button for each kind, with its name and length."""
    return [
        {"kind": each.code, "label": render_kind(capitalise(each.name), each.minutes)}
        for each in kinds
    ]


def render_descriptions(kinds: Iterable[AppointmentKind]) -> list[dict[str, Any]]:
    """Return what the centre says of each kind that has a description."""
    return [
        {"say": "utter_kind_described", "title": capitalise(each.name), "text": each.description}
        for each in kinds
        if each.description
    ]


def change_buttons(to_come: Iterable[Appointment]) -> list[dict[str, Any]]:
    """Return buttons to move or cancel each of these appointments, labelled with its time."""
    return [
        {"value": value, "number": str(each.id), "label": _change_label(value, each)}
        for each in to_come
        for value in (AskAppointment.MOVE, AskAppointment.CANCEL)
    ]


def _change_label(value: AskAppointment, each: Appointment) -> dict[str, Any]:
    return {"say": f"utter_booking_button_{value}", "when": format_moment(each.start)}


def draft_facts(venue: Venue, draft: Draft) -> dict[str, Any]:
    """Return the kind and the mode of a draft, which must be known. Raises UnknownKind."""
    kind = venue.kind(draft.wanted.kind)
    named = render_kind(kind.name, kind.minutes)
    return {"kind": named, "way": {"say": f"utter_way_{draft.way}"}}


def appointment_facts(settings: Settings, key: bytes, found: Appointment) -> dict[str, Any]:
    """Return the facts of an appointment, with its code, its page and its calendar file."""
    names = derive_keys(found.code_seed or "", key)
    return {
        "when": format_moment(found.start),
        "kind": render_kind(found.kind_name, found.minutes),
        "way": {"say": f"utter_way_{found.way}"},
        "how": render_how_to_attend(settings, found, names),
        "awaits": {"say": "utter_booking_awaits"} if found.state == "asked" else "",
        "pseudonym": found.pseudonym,
        "code": names.code,
        "number": str(found.id),
        "numbers": [{"number": str(found.id)}],
        "page": f"{settings.site_url}{APPOINTMENT_PATH}/{names.token}",
        "calendar": f"{APPOINTMENT_PATH}/{names.token}/{CALENDAR_FILENAME}",
    }


def render_how_to_attend(
    settings: Settings, found: Appointment, names: AppointmentKeys
) -> dict[str, Any]:
    """Say where to come, whom to call, or which room to open."""
    if found.way == "telephone":
        return {"say": "utter_how_telephone", "phone": settings.site_phone}
    if found.way == "video":
        # The room name is unguessable and does not reveal the token of the page.
        return {"say": "utter_how_video", "room": f"{settings.site_video}/{names.token_hash[:32]}"}
    address = found.place or settings.site_address
    if address:
        return {"say": "utter_how_on_site", "address": address}
    return {"say": "utter_how_on_site_unknown"}


def render_walk_in(settings: Settings) -> dict[str, Any]:
    """Say where and when to come without an appointment, as far as the settings tell."""
    address, hours = settings.site_address, settings.site_hours
    if address and hours:
        return {"say": "utter_booking_where", "address": address, "hours": hours}
    if address:
        return {"say": "utter_booking_where_address", "address": address}
    if hours:
        return {"say": "utter_booking_where_hours", "hours": hours}
    return {"say": "utter_booking_where_unknown"}


def day_options(dates: Iterable[dt.date]) -> list[dict[str, Any]]:
    """Return a button for each day."""
    return [{"label": format_weekday(each), "start": each.isoformat()} for each in dates]


def time_options(found: Iterable[Slot], with_day: bool = True) -> list[dict[str, Any]]:
    """Return a button for each slot, labelled with its day and hour or its hour alone."""
    render = format_moment if with_day else format_time
    return [{"label": render(slot.start), "start": slot.start.isoformat()} for slot in found]


def leave_label(draft: Draft) -> dict[str, Any]:
    """Name the button that leaves a booking; of a move, it keeps the appointment as it is."""
    return {"say": "utter_booking_leave_move" if draft.move else "utter_booking_leave"}


def refusal_reason(
    error: booking_errors.BookingError, venue: Venue, draft: Draft
) -> dict[str, Any]:
    """Say why a time cannot be booked."""
    return {"say": refusal_response(type(error)), **_refusal_facts(error, venue, draft)}


def refusal_response(kind: type[booking_errors.BookingError]) -> str:
    """Return the response that tells a reason: `utter_` and its code, unless listed below."""
    return _REFUSAL_RESPONSES.get(kind, f"utter_{kind.code}")


def _refusal_facts(
    error: booking_errors.BookingError, venue: Venue, draft: Draft
) -> dict[str, Any]:
    if isinstance(error, booking_errors.TooSoon):
        return {"moment": format_moment(error.earliest)}
    if isinstance(error, booking_errors.TooFar):
        return {"moment": format_moment(error.latest)}
    if isinstance(error, booking_errors.PlaceClosed):
        return {"closure": error.reason}
    wrong = (booking_errors.WrongKind, booking_errors.WrongWay, booking_errors.WrongLanguage)
    return draft_facts(venue, draft) if isinstance(error, wrong) else {}


_REFUSAL_RESPONSES: dict[type[booking_errors.BookingError], str] = {
    booking_errors.Past: "utter_not_past",
    booking_errors.TooSoon: "utter_not_too_soon",
    booking_errors.TooFar: "utter_not_too_far",
    booking_errors.OnHoliday: "utter_not_holiday",
    booking_errors.PlaceClosed: "utter_not_closed",
    booking_errors.OutsideHours: "utter_not_open",
    booking_errors.WrongKind: "utter_not_this_way",
    booking_errors.WrongWay: "utter_not_this_way",
    booking_errors.WrongLanguage: "utter_not_this_way",
    booking_errors.OffGrid: "utter_not_free",
    booking_errors.Taken: "utter_not_taken",
    booking_errors.NoSuchHour: "utter_not_an_hour",
}
