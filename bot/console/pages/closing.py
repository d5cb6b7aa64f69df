"""« Fermetures »: when nobody is received, for the whole team. Admins write them down."""

from __future__ import annotations

from starlette.responses import Response

from bot.booking.calendar import Closure
from bot.booking.local_time import local_day
from bot.console import closures, hours_form
from bot.console.errors import TooLongText
from bot.console.gate import get, post
from bot.console.hours_form import WrongForm
from bot.console.visit import Visit
from bot.console.written import anonymous_problem
from bot.storage.unit_of_work import UnitOfWork


async def show(visit: Visit) -> Response:
    """Closures to come, and the public holidays of a year."""
    return await _page(visit)


async def add(visit: Visit) -> Response:
    """From a day to another, with the reason that people are told."""
    try:
        days = hours_form.days(visit.form, local_day(visit.now))
        reason = visit.form.text("reason")
        problem = anonymous_problem(reason) if reason else "empty"
        if problem:
            raise WrongForm({"reason": problem})
        await visit.write(lambda unit: _add(unit, visit, Closure(days[0], days[-1], reason)))
    except WrongForm as wrong:
        return await _page(visit, wrong.problems)
    except TooLongText:
        return await _page(visit, {"reason": "too_long"})
    return visit.go("/fermetures", "fermeture_ajoutee")


async def remove(visit: Visit) -> Response:
    """The place is open again on those days."""
    number = visit.number("id")

    def work(unit: UnitOfWork) -> None:
        closures.remove(unit, number)
        visit.noted(unit, "closures_changed", f"closure:{number}")

    await visit.write(work)
    return visit.go("/fermetures", "fermeture_retiree")


def _add(unit: UnitOfWork, visit: Visit, closure: Closure) -> None:
    number = closures.add(unit, closure)
    visit.noted(unit, "closures_changed", f"closure:{number}")


async def _page(visit: Visit, problems: dict[str, str] | None = None) -> Response:
    today = local_day(visit.now)
    found = await visit.read(lambda unit: closures.coming(unit, today))
    return visit.page(
        "closures.html",
        status=422 if problems else 200,
        problems=problems,
        closures=found,
        holidays=closures.public_holidays(today),
        today=today,
    )


PAGES = [
    get("/fermetures", show),
    post("/fermetures", add, needs="admin"),
    post("/fermetures/{id}/retirer", remove, needs="admin"),
]
