"""`/conversations/passees`: one's own ended talks, and the search in them."""

from __future__ import annotations

import datetime as dt
from typing import Optional

from starlette.responses import Response

from bot.console.desk import handoff_operations, talk_history
from bot.console.desk.talk_history import HistoryQuery
from bot.console.desk.view_audit import record_views
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post

ADDRESS = "/conversations/passees"


async def show(context: RequestContext) -> Response:
    """Show the last ended talks."""
    return await _render(context, HistoryQuery())


async def search(context: RequestContext) -> Response:
    """Search; a POST, so that the words are in no address."""
    form, problems = context.form, {}
    days = {}
    for name in ("du", "au"):
        days[name] = _parse_day(form.text(name))
        if form.text(name) and days[name] is None:
            problems[name] = "no_date"
    if days["du"] and days["au"] and days["au"] < days["du"]:
        problems["au"] = "last_before_first"
    label = form.text("label")
    known = label if label in handoff_operations.CONVERSATION_LABELS else ""
    query = HistoryQuery(form.text("mots")[:200], known, days["du"], days["au"])
    await context.write(lambda unit: context.write_audit_line(unit, "history_searched"))
    return await _render(context, query, problems)


async def _render(
    context: RequestContext, query: HistoryQuery, problems: Optional[dict[str, str]] = None
) -> Response:
    talks = (
        []
        if problems
        else await context.read(
            lambda unit: talk_history.search_talks(unit, context.me.counsellor, query)
        )
    )
    shown = [handoff_operations.audit_subject(each.handoff.id) for each in talks]
    await record_views(context, "conversation_seen", shown)
    return context.page(
        "history.html",
        status=422 if problems else 200,
        problems=problems,
        talks=talks,
        labels=handoff_operations.CONVERSATION_LABELS,
        most=talk_history.MAX_SHOWN,
    )


def _parse_day(text: str) -> Optional[dt.date]:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


PAGES = [get(ADDRESS, show), post(ADDRESS, search)]
