"""« Corrections »: reports that the bot said something wrong."""

from __future__ import annotations

from typing import Optional

from starlette.responses import Response

from bot.console.answers import correction_repository, corrections
from bot.console.answers.correction_repository import DONE, OPEN
from bot.console.auth import audit_trail
from bot.console.desk.error_keys import find_error_key
from bot.console.staff import account_repository
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.privacy.message_validation import MessageRefused, clean_message
from bot.storage.unit_of_work import UnitOfWork

ADDRESS = "/corrections"


async def show(context: RequestContext) -> Response:
    """Show the form, and the open and closed corrections."""
    return await _render(context)


async def begin(context: RequestContext) -> Response:
    """Show the form with a reply of the bot; a POST, so that it is in no address."""
    return await _render(context)


async def write(context: RequestContext) -> Response:
    """Add a correction."""
    said, should = context.form.raw("said"), context.form.raw("should")
    problems = {
        "said": _find_problem(said, "no_said"),
        "should": _find_problem(should, "no_should"),
    }
    wrong = {field: problem for field, problem in problems.items() if problem}
    if wrong:
        return await _render(context, 422, wrong)

    def work(unit: UnitOfWork) -> None:
        number = corrections.add_correction(unit, said, should, context.me.counsellor, context.now)
        context.write_audit_line(unit, "correction_written", f"correction:{number}")

    await context.write(work)
    return context.go(ADDRESS, "corrigee")


async def mark_done(context: RequestContext) -> Response:
    """Close a correction."""
    return await _set_state(context, DONE, "correction_done", "correction_faite")


async def reopen(context: RequestContext) -> Response:
    """Open a correction again."""
    return await _set_state(context, OPEN, "correction_reopened", "correction_ouverte")


async def _set_state(
    context: RequestContext, state: str, action: audit_trail.AuditAction, notice: str
) -> Response:
    number = context.number("number")

    def work(unit: UnitOfWork) -> None:
        corrections.set_correction_state(unit, number, state)
        context.write_audit_line(unit, action, f"correction:{number}")

    await context.write(work)
    return context.go(ADDRESS, notice)


async def _render(
    context: RequestContext, status: int = 200, problems: Optional[dict[str, str]] = None
) -> Response:
    facts = await context.read(
        lambda unit: {
            "open": correction_repository.list_corrections(unit, OPEN),
            "done": correction_repository.list_corrections(unit, DONE),
            "names": account_repository.list_names_by_id(unit),
        }
    )
    return context.page("corrections.html", status=status, problems=problems, **facts)


def _find_problem(text: str, missing: str) -> Optional[str]:
    try:
        clean_message(text)
    except MessageRefused as error:
        return missing if error.reason == "empty" else find_error_key(error)
    return None


PAGES = [
    get(ADDRESS, show),
    post(f"{ADDRESS}/ecrire", begin),
    post(ADDRESS, write),
    post(f"{ADDRESS}/{{number}}/faite", mark_done, needs="admin"),
    post(f"{ADDRESS}/{{number}}/rouvrir", reopen, needs="admin"),
]
