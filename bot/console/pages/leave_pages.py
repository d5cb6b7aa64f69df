"""« Congé »: leave of one or several days, and what becomes of the appointments that it hits.

Without such appointments the form is stored at once. Otherwise nothing is stored until it is said
of each what becomes of it; then all of it is stored together, or nothing.
"""

from __future__ import annotations

from typing import Any, Optional

from starlette.responses import Response

from bot.booking.booking_errors import BookingError
from bot.booking.leave import Leave
from bot.booking.local_time import local_day, parse_moment
from bot.booking.move_proposals import MoveProposal
from bot.console.console_errors import AppointmentsUndecided
from bot.console.desk.error_keys import find_error_key
from bot.console.desk.leave_entry import LeaveChoice, propose_for_leave, store_leave
from bot.console.desk.notifications import wake_pages
from bot.console.pages.availability_page import build_path, find_counsellor, with_form_errors
from bot.console.staff import profile_repository, profiles
from bot.console.web import hours_form
from bot.console.web.form_reader import parse_number
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import post
from bot.storage.unit_of_work import UnitOfWork

_CHOICE_PREFIX = "rdv-"


async def enter_leave(context: RequestContext) -> Response:
    """Store the leave with the choices, or show what is still to be decided."""
    counsellor = find_counsellor(context)
    leave = hours_form.parse_leave(context.form, local_day(context.now))

    def work(unit: UnitOfWork) -> list[int]:
        choices = _parse_choices(context)
        if context.form.text("tous"):
            proposals = propose_for_leave(unit, context, counsellor, leave)
            choices = _choose_for_all(proposals, context.form.text("tous"))
        return store_leave(unit, context, counsellor, leave, choices)

    try:
        told = await context.write(work)
    except AppointmentsUndecided as error:
        return await _render_decisions(context, leave, error.code)
    except BookingError as error:
        return await _render_decisions(context, leave, find_error_key(error))
    for conversation in told:
        wake_pages(context, conversation)
    return context.go(build_path(context), "conge_note")


def _parse_choices(context: RequestContext) -> dict[int, LeaveChoice]:
    """Return the valid choices of the form, by appointment."""
    found = {}
    for name in context.form:
        number = parse_number(name.removeprefix(_CHOICE_PREFIX))
        choice = _parse_choice(context.form.text(name))
        if name.startswith(_CHOICE_PREFIX) and number is not None and choice is not None:
            found[number] = choice
    return found


def _parse_choice(text: str) -> Optional[LeaveChoice]:
    if text == "keep":
        return LeaveChoice("keep")
    if text == "cancel":
        return LeaveChoice("cancel")
    whom, _, when = text.partition("|")
    counsellor, start = parse_number(whom), parse_moment(when)
    if counsellor is None or start is None:
        return None
    return LeaveChoice("move", counsellor, start)


def _choose_for_all(proposals: list[MoveProposal], what: str) -> dict[int, LeaveChoice]:
    """Return the same choice for each; none where there is no time to move to."""
    if what in ("keep", "cancel"):
        choice = LeaveChoice("keep" if what == "keep" else "cancel")
        return {each.appointment.id: choice for each in proposals}
    return {
        each.appointment.id: LeaveChoice("move", each.slots[0].counsellor, each.slots[0].start)
        for each in proposals
        if each.slots
    }


async def _render_decisions(context: RequestContext, leave: Leave, problem: str) -> Response:
    def work(unit: UnitOfWork) -> dict[str, Any]:
        counsellor = find_counsellor(context)
        return {
            "proposals": propose_for_leave(unit, context, counsellor, leave),
            "profile": profiles.get_profile(unit, counsellor),
            "names": {each.id: each.name for each in profile_repository.list_profiles(unit)},
        }

    facts = await context.read(work)
    # What is first shown is no mistake: nothing was decided yet.
    is_first = not any(name.startswith(_CHOICE_PREFIX) for name in context.form)
    problems = {} if is_first and not context.form.text("tous") else {"": problem}
    return context.page("leave.html", status=422, problems=problems, leave=leave, **facts)


PAGES = [post("/disponibilites/{id}/conge", with_form_errors("leave", enter_leave))]
