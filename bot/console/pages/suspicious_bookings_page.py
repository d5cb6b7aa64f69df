"""« Rendez-vous en rafale »: appointments that look automated, to select and cancel together."""

from __future__ import annotations

from typing import Any, Optional

from starlette.responses import Response

from bot.console.desk.appointment_cancellation import CancellationResult, cancel_appointments
from bot.console.desk.notifications import wake_pages
from bot.console.desk.suspicious_bookings import (
    MAX_GAPS,
    MAX_SHOWN_APPOINTMENTS,
    MIN_BURST_APPOINTMENTS,
    find_bursts,
    limit_to_page,
)
from bot.console.staff import profile_repository
from bot.console.web.form_reader import parse_number
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.storage.unit_of_work import UnitOfWork

PATH = "/agenda/rafales"
_SELECTED_FIELD = "rendez_vous"


async def show(context: RequestContext) -> Response:
    """Show the bursts. `ecart`: maximum gap in minutes; `cocher`: id of a burst to select."""
    return await _render(
        context, _parse_gap(context.asked("ecart")), parse_number(context.asked("cocher"))
    )


async def cancel_selected(context: RequestContext) -> Response:
    """Cancel the selected appointments, each with its audit line and notification."""
    gap = _parse_gap(context.form.text("ecart"))
    numbers = {
        number
        for each in context.form.all(_SELECTED_FIELD)
        if (number := parse_number(each)) is not None
    }
    if not numbers:
        return await _render(context, gap, problems={_SELECTED_FIELD: "none_ticked"})

    def work(unit: UnitOfWork) -> CancellationResult:
        return cancel_appointments(unit, context, numbers)

    result = await context.write(work)
    for conversation in result.told:
        wake_pages(context, conversation)
    return context.go(f"{PATH}?ecart={gap}", "annules_sauf" if result.left else "annules")


async def _render(
    context: RequestContext,
    gap: str,
    ticked: Optional[int] = None,
    problems: Optional[dict[str, str]] = None,
) -> Response:
    def work(unit: UnitOfWork) -> dict[str, Any]:
        names = {each.id: each.name for each in profile_repository.list_profiles(unit)}
        return {"bursts": find_bursts(unit, context.now, MAX_GAPS[gap]), "names": names}

    facts = await context.read(work)
    bursts = facts.pop("bursts")
    return context.page(
        "suspicion.html",
        status=422 if problems else 200,
        problems=problems,
        here=PATH,
        gap=gap,
        gaps=tuple(MAX_GAPS),
        fewest=MIN_BURST_APPOINTMENTS,
        bursts=limit_to_page(bursts),
        more=sum(map(len, bursts)) > MAX_SHOWN_APPOINTMENTS,
        ticked=ticked,
        **facts,
    )


def _parse_gap(text: str) -> str:
    return text if text in MAX_GAPS else next(iter(MAX_GAPS))


PAGES = [get(PATH, show), post(f"{PATH}/annuler", cancel_selected)]
