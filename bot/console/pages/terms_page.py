"""« Conditions »: the terms of use. Public; the gate leads here until they are accepted."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.auth import staff_sessions
from bot.console.pages.sign_in_pages import parse_return_path
from bot.console.staff import terms
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import TERMS_PATH, get, post
from bot.storage.unit_of_work import UnitOfWork


async def show(context: RequestContext) -> Response:
    """Show the text, with a button until it is accepted."""

    def work(unit: UnitOfWork) -> object:
        return terms.find_acceptance_time(unit, context.me.counsellor)

    settings = context.desk.settings
    return context.page(
        "terms.html",
        accepted=await context.read(work) if context.session else None,
        back=parse_return_path(context.asked("vers")),
        version=terms.TERMS_VERSION,
        days=settings.conversation_days,
        contact_days=settings.contact_days,
        idle=int(staff_sessions.IDLE_TIMEOUT.total_seconds() // 60),
        longest=int(staff_sessions.ABSOLUTE_TIMEOUT.total_seconds() // 3600),
    )


async def accept(context: RequestContext) -> Response:
    """Record the acceptance, then go on to the requested page."""
    await context.write(lambda unit: terms.accept_terms(unit, context.me.counsellor, context.now))
    return context.go(parse_return_path(context.form.text("vers")), "conditions")


PAGES = [
    get(TERMS_PATH, show, needs=None),
    post(TERMS_PATH, accept),
]
