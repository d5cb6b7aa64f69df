"""What the list beside a conversation is rendered from."""

from __future__ import annotations

from typing import Any, Optional

from bot.console.desk import conversation_list, handoff_operations
from bot.console.desk.view_audit import record_views
from bot.console.web.request_context import RequestContext


async def read_list_facts(
    context: RequestContext, tab: str, opened: Optional[int] = None
) -> dict[str, Any]:
    """Return the facts of `_list.html`: the list, its tab, and the number of the open conversation.

    Without a tab it opens where somebody is: on one's own talks if nobody waits. Summaries that
    the list shows are audited, once per session.
    """
    listed = await context.read(
        lambda unit: conversation_list.read_list(
            unit, context.me.counsellor, context.now, context.desk.source
        )
    )
    shown = [
        handoff_operations.audit_subject(each.handoff.id) for each in listed.waiting if each.line
    ]
    await record_views(context, "conversation_seen", shown)
    known = tab if tab in conversation_list.TABS else listed.first_tab
    return {"listed": listed, "tab": known, "opened": opened}
