"""« Journal »: the audit trail, paginated, for admins. Reading it is audited too."""

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
    """Show the latest lines, or those before one."""
    before = parse_number(context.asked("avant"))

    def work(unit: UnitOfWork) -> list[AuditLine]:
        found = audit_repository.list_recent_lines(unit, LINES_PER_PAGE + 1, before)
        if before is None:  # audited once, on the first page
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
