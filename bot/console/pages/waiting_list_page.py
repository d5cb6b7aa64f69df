"""« Liste d’attente »: how many wait for a freed time, per kind, and their wishes; no person."""

from __future__ import annotations

from collections import Counter
from typing import Optional

from starlette.responses import Response

from bot.booking import waiting_list, waiting_repository
from bot.booking.waiting_repository import WaitingEntry
from bot.console.desk.notifications import wake_pages
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.presentation import waiting_facts
from bot.storage.conversation_repository import lock_conversation
from bot.storage.unit_of_work import UnitOfWork

ADDRESS = "/attente"


async def show(context: RequestContext) -> Response:
    """Show the entries in their order, and how many there are of each kind."""
    entries = await context.read(waiting_repository.list_entries)
    counts = Counter(each.kind for each in entries)
    return context.page("waiting.html", entries=entries, counts=counts)


async def remove(context: RequestContext) -> Response:
    """Remove an entry, and tell the person; a time offered to it passes on."""
    number = context.number("id")

    def work(unit: UnitOfWork) -> Optional[int]:
        entry = waiting_repository.find_entry(unit, number)
        if entry is None:
            return None
        lock_conversation(unit, entry.conversation)
        return _remove_entry(unit, context, entry)

    wake_pages(context, await context.write(work))
    return context.go(ADDRESS, "attente_retiree")


def _remove_entry(unit: UnitOfWork, context: RequestContext, entry: WaitingEntry) -> int:
    facts = waiting_facts.entry_facts(unit, entry)
    waiting_list.remove(unit, entry, context.now)
    context.write_audit_line(unit, "waiting_removed", f"waiting:{entry.id}")
    response = waiting_facts.REMOVED_RESPONSE
    context.desk.announce(unit, entry.conversation, response, context.now, **facts)
    return entry.conversation


PAGES = [get(ADDRESS, show), post(f"{ADDRESS}/{{id}}/retirer", remove)]
