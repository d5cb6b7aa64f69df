"""`/verrou`: what an idle session shows, and `/presence`: the signs of life of open pages."""

from __future__ import annotations

import math
from typing import Optional

from starlette.responses import Response

from bot.console.auth import staff_session_repository
from bot.console.console_errors import TooSoon, WrongPassphrase
from bot.console.desk import handoff_operations
from bot.console.desk.reauthentication import require_passphrase
from bot.console.pages.sign_in_pages import parse_return_path
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import LOCK_PATH, get, post
from bot.handoff.handoff_repository import Handoff
from bot.storage.unit_of_work import UnitOfWork


async def show(context: RequestContext) -> Response:
    """Show the form for the passphrase, or go on if the session is not locked."""
    back = parse_return_path(context.asked("vers"))
    return _render(context, back) if context.locked else context.go(back)


async def unlock(context: RequestContext) -> Response:
    """Unlock the session, given the passphrase."""
    back = parse_return_path(context.form.text("vers"))
    if not context.locked:
        return context.go(back)
    try:
        await require_passphrase(context, "passphrase")
    except WrongPassphrase as error:
        return _render(context, back, 422, {"passphrase": error.code})
    except TooSoon as error:
        seconds = math.ceil((error.retry_at - context.now).total_seconds())
        response = _render(context, back, 429, {"": error.code}, seconds)
        response.headers["retry-after"] = str(seconds)
        return response

    def work(unit: UnitOfWork) -> list[Handoff]:
        staff_session_repository.touch_session(unit, context.me.id, context.now)
        context.write_audit_line(unit, "session_unlocked", f"counsellor:{context.me.counsellor}")
        return handoff_operations.come_back(unit, context)

    _wake(context, await context.write(work))
    return context.go(back)


async def note_presence(context: RequestContext) -> Response:
    """Note that a page is open; one that somebody uses also brings a counsellor back."""
    is_used = not (context.is_background or context.locked)

    def work(unit: UnitOfWork) -> list[Handoff]:
        staff_session_repository.mark_alive(unit, context.me.id, context.now)
        return handoff_operations.come_back(unit, context) if is_used else []

    _wake(context, await context.write(work))
    return Response(status_code=204)


def _wake(context: RequestContext, returned: list[Handoff]) -> None:
    for held in returned:
        context.desk.tell(held.conversation)


def _render(
    context: RequestContext,
    back: str,
    status: int = 200,
    problems: Optional[dict[str, str]] = None,
    wait: int = 0,
) -> Response:
    """Render the page without the frame of the others, which says who and where one is."""
    return context.page(
        "lock.html", status=status, problems=problems, me=None, back=back, wait=wait, kept={}
    )


PAGES = [get(LOCK_PATH, show), post(LOCK_PATH, unlock), post("/presence", note_presence)]
