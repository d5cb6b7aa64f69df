"""« Fermetures »: closures of the whole centre, edited by admins."""

from __future__ import annotations

from starlette.responses import Response

from bot.booking.closing_days import Closure
from bot.booking.local_time import local_day
from bot.console.answers.prose_rules import find_identity_problem
from bot.console.console_errors import TooLongText
from bot.console.pages.opening_page import ADDRESS as OPENING_ADDRESS
from bot.console.staff import closure_repository, closures, opening_steps, school_holidays
from bot.console.web import closures_form, hours_form
from bot.console.web.hours_form import InvalidHoursForm
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.storage.unit_of_work import UnitOfWork


async def show(context: RequestContext) -> Response:
    """Show upcoming closures, and the public holidays of a year."""
    return await _render(context)


async def add(context: RequestContext) -> Response:
    """Add a closure with the reason that people are told."""
    try:
        days = hours_form.parse_date_range(context.form, local_day(context.now))
        reason = context.form.text("reason")
        problem = find_identity_problem(reason) if reason else "empty"
        if problem:
            raise InvalidHoursForm({"reason": problem})
        await context.write(
            lambda unit: _add_closure(unit, context, Closure(days[0], days[-1], reason))
        )
    except InvalidHoursForm as wrong:
        return await _render(context, wrong.problems)
    except TooLongText as error:
        return await _render(context, {"reason": error.code})
    return context.go("/fermetures", "fermeture_ajoutee")


async def add_proposed(context: RequestContext) -> Response:
    """Add the ticked school holidays; without any, the closures are complete as they are."""
    today = local_day(context.now)
    try:
        found = closures_form.parse_proposals(
            context.form, school_holidays.list_coming_holidays(today), today
        )
    except InvalidHoursForm as wrong:
        return await _render(context, wrong.problems)

    def work(unit: UnitOfWork) -> None:
        for closure in found:
            _add_closure(unit, context, closure)
        opening_steps.confirm_closures(unit, context.me.counsellor, context.now)
        context.write_audit_line(unit, "closures_confirmed")

    await context.write(work)
    return context.go(OPENING_ADDRESS, "fermetures_completes")


async def remove(context: RequestContext) -> Response:
    """Delete a closure."""
    return await context.change_row(
        closures.delete_closure, "closures_changed", "closure", "/fermetures", "fermeture_retiree"
    )


def _add_closure(unit: UnitOfWork, context: RequestContext, closure: Closure) -> None:
    number = closures.add_closure(unit, closure)
    context.write_audit_line(unit, "closures_changed", f"closure:{number}")


async def _render(context: RequestContext, problems: dict[str, str] | None = None) -> Response:
    today = local_day(context.now)
    found = await context.read(lambda unit: closure_repository.list_upcoming_closures(unit, today))
    proposed = school_holidays.list_coming_holidays(today)
    return context.page(
        "closures.html",
        status=422 if problems else 200,
        problems=problems,
        closures=found,
        proposed=closures_form.list_open_proposals(proposed, [each.closure for each in found]),
        school=school_holidays.load_school_calendar(),
        holidays=closures.list_public_holidays(today),
        today=today,
    )


PAGES = [
    get("/fermetures", show),
    post("/fermetures", add, needs="admin"),
    post("/fermetures/proposees", add_proposed, needs="admin"),
    post("/fermetures/{number}/retirer", remove, needs="admin"),
]
