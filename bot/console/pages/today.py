"""« Aujourd’hui »: the first page after the sign-in. Who waits, my chats, signals, appointments."""

from __future__ import annotations

from typing import Optional

from starlette.responses import Response

from bot.booking.local_time import local_day
from bot.console import holding, news
from bot.console.board import board, today
from bot.console.forms import whole
from bot.console.gate import get, post
from bot.console.refusals import reason_of
from bot.console.seen import note_once
from bot.console.visit import Visit
from bot.handoff import alerts, reading_alerts
from bot.handoff.errors import HandoffError
from bot.privacy import clock
from bot.safeguarding.helplines import stale, verified
from bot.storage.unit_of_work import UnitOfWork

ADDRESS = "/aujourdhui"


async def show(visit: Visit) -> Response:
    """The page of the day."""
    return await _page(visit, "today.html")


async def piece(visit: Visit) -> Response:
    """What changes while the page is open."""
    return await _page(visit, "_board.html")


async def claim(visit: Visit) -> Response:
    """Take a person, and go to their conversation."""
    number = visit.number("number")
    try:
        held = await visit.write(lambda unit: holding.claim(unit, visit, number))
    except HandoffError as error:
        return await _page(visit, "today.html", status=409, problem=reason_of(error))
    visit.desk.tell(held.conversation)
    return visit.go(f"/conversation/{number}", "prise")


async def read(visit: Visit) -> Response:
    """What the person agreed to show with a signal, on duty only. Each look is written down, and
    from the first on the person hears that it was read."""
    number = visit.number("number")
    if visit.duty != "on":
        return await _page(visit, "today.html", status=409, problem="off_duty")

    def work(unit: UnitOfWork) -> list[reading_alerts.Written]:
        written = reading_alerts.read(unit, number, visit.me.counsellor)
        visit.noted(unit, "alert_read", f"alert:{number}")
        return written

    try:
        written = await visit.write(work)
    except HandoffError as error:
        return await _page(visit, "today.html", status=409, problem=reason_of(error))
    return visit.page("signal.html", number=number, written=written)


async def seen(visit: Visit) -> Response:
    """Take note of a signal, on duty only; a second time changes nothing."""
    number = visit.number("number")
    if visit.duty != "on":
        return await _page(visit, "today.html", status=409, problem="off_duty")

    def work(unit: UnitOfWork) -> bool:
        is_mine = alerts.see(unit, number, visit.me.counsellor)
        if is_mine:
            visit.noted(unit, "alert_seen", f"alert:{number}")
        return is_mine

    is_mine = await visit.write(work)
    visit.desk.tell(news.QUEUE)
    return visit.go(ADDRESS, "signal_vu" if is_mine else "signal_parti")


async def seen_all(visit: Visit) -> Response:
    """Take note of the signals of one row, those that it showed and no other."""
    if visit.duty != "on":
        return await _page(visit, "today.html", status=409, problem="off_duty")
    numbers = {number for each in visit.form.all("signal") if (number := whole(each)) is not None}

    def work(unit: UnitOfWork) -> None:
        for number in alerts.see_all(unit, numbers, visit.me.counsellor):
            visit.noted(unit, "alert_seen", f"alert:{number}")

    await visit.write(work)
    visit.desk.tell(news.QUEUE)
    return visit.go(ADDRESS, "signaux_vus")


async def _page(
    visit: Visit, name: str, status: int = 200, problem: Optional[str] = None
) -> Response:
    is_admin = visit.me.role == "admin"
    found, appointments, off = await visit.read(
        lambda unit: (
            board(unit, visit.me.counsellor, visit.now, visit.desk.source),
            today(unit, visit.me.counsellor, visit.now),
            clock.doubt(unit, visit.now) if is_admin else None,
        )
    )
    told = [f"appointment:{each.id}" for each in appointments if each.summary]
    await note_once(visit, "appointment_seen", told)
    read = [holding.subject(each.id) for each in found.waiting if found.is_read(each)]
    await note_once(visit, "conversation_seen", read)
    problems = {"": problem} if problem else {}
    return visit.page(
        name,
        status=status,
        problems=problems,
        board=found,
        appointments=appointments,
        clock=off,
        helplines=verified() if stale(local_day(visit.now)) else None,
    )


PAGES = [
    get(ADDRESS, show),
    get(f"{ADDRESS}/morceau", piece),
    post("/conversation/{number}/prendre", claim),
    post("/signaux/{number}/lire", read),
    post("/signaux/{number}/vu", seen),
    post("/signaux/vus", seen_all),
]
