"""« Journal »: the audit trail, a page at a time. For admins; reading it is written in it."""

from __future__ import annotations

from starlette.responses import Response

from bot.console import audit
from bot.console.audit import Line
from bot.console.forms import whole
from bot.console.gate import get
from bot.console.visit import Visit
from bot.storage.unit_of_work import UnitOfWork

A_PAGE = 50


async def show(visit: Visit) -> Response:
    """The newest lines, or those before one."""
    before = whole(visit.asked("avant"))

    def work(unit: UnitOfWork) -> list[Line]:
        found = audit.recent(unit, A_PAGE + 1, before)
        if before is None:  # once for a reading, not once for each of its pages
            visit.noted(unit, "audit_read")
        return found

    lines = await visit.write(work)
    older = lines[A_PAGE - 1].id if len(lines) > A_PAGE else None
    return visit.page(
        "journal.html",
        lines=lines[:A_PAGE],
        older=older,
        first=before is None,
        failures_days=audit.FAILURES_KEPT_FOR.days,
    )


PAGES = [get("/journal", show, needs="admin")]
