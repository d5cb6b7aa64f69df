"""« Journal »: the audit trail, a page at a time. For admins; reading it is written in it."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.auth import audit_repository, audit_trail
from bot.console.auth.audit_repository import AuditLine
from bot.console.web.form_reader import parse_number
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get
from bot.storage.unit_of_work import UnitOfWork

LINES_PER_PAGE = 50


async def show(context: RequestContext) -> Response:
    """The newest lines, or those before one."""
    before = parse_number(context.asked("avant"))

    def work(unit: UnitOfWork) -> list[AuditLine]:
        found = audit_repository.list_recent_lines(unit, LINES_PER_PAGE + 1, before)
        if before is None:  # once for a reading, not once for each of its pages
            context.write_audit_line(unit, "audit_read")
        return found

    lines = await context.write(work)
    older = lines[LINES_PER_PAGE - 1].id if len(lines) > LINES_PER_PAGE else None
    return context.page(
        "journal.html",
        lines=lines[:LINES_PER_PAGE],
        older=older,
        first=before is None,
        failures_days=audit_trail.FAILURE_RETENTION.days,
    )


PAGES = [get("/journal", show, needs="admin")]
