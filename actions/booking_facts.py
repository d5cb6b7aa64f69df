"""Facts about appointments, as the sentences of the domain take them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Optional

from babel.dates import format_date

from actions.facts import day
from bot.booking import errors
from bot.booking.appointments import Appointment
from bot.booking.designating import Designation, designation
from bot.booking.draft import Draft
from bot.booking.kinds import MINUTES, Way
from bot.booking.local_time import ZONE
from bot.booking.slots import Slot
from bot.settings import Settings

PATH = "/rendez-vous"
CALENDAR = "rendez-vous.ics"  # below the page


def moment(at: dt.datetime) -> str:
    """« mardi 1er décembre à 14h30 », on the clocks of the place."""
    local = at.astimezone(ZONE)
    return f"{weekday(local.date())} à {clock(local)}"


def clock(at: dt.datetime) -> str:
    """« 9h », « 14h30 »."""
    local = at.astimezone(ZONE)
    return f"{local.hour}h{local.minute:02d}" if local.minute else f"{local.hour}h"


def weekday(date: dt.date) -> str:
    """« mardi 1er décembre »."""
    without_year = day(date).rsplit(" ", 1)[0]
    return f"{format_date(date, 'EEEE', locale='fr')} {without_year}"


def kind(name: Optional[str], button: bool = False) -> dict[str, Any]:
    """A kind with its length, in a sentence or on a button."""
    told = f"utter_kind_button_{name}" if button else f"utter_kind_{name}"
    return {"say": told, "minutes": MINUTES[name]}  # type: ignore[index]  # a kind, by its name


def changes(to_come: Iterable[Appointment]) -> list[dict[str, Any]]:
    """Buttons that move or cancel one of these, each with its day."""
    return [
        {"value": value, "number": str(each.id), "label": _change(value, each)}
        for each in to_come
        for value in ("move", "cancel")
    ]


def _change(value: str, each: Appointment) -> dict[str, Any]:
    return {"say": f"utter_booking_button_{value}", "when": moment(each.start)}


def of_draft(draft: Draft) -> dict[str, Any]:
    """What is asked for."""
    return {"kind": kind(draft.kind), "way": {"say": f"utter_way_{draft.way}"}}


def appointment(settings: Settings, key: bytes, found: Appointment) -> dict[str, Any]:
    """All that a sentence about an appointment may say, its words and its page too."""
    names = designation(found.code_seed or "", key)
    return {
        "when": moment(found.start),
        "kind": kind(found.kind),
        "way": {"say": f"utter_way_{found.way}"},
        "how": how(settings, found.way, names),
        "awaits": {"say": "utter_booking_awaits"} if found.state == "asked" else "",
        "pseudonym": found.pseudonym,
        "code": names.code,
        "number": str(found.id),
        "numbers": [{"number": str(found.id)}],
        "page": f"{settings.site_url}{PATH}/{names.token}",
        "calendar": f"{PATH}/{names.token}/{CALENDAR}",
    }


def how(settings: Settings, way: Way, names: Designation) -> dict[str, Any]:
    """Where to come, whom to call, or which room to open."""
    if way == "telephone":
        return {"say": "utter_how_telephone", "phone": settings.site_phone}
    if way == "video":
        # A room that nobody guesses, and that is not the page's token.
        return {"say": "utter_how_video", "room": f"{settings.site_video}/{names.token_hash[:32]}"}
    if settings.site_address:
        return {"say": "utter_how_on_site", "address": settings.site_address}
    return {"say": "utter_how_on_site_unknown"}


def where(settings: Settings) -> dict[str, Any]:
    """Where and when one may come without an appointment; what is not known is not invented."""
    address, hours = settings.site_address, settings.site_hours
    if address and hours:
        return {"say": "utter_booking_where", "address": address, "hours": hours}
    if address:
        return {"say": "utter_booking_where_address", "address": address}
    if hours:
        return {"say": "utter_booking_where_hours", "hours": hours}
    return {"say": "utter_booking_where_unknown"}


def days(dates: Iterable[dt.date]) -> list[dict[str, Any]]:
    """Days to choose from."""
    return [{"label": weekday(each), "start": each.isoformat()} for each in dates]


def times(found: Iterable[Slot], with_day: bool = True) -> list[dict[str, Any]]:
    """Times to choose from; the hour alone where their day was asked for."""
    told = moment if with_day else clock
    return [{"label": told(slot.start), "start": slot.start.isoformat()} for slot in found]


def why_not(error: errors.BookingError, draft: Draft) -> dict[str, Any]:
    """Why a time cannot be had, in a sentence."""
    if isinstance(error, errors.TooSoon):
        return {"say": "utter_not_too_soon", "moment": moment(error.earliest)}
    if isinstance(error, errors.TooFar):
        return {"say": "utter_not_too_far", "moment": moment(error.latest)}
    if isinstance(error, errors.PlaceClosed):
        return {"say": "utter_not_closed", "closure": error.reason}
    if isinstance(error, (errors.WrongKind, errors.WrongWay, errors.WrongLanguage)):
        return {"say": "utter_not_this_way", **of_draft(draft)}
    return {"say": _SENTENCES[type(error)]}


_SENTENCES: dict[type[errors.BookingError], str] = {
    errors.Past: "utter_not_past",
    errors.OnHoliday: "utter_not_holiday",
    errors.OutsideHours: "utter_not_open",
    errors.OffGrid: "utter_not_free",
    errors.Taken: "utter_not_taken",
    errors.NoSuchHour: "utter_not_an_hour",
}
