"""« Corrections »: the bot said something wrong."""

from __future__ import annotations

from typing import Optional

from starlette.responses import Response

from bot.console import audit, corrections, roster
from bot.console.corrections import DONE, OPEN
from bot.console.gate import get, post
from bot.console.refusals import reason_of
from bot.console.visit import Visit
from bot.privacy.intake import Refused, clean
from bot.storage.unit_of_work import UnitOfWork

ADDRESS = "/corrections"


async def show(visit: Visit) -> Response:
    """The form, what is open, what is done."""
    return await _page(visit)


async def begin(visit: Visit) -> Response:
    """The form, with what the bot said in a conversation; it travels in no address."""
    return await _page(visit)


async def write(visit: Visit) -> Response:
    """Keep it."""
    said, should = visit.form.raw("said"), visit.form.raw("should")
    problems = {"said": _problem(said, "no_said"), "should": _problem(should, "no_should")}
    found = {field: problem for field, problem in problems.items() if problem}
    if found:
        return await _page(visit, 422, found)

    def work(unit: UnitOfWork) -> None:
        number = corrections.write(unit, said, should, visit.me.counsellor, visit.now)
        visit.noted(unit, "correction_written", f"correction:{number}")

    await visit.write(work)
    return visit.go(ADDRESS, "corrigee")


async def done(visit: Visit) -> Response:
    """It is seen to."""
    return await _put(visit, DONE, "correction_done", "correction_faite")


async def reopen(visit: Visit) -> Response:
    """It is not, after all."""
    return await _put(visit, OPEN, "correction_reopened", "correction_ouverte")


async def _put(visit: Visit, state: str, action: audit.Action, notice: str) -> Response:
    number = visit.number("number")

    def work(unit: UnitOfWork) -> None:
        corrections.put(unit, number, state)
        visit.noted(unit, action, f"correction:{number}")

    await visit.write(work)
    return visit.go(ADDRESS, notice)


async def _page(
    visit: Visit, status: int = 200, problems: Optional[dict[str, str]] = None
) -> Response:
    facts = await visit.read(
        lambda unit: {
            "open": corrections.listed(unit, OPEN),
            "done": corrections.listed(unit, DONE),
            "names": roster.names(unit),
        }
    )
    return visit.page("corrections.html", status=status, problems=problems, **facts)


def _problem(text: str, missing: str) -> Optional[str]:
    try:
        clean(text)
    except Refused as error:
        return missing if error.reason == "empty" else reason_of(error)
    return None


PAGES = [
    get(ADDRESS, show),
    post(f"{ADDRESS}/ecrire", begin),
    post(ADDRESS, write),
    post(f"{ADDRESS}/{{number}}/faite", done, needs="admin"),
    post(f"{ADDRESS}/{{number}}/rouvrir", reopen, needs="admin"),
]
