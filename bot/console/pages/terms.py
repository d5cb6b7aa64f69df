"""« Conditions »: what is asked of whoever works here. Everybody may read it; the gate leads to it
until it is accepted."""

from __future__ import annotations

from starlette.responses import Response

from bot.console import sessions, terms
from bot.console.gate import TERMS, get, post
from bot.console.pages.signing import back_to
from bot.console.visit import Visit
from bot.storage.unit_of_work import UnitOfWork


async def show(visit: Visit) -> Response:
    """The text, and the button for whoever has not pressed it yet."""

    def work(unit: UnitOfWork) -> object:
        return terms.accepted(unit, visit.me.counsellor)

    settings = visit.desk.settings
    return visit.page(
        "terms.html",
        accepted=await visit.read(work) if visit.session else None,
        back=back_to(visit.asked("vers")),
        version=terms.VERSION,
        days=settings.conversation_days,
        contact_days=settings.contact_days,
        idle=int(sessions.IDLE.total_seconds() // 60),
        longest=int(sessions.ABSOLUTE.total_seconds() // 3600),
    )


async def accept(visit: Visit) -> Response:
    """Written in the audit trail; then on to where they wanted to go."""
    await visit.write(lambda unit: terms.accept(unit, visit.me.counsellor, visit.now))
    return visit.go(back_to(visit.form.text("vers")), "conditions")


PAGES = [
    get(TERMS, show, needs=None),
    post(TERMS, accept),
]
