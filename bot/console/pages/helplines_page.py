"""« Numéros d’aide »: an admin reads each helpline and says that it is right."""

from __future__ import annotations

from typing import Optional

from starlette.responses import Response

from bot.booking.local_time import local_day
from bot.care.helplines import load_helplines
from bot.console.pages.opening_page import ADDRESS as OPENING_ADDRESS
from bot.console.staff import helpline_checks
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.storage.unit_of_work import UnitOfWork

ADDRESS = f"{OPENING_ADDRESS}/numeros"


async def show(context: RequestContext) -> Response:
    """Show the helplines with their sources and checks."""
    return await _render(context)


async def check(context: RequestContext) -> Response:
    """Store the ticked helplines as read by this account today; go on once none is left."""
    today = local_day(context.now)

    def work(unit: UnitOfWork) -> Optional[int]:
        every = helpline_checks.list_checked_helplines(unit, today)
        ticked = [each for each in every if context.form.has("lines", str(each.number))]
        for each in ticked:
            helpline_checks.check_helpline(unit, each, context.me.counsellor, context.now)
            context.write_audit_line(unit, "helpline_checked", f"helpline:{each.number}")
        return sum(each.is_due for each in every if each not in ticked) if ticked else None

    left = await context.write(work)
    if left is None:
        return await _render(context, {"lines": "no_line_ticked"})
    return context.go(ADDRESS if left else OPENING_ADDRESS, "numeros_lus")


async def _render(context: RequestContext, problems: Optional[dict[str, str]] = None) -> Response:
    today, book = local_day(context.now), load_helplines()
    lines = await context.read(lambda unit: helpline_checks.list_checked_helplines(unit, today))
    return context.page(
        "helplines.html",
        status=422 if problems else 200,
        problems=problems,
        lines=lines,
        verified=book.verified,
        max_days=book.max_age.days,
    )


PAGES = [
    get(ADDRESS, show, needs="admin"),
    post(ADDRESS, check, needs="admin"),
]
