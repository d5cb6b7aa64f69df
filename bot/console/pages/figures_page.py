"""« Chiffres »: figures of a closed month, or of the complete weeks of the present one."""

from __future__ import annotations

from typing import Any, Optional

from starlette.responses import Response

from bot.console.console_errors import NoSuchPage
from bot.console.desk.view_audit import record_views
from bot.console.statistics.monthly_history import list_question_groups, read_history
from bot.console.statistics.published_figures import (
    PublishedMonth,
    list_published_months,
    read_monthly_figures,
)
from bot.console.statistics.tallies import Period
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get
from bot.storage.unit_of_work import UnitOfWork


async def show(context: RequestContext) -> Response:
    """Show a month (`?mois=2026-11`), by default the latest with figures."""
    asked = context.asked("mois")

    def work(unit: UnitOfWork) -> dict[str, Any]:
        months = list_published_months(unit)
        month = _choose_month(months, asked)
        if month is None:
            return {"months": months, "month": None, "found": None}
        return {
            "months": months,
            "month": month,
            "found": read_monthly_figures(unit, month.first),
            "history": read_history(unit, months, month.first),
            "groups": list_question_groups(unit, Period(month.first, month.through)),
        }

    facts = await context.read(work)
    await record_views(context, "figures_seen", [""])
    return context.page("figures.html", **facts)


def _choose_month(every: list[PublishedMonth], asked: str) -> Optional[PublishedMonth]:
    if not asked:
        return every[0] if every else None
    for month in every:
        if f"{month.first:%Y-%m}" == asked:
            return month
    raise NoSuchPage


PAGES = [get("/chiffres", show)]
