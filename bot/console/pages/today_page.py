"""« Aujourd’hui », the page after the sign-in: queue, conversations, signals, appointments."""

from __future__ import annotations

from typing import Optional

from starlette.responses import Response

from bot.booking.local_time import local_day
from bot.console.desk import handoff_operations
from bot.console.desk.board import list_todays_appointments, read_board
from bot.console.desk.error_keys import find_error_key
from bot.console.desk.view_audit import record_views
from bot.console.staff import helpline_checks, opening_steps
from bot.console.staff.opening_steps import OpeningStep
from bot.console.web import page_updates
from bot.console.web.form_reader import parse_number
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.handoff import alert_consent, staff_alerts
from bot.handoff.handoff_errors import HandoffError, OffDuty
from bot.privacy import clock_guard
from bot.storage.unit_of_work import UnitOfWork

ADDRESS = "/aujourdhui"


async def show(context: RequestContext) -> Response:
    """Show the page of the day."""
    return await _render(context, "today.html")


async def show_fragment(context: RequestContext) -> Response:
    """Render the part that changes while the page is open."""
    return await _render(context, "_board.html")


async def join(context: RequestContext) -> Response:
    """Join a colleague's talk with a person in danger and go to it."""
    try:
        await handoff_operations.perform(context, handoff_operations.join_talk)
    except HandoffError as error:
        return await _render(context, "today.html", status=409, problem=find_error_key(error))
    return context.go(f"/conversation/{context.number('number')}", "rejointe")


async def show_signal(context: RequestContext) -> Response:
    """Show what the person agreed to share with a signal; on duty only.

    Each view is audited, and the first one tells the person that it was read.
    """
    number = context.number("number")
    if context.duty != "on":
        return await _render(context, "today.html", status=409, problem=OffDuty.code)

    def work(unit: UnitOfWork) -> list[alert_consent.AlertMessage]:
        written = alert_consent.read_alert_messages(unit, number, context.me.counsellor)
        context.write_audit_line(unit, "alert_read", f"alert:{number}")
        return written

    try:
        written = await context.write(work)
    except HandoffError as error:
        return await _render(context, "today.html", status=409, problem=find_error_key(error))
    return context.page("signal.html", number=number, written=written)


async def acknowledge_signal(context: RequestContext) -> Response:
    """Mark a signal as seen; on duty only. Idempotent."""
    number = context.number("number")
    if context.duty != "on":
        return await _render(context, "today.html", status=409, problem=OffDuty.code)

    def work(unit: UnitOfWork) -> bool:
        is_mine = staff_alerts.mark_alert_seen(unit, number, context.me.counsellor)
        if is_mine:
            context.write_audit_line(unit, "alert_seen", f"alert:{number}")
        return is_mine

    is_mine = await context.write(work)
    context.desk.tell(page_updates.QUEUE_PAGES)
    return context.go(ADDRESS, "signal_vu" if is_mine else "signal_parti")


async def acknowledge_signals(context: RequestContext) -> Response:
    """Mark the signals of one row as seen, only those that it showed."""
    if context.duty != "on":
        return await _render(context, "today.html", status=409, problem=OffDuty.code)
    numbers = {
        number for each in context.form.all("signal") if (number := parse_number(each)) is not None
    }

    def work(unit: UnitOfWork) -> None:
        for number in staff_alerts.mark_alerts_seen(unit, numbers, context.me.counsellor):
            context.write_audit_line(unit, "alert_seen", f"alert:{number}")

    await context.write(work)
    context.desk.tell(page_updates.QUEUE_PAGES)
    return context.go(ADDRESS, "signaux_vus")


async def _render(
    context: RequestContext, name: str, status: int = 200, problem: Optional[str] = None
) -> Response:
    is_admin = context.me.role == "admin"
    board, appointments, doubt, outdated, steps = await context.read(
        lambda unit: (
            read_board(unit, context.me.counsellor, context.now, context.desk.source),
            list_todays_appointments(unit, context.me.counsellor, context.now),
            clock_guard.find_clock_doubt(unit, context.now) if is_admin else None,
            helpline_checks.find_outdated_verification(unit, local_day(context.now)),
            _list_steps_to_do(unit, context) if is_admin else [],
        )
    )
    with_summary = [f"appointment:{each.id}" for each in appointments if each.summary]
    await record_views(context, "appointment_seen", with_summary)
    read = [
        handoff_operations.audit_subject(each.id) for each in board.waiting if board.is_read(each)
    ]
    await record_views(context, "conversation_seen", read)
    problems = {"": problem} if problem else {}
    return context.page(
        name,
        status=status,
        problems=problems,
        board=board,
        appointments=appointments,
        clock=doubt,
        helplines=outdated,
        opening=steps,
    )


def _list_steps_to_do(unit: UnitOfWork, context: RequestContext) -> list[OpeningStep]:
    steps = opening_steps.list_opening_steps(unit, context.desk.settings, context.now)
    return opening_steps.list_steps_to_do(steps)


PAGES = [
    get(ADDRESS, show),
    get(f"{ADDRESS}/morceau", show_fragment),
    post("/conversation/{number}/rejoindre", join),
    post("/signaux/{number}/lire", show_signal),
    post("/signaux/{number}/vu", acknowledge_signal),
    post("/signaux/vus", acknowledge_signals),
]
