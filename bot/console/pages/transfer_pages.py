"""Talks that change hands: taken over from a counsellor who is gone, or offered to a colleague."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.console_errors import NoSuchPage
from bot.console.desk import handoff_operations
from bot.console.desk.access import get_conversation_access
from bot.console.desk.error_keys import REFUSAL_ERRORS, find_error_key
from bot.console.desk.handoff_operations import Operation
from bot.console.web import page_updates
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post

_PATH = "/conversation/{number}"
_FORM_TEMPLATE = "_transfer.html"


async def take_over(context: RequestContext) -> Response:
    """Take the talk of a counsellor who is gone and go to it."""
    return await _run(context, handoff_operations.take_over, "reprise")


async def offer(context: RequestContext) -> Response:
    """Offer the talk to a colleague."""
    taker, note = context.form.number("collegue"), context.form.raw("mot_collegue")
    if taker is None:
        raise NoSuchPage
    return await _run(context, handoff_operations.offer_transfer, "proposee_a", taker, note)


async def withdraw(context: RequestContext) -> Response:
    """Take an offer back."""
    return await _run(context, handoff_operations.withdraw_offer, "")


async def accept(context: RequestContext) -> Response:
    """Take the talk that a colleague offers and go to it."""
    return await _run(context, handoff_operations.accept_offer, "reprise")


async def decline(context: RequestContext) -> Response:
    """Decline the talk that a colleague offers."""
    return await _run(context, handoff_operations.decline_offer, "declinee", path="/aujourdhui")


async def show_form(context: RequestContext) -> Response:
    """Render the part of the talk's page that offers it, while the page is open."""
    number = context.number("number")
    sight = await context.read(lambda unit: get_conversation_access(unit, context, number))
    if not sight.held:
        raise NoSuchPage
    return context.page(_FORM_TEMPLATE, sight=sight)


async def _run(
    context: RequestContext, operation: Operation, notice: str, *details: object, path: str = ""
) -> Response:
    """Run an operation and go to the talk or to `path`; a refusal is one sentence on a page."""
    try:
        await handoff_operations.perform(context, operation, *details)
    except REFUSAL_ERRORS as error:
        return context.page("transfer_refused.html", status=409, reason=find_error_key(error))
    context.desk.tell(page_updates.QUEUE_PAGES)
    return context.go(path or f"/conversation/{context.number('number')}", notice)


PAGES = [
    get(f"{_PATH}/confier", show_form),
    post(f"{_PATH}/confier", offer),
    post(f"{_PATH}/confier/retirer", withdraw),
    post(f"{_PATH}/accepter", accept),
    post(f"{_PATH}/decliner", decline),
    post(f"{_PATH}/reprendre", take_over),
]
