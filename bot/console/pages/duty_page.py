"""« En ligne maintenant », « En entretien », « Pas en ligne »: the switch on every page."""

from __future__ import annotations

import re

from starlette.responses import Response

from bot.console.console_errors import NoSuchPage
from bot.console.staff import account_repository
from bot.console.web import page_updates
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import post
from bot.handoff.handoff_repository import list_open_chats
from bot.storage.unit_of_work import UnitOfWork

DUTY_STATES = ("on", "interview", "off")
# A path of the console, so that no redirect leads to another site.
_RETURN_PATH_PATTERN = re.compile(r"(/[a-z0-9-]+){1,4}")


async def change(context: RequestContext) -> Response:
    """Set the duty of the counsellor; whoever leaves is reminded of the talks that stay open."""
    wanted = context.form.text("duty")
    if wanted not in DUTY_STATES:
        raise NoSuchPage

    def work(unit: UnitOfWork) -> bool:
        account_repository.set_duty(unit, context.me.counsellor, wanted)
        context.write_audit_line(unit, "duty_changed", f"counsellor:{context.me.counsellor}")
        return wanted == "off" and bool(list_open_chats(unit, context.me.counsellor))

    leaves_talks = await context.write(work)
    context.desk.tell(page_updates.QUEUE_PAGES)
    back = context.form.text("retour")
    path = back if _RETURN_PATH_PATTERN.fullmatch(back) else "/aujourdhui"
    return context.go(path, "permanence_ouverte" if leaves_talks else "permanence")


PAGES = [post("/permanence", change)]
