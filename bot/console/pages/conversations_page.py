"""« Conversations »: the list of who waits and who is talked with, and claiming from it."""

from __future__ import annotations

from typing import Optional

from starlette.responses import Response

from bot.console.desk import handoff_operations
from bot.console.desk.error_keys import find_error_key
from bot.console.desk.list_view import read_list_facts
from bot.console.web.form_reader import parse_number
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.handoff.handoff_errors import AlreadyClaimed, HandoffError, NotQueued
from bot.handoff.handoff_repository import list_queue

ADDRESS, TEMPLATE = "/conversations", "conversations.html"
# How many of the queue are tried when colleagues claim the first ones at the same moment.
MAX_CLAIM_TRIES = 5


async def show(context: RequestContext) -> Response:
    """Show the list alone."""
    return await _render(context)


async def show_fragment(context: RequestContext) -> Response:
    """Render the list, while a page is open; `ouverte` is the number of its conversation."""
    opened = parse_number(context.asked("ouverte"))
    facts = await read_list_facts(context, context.asked("onglet"), opened)
    return context.page("_list.html", **facts)


async def claim(context: RequestContext) -> Response:
    """Claim a queued person and go to their conversation."""
    number = context.number("number")
    try:
        return await _claim(context, number)
    except HandoffError as error:
        return await _render(context, find_error_key(error))


async def claim_first(context: RequestContext) -> Response:
    """Claim the first person of the queue whom no colleague claims at the same moment."""
    queue = await context.read(list_queue)
    problem = NotQueued.code
    for each in queue[:MAX_CLAIM_TRIES]:
        try:
            return await _claim(context, each.id)
        except (NotQueued, AlreadyClaimed):
            continue
        except HandoffError as error:
            problem = find_error_key(error)
            break
    return await _render(context, problem)


async def _claim(context: RequestContext, number: int) -> Response:
    held = await context.write(lambda unit: handoff_operations.claim_handoff(unit, context, number))
    context.desk.tell(held.conversation)
    return context.go(f"/conversation/{number}", "prise")


async def _render(context: RequestContext, problem: Optional[str] = None) -> Response:
    tab = context.asked("onglet") or context.form.text("onglet")
    facts = await read_list_facts(context, tab)
    problems, status = ({"": problem}, 409) if problem else ({}, 200)
    return context.page(TEMPLATE, status=status, problems=problems, **facts)


PAGES = [
    get(ADDRESS, show),
    get(f"{ADDRESS}/morceau", show_fragment),
    post(f"{ADDRESS}/prendre", claim_first),
    post("/conversation/{number}/prendre", claim),
]
