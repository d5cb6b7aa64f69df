"""« Corrections »: reports that the bot said something wrong."""

from __future__ import annotations

from functools import partial
from typing import Optional

from starlette.responses import Response

from bot.console.answers import correction_repository, corrections
from bot.console.answers.correction_repository import DONE, OPEN
from bot.console.desk.error_keys import find_error_key
from bot.console.staff import account_repository
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.privacy.message_validation import MessageRefused, clean_message
from bot.storage.unit_of_work import UnitOfWork

ADDRESS = "/corrections"
_SUBJECT = "correction"


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
        context.write_audit_line(unit, "correction_written", f"{_SUBJECT}:{number}")

    await context.write(work)
    return context.go(ADDRESS, "corrigee")


async def mark_done(context: RequestContext) -> Response:
    """Close a correction."""
    closed = partial(corrections.set_correction_state, state=DONE)
    done = (ADDRESS, "correction_faite")
    return await context.change_row(closed, "correction_done", _SUBJECT, *done)


async def reopen(context: RequestContext) -> Response:
    """Open a correction again."""
    opened = partial(corrections.set_correction_state, state=OPEN)
    done = (ADDRESS, "correction_ouverte")
    return await context.change_row(opened, "correction_reopened", _SUBJECT, *done)


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
