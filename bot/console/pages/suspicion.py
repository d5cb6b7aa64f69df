"""« Rendez-vous en rafale »: those that look like one machine's, ticked and cancelled together."""

from __future__ import annotations

from typing import Any, Optional

from starlette.responses import Response

from bot.console import profiles
from bot.console.cancelling import Cancelled, cancel_all
from bot.console.forms import whole
from bot.console.gate import get, post
from bot.console.suspicion import GAPS, MAX_SHOWN, MIN_TAKEN, shown, suspects
from bot.console.telling import wake
from bot.console.visit import Visit
from bot.storage.unit_of_work import UnitOfWork

PATH = "/agenda/rafales"
_FIELD = "rendez_vous"


async def show(visit: Visit) -> Response:
    """`ecart`: how many minutes may lie between two; `cocher`: a burst, by its first, to tick."""
    return await _page(visit, _gap(visit.asked("ecart")), whole(visit.asked("cocher")))


async def cancel(visit: Visit) -> Response:
    """Cancel all that were ticked, each with its line of the trail; the people are told."""
    gap = _gap(visit.form.text("ecart"))
    numbers = {number for each in visit.form.all(_FIELD) if (number := whole(each)) is not None}
    if not numbers:
        return await _page(visit, gap, problems={_FIELD: "none_ticked"})

    def work(unit: UnitOfWork) -> Cancelled:
        return cancel_all(unit, visit, numbers)

    done = await visit.write(work)
    for where in done.told:
        wake(visit, where)
    return visit.go(f"{PATH}?ecart={gap}", "annules_sauf" if done.left else "annules")


async def _page(
    visit: Visit, gap: str, ticked: Optional[int] = None, problems: Optional[dict[str, str]] = None
) -> Response:
    def work(unit: UnitOfWork) -> dict[str, Any]:
        names = {each.id: each.name for each in profiles.every(unit)}
        return {"bursts": suspects(unit, visit.now, GAPS[gap]), "names": names}

    facts = await visit.read(work)
    bursts = facts.pop("bursts")
    return visit.page(
        "suspicion.html",
        status=422 if problems else 200,
        problems=problems,
        here=PATH,
        gap=gap,
        gaps=tuple(GAPS),
        fewest=MIN_TAKEN,
        bursts=shown(bursts),
        more=sum(map(len, bursts)) > MAX_SHOWN,
        ticked=ticked,
        **facts,
    )


def _gap(text: str) -> str:
    return text if text in GAPS else next(iter(GAPS))


PAGES = [get(PATH, show), post(f"{PATH}/annuler", cancel)]
