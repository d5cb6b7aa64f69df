"""« De permanence », « en entretien », « pas de permanence »: at the top of every page."""

from __future__ import annotations

import re

from starlette.responses import Response

from bot.console import news
from bot.console.errors import NoSuchPage
from bot.console.gate import post
from bot.console.visit import Visit
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork

DUTIES = ("on", "interview", "off")
# Only a path of the console: no other site, no other scheme.
_PATH = re.compile(r"(/[a-z0-9-]+){1,4}")


async def change(visit: Visit) -> Response:
    """Whether people who wait for a human are this counsellor's now."""
    wanted = visit.form.text("duty")
    if wanted not in DUTIES:
        raise NoSuchPage

    def work(unit: UnitOfWork) -> None:
        put(unit, visit.me.counsellor, wanted)
        visit.noted(unit, "duty_changed", f"counsellor:{visit.me.counsellor}")

    await visit.write(work)
    visit.desk.tell(news.QUEUE)
    back = visit.form.text("retour")
    return visit.go(back if _PATH.fullmatch(back) else "/aujourdhui", "permanence")


def put(unit: UnitOfWork, counsellor: int, duty: str) -> None:
    """Write it down."""
    mine = counsellors.c.id == counsellor
    unit.execute(counsellors.update().where(mine).values(duty=duty))


PAGES = [post("/permanence", change)]
