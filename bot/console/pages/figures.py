"""« Chiffres »: the last 30 days, or a month."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Optional

from starlette.responses import Response

from bot.booking.local_time import local_day
from bot.console.errors import NoSuchPage
from bot.console.figures import Period, figures, topics
from bot.console.gate import get
from bot.console.seen import note_once
from bot.console.visit import Visit

DAYS, MONTHS = 30, 12
_MONTH = re.compile(r"20\d{2}-(0[1-9]|1[0-2])", re.ASCII)


async def show(visit: Visit) -> Response:
    """`?mois=2026-11`: that month; else the last 30 days."""
    today, asked = local_day(visit.now), visit.asked("mois")
    period = _period(today, asked)
    found = await visit.read(lambda unit: figures(unit, period))
    unanswered = await visit.desk.compute(lambda: topics(found.asked))
    await note_once(visit, "figures_seen", [""])
    return visit.page(
        "figures.html",
        found=found,
        unanswered=unanswered,
        period=period,
        month=asked,
        months=_months(today),
        kept=visit.desk.settings.conversation_days,
    )


def _period(today: dt.date, month: str) -> Period:
    if not month:
        return Period(today - dt.timedelta(days=DAYS - 1), today)
    first = _first(month)
    if first is None or first > today:
        raise NoSuchPage
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return Period(first, min(last, today))


def _first(month: str) -> Optional[dt.date]:
    return dt.date.fromisoformat(f"{month}-01") if _MONTH.fullmatch(month) else None


def _months(today: dt.date) -> list[dt.date]:
    """The first days of the last twelve months, this one first."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - dt.timedelta(days=1)).replace(day=1))
    return found


PAGES = [get("/chiffres", show)]
