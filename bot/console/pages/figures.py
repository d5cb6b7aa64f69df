"""« Chiffres »: a month, once it is over; of the present one, its complete weeks."""

from __future__ import annotations

from typing import Any, Optional

from starlette.responses import Response

from bot.console.errors import NoSuchPage
from bot.console.figures import Month, figures, shown
from bot.console.gate import get
from bot.console.seen import note_once
from bot.console.visit import Visit
from bot.storage.unit_of_work import UnitOfWork


async def show(visit: Visit) -> Response:
    """`?mois=2026-11`: that month; else the newest of which there are figures."""
    asked = visit.asked("mois")

    def work(unit: UnitOfWork) -> dict[str, Any]:
        every = shown(unit)
        month = _chosen(every, asked)
        return {"months": every, "month": month, "found": month and figures(unit, month.first)}

    facts = await visit.read(work)
    await note_once(visit, "figures_seen", [""])
    return visit.page("figures.html", **facts)


def _chosen(every: list[Month], asked: str) -> Optional[Month]:
    if not asked:
        return every[0] if every else None
    for month in every:
        if f"{month.first:%Y-%m}" == asked:
            return month
    raise NoSuchPage


PAGES = [get("/chiffres", show)]
