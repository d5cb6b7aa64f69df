"""« Nouveau rendez-vous »: for somebody on the telephone or at the desk; then the code to give.

A counsellor chooses a free time, or another one with a warning that is to be confirmed.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import Any, Optional

from starlette.responses import Response

from bot.booking.appointment_contacts import extract_contacts
from bot.booking.appointment_kinds import (
    INITIAL_KINDS,
    MODES,
    BookingRequest,
    Kind,
    require_language,
)
from bot.booking.appointment_repository import ACTIVE_STATES
from bot.booking.booking_errors import BookingError, Unavailable, UnknownLanguage
from bot.booking.free_slots import Slot
from bot.booking.local_time import ZONE, local_day
from bot.booking.slot_offers import filter_by_day, list_free_slots, list_slot_days
from bot.booking.team_booking import TEAM_CHANNEL, can_override
from bot.booking.venue import Venue
from bot.console.answers.prose_rules import find_identity_problem
from bot.console.desk.appointment_reassignment import read_venue
from bot.console.desk.error_keys import find_error_key
from bot.console.desk.team_appointments import AppointmentEntry, make_appointment
from bot.console.pages.appointment_page import fetch_appointment
from bot.console.staff import profile_repository
from bot.console.web import form_values
from bot.console.web.form_reader import parse_number
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.presentation.booking_facts import appointment_facts
from bot.storage.unit_of_work import UnitOfWork

PATH = "/agenda/nouveau"
OTHER_TIME = "autre"
_REQUEST_PATTERN = re.compile(r"[\w-]{16,40}", re.ASCII)


class InvalidEntry(Exception):
    """`problems` maps each field to the key of a sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__()
        self.problems = problems


async def show(context: RequestContext) -> Response:
    """Show the free times for what is wanted, by the query or by default."""
    return await _render(context)


async def make(context: RequestContext) -> Response:
    """Make the appointment and lead to its code; or show why not, with what was typed.

    Nothing is made where only the free times are asked for (`voir`), or where the chosen day is
    not that of the time, which was shown for another day.
    """
    if context.form.text("voir"):
        return await _render(context)
    try:
        entry = _parse_entry(context)
        made = await context.write(lambda unit: make_appointment(unit, context, entry))
    except InvalidEntry as wrong:
        return await _render(context, wrong.problems)
    except Unavailable as error:
        key = find_error_key(error)
        is_other = context.form.text("start") == OTHER_TIME
        if is_other and can_override(error):
            return await _render(context, {"start": key, "sure": "outside_rules"})
        return await _render(context, {"start": key})
    except BookingError as error:
        return await _render(context, {"who": find_error_key(error)})
    return context.go(f"/agenda/{made.id}/remettre", "pris")


async def show_code(context: RequestContext) -> Response:
    """Show what to read out or print: pseudonym, four words, time and place. It is audited."""
    number = context.number("id")

    def work(unit: UnitOfWork) -> dict[str, Any]:
        appointment = fetch_appointment(unit, number)
        is_ours = appointment.channel == TEAM_CHANNEL and appointment.state in ACTIVE_STATES
        if not (is_ours and appointment.code_seed):
            return {"appointment": appointment, "facts": None}
        context.write_audit_line(unit, "appointment_code_seen", f"appointment:{number}")
        keys, settings = context.desk.keys, context.desk.settings
        facts = appointment_facts(settings, keys.key, appointment)
        return {"appointment": appointment, "facts": facts}

    return context.page("appointment_code.html", **await context.write(work))


def _parse_entry(context: RequestContext) -> AppointmentEntry:
    """Return what was entered. Raises InvalidEntry."""
    form, typed = context.form, context.form.text("contact")
    start, problem = _parse_start(context)
    contact, summary = extract_contacts(typed), form.text("summary")
    whom = parse_number(form.text("who"))
    found = {
        "start": problem,
        "who": "whom" if form.text("start") == OTHER_TIME and whom is None else None,
        "contact": "no_contact" if typed and not contact else None,
        "summary": find_identity_problem(summary) if summary else None,
    }
    problems = {name: key for name, key in found.items() if key is not None}
    if problems or start is None:
        raise InvalidEntry(problems)
    return AppointmentEntry(
        wanted=_parse_wanted(context),
        start=start,
        request=_parse_request(context),
        counsellor=whom,
        is_sure=form.has("sure", "yes") and form.text("start") == OTHER_TIME,
        contact=contact,
        summary=summary,
    )


def _parse_start(context: RequestContext) -> tuple[Optional[dt.datetime], Optional[str]]:
    """Return the start, chosen or typed, or the key of what is wrong with it."""
    if context.form.text("start") != OTHER_TIME:
        return form_values.parse_chosen_start(context.form)
    day = form_values.parse_date(context.form.text("day"))
    time = form_values.parse_time(context.form.text("time"))
    if day is None or time is None:
        return None, "no_date" if day is None else "no_time"
    return dt.datetime.combine(day, time, ZONE), None


def _parse_request(context: RequestContext) -> str:
    """Return the identifier of the form, which makes sending it twice harmless."""
    sent = context.form.text("request")
    return sent if _REQUEST_PATTERN.fullmatch(sent) else secrets.token_urlsafe(18)


def _parse_wanted(context: RequestContext) -> BookingRequest:
    kind, way, language = (_read_field(context, name) for name in ("kind", "way", "language"))
    try:
        require_language(language)
    except UnknownLanguage:
        language = ""
    offered = _list_offered(context)
    return BookingRequest(
        kind if kind in offered else next(iter(offered), INITIAL_KINDS[0].code),
        way if way in MODES else MODES[0],
        language or None,
    )


def _list_offered(context: RequestContext) -> list[Kind]:
    return [each.code for each in context.kinds if not each.paused]


def _read_field(context: RequestContext, name: str) -> str:
    """Return a field of the form that was sent, else of the query."""
    return context.form.text(name) if context.form else context.asked(name)


async def _render(context: RequestContext, problems: dict[str, str] | None = None) -> Response:
    wanted, who = _parse_wanted(context), parse_number(_read_field(context, "who"))

    def work(unit: UnitOfWork) -> dict[str, Any]:
        venue = read_venue(unit, context)
        names = {each.id: each.name for each in profile_repository.list_profiles(unit)}
        team = [(each.id, names[each.id]) for each in venue.counsellors]
        slots = list_free_slots(unit, _narrow(venue, who), wanted, context.now)
        return {"team": sorted(team, key=lambda each: each[1]), "slots": slots}

    facts = await context.read(work)
    return context.page(
        "appointment_new.html",
        status=422 if problems else 200,
        problems=problems,
        wanted=wanted,
        offered=_list_offered(context),
        who=who,
        request_id=_parse_request(context),
        other=OTHER_TIME,
        team=facts["team"],
        today=local_day(context.now),
        **_choose_day(context, facts["slots"]),
    )


def _choose_day(context: RequestContext, slots: list[Slot]) -> dict[str, Any]:
    """Return the days with free times, the day to show, its times and the chosen one of them."""
    days = list_slot_days(slots)
    asked = form_values.parse_date(_read_field(context, "jour"))
    day = asked if asked in days else (days[0] if days else None)
    times = filter_by_day(slots, day) if day else []
    chosen = form_values.find_same_hour(context.form, (each.start for each in times))
    is_other = _is_other(context, times)
    return {"days": days, "day": day, "times": times, "chosen": chosen, "is_other": is_other}


def _is_other(context: RequestContext, times: list[Slot]) -> bool:
    """Whether another time than the free ones is chosen, or the only choice.

    It was chosen for nobody who asks for the free ones without having typed one.
    """
    form = context.form
    if form.text("start") != OTHER_TIME or (form.text("voir") and not form.text("time")):
        return not times
    return True


def _narrow(venue: Venue, who: Optional[int]) -> Venue:
    known = who is not None and any(each.id == who for each in venue.counsellors)
    return venue.with_counsellors([who]) if known and who is not None else venue


PAGES = [
    get(PATH, show),
    post(PATH, make),
    get("/agenda/{id}/remettre", show_code),
]
