"""Sign-in and sign-out."""

from __future__ import annotations

import math
import re
from functools import partial

from starlette.responses import Response

from bot.console.auth import sign_in, staff_sessions
from bot.console.auth.sign_in import SignedIn
from bot.console.console_errors import TooSoon, WrongSignIn
from bot.console.desk import offboarding
from bot.console.staff import availability, opening_steps
from bot.console.web import cookies
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.handoff import handoff_repository
from bot.handoff.handoff_repository import Handoff
from bot.storage.unit_of_work import UnitOfWork

TEMPLATE = "sign_in.html"
FIRST_PAGE, OPENING_PAGE = "/aujourdhui", "/ouverture"
LOW_RECOVERY_CODES = 3  # at most so many left cause a warning
# A path of the console with its query, so that no redirect leads to another site.
_RETURN_PATH_PATTERN = re.compile(r"(/[A-Za-z0-9-]+){1,4}(\?[A-Za-z0-9_=&-]{1,80})?")


async def show(context: RequestContext) -> Response:
    """Show the form, or go on if signed in."""
    if context.session is not None:
        return context.go(await _find_first_page(context, context.me.role))
    return context.page(TEMPLATE, back=parse_return_path(context.asked("vers")), wait=0)


async def submit_sign_in(context: RequestContext) -> Response:
    """Sign in with name, passphrase and code."""
    try:
        signed_in = await _try_sign_in(context)
    except TooSoon as error:
        seconds = math.ceil((error.retry_at - context.now).total_seconds())
        response = _render_again(context, 429, error.code, seconds)
        response.headers["retry-after"] = str(seconds)
        return response
    if signed_in is None:
        return _render_again(context, 422, WrongSignIn.code)
    return _complete_sign_in(context, signed_in, await _find_first_page(context, signed_in.role))


async def sign_out(context: RequestContext) -> Response:
    """End the session; with the last one, also duty and conversations.

    A counsellor with open conversations, or on duty in another session, is asked first (`sur`:
    confirmed; `permanence`: end the duty as well).
    """
    me, ends_duty = context.me.counsellor, context.form.text("permanence") == "off"
    talks, stays = await context.read(lambda unit: _read_leaving_question(unit, context))
    if (talks or stays) and context.form.text("sur") != "oui":
        return context.page("sign_out.html", talks=talks)

    def work(unit: UnitOfWork) -> tuple[bool, list[Handoff]]:
        staff_sessions.end_session(unit, context.bound, context.desk.keys)
        is_last = not staff_sessions.list_open_sessions(unit, me, context.now)
        if is_last or ends_duty:
            availability.end_duty(unit, me, context.now, me)
        context.write_audit_line(unit, "signed_out", f"counsellor:{me}")
        return is_last, offboarding.end_conversations(unit, context, me) if is_last else []

    is_last, ended = await context.write(work)
    offboarding.wake_pages(context, ended)
    notice = "sorti_sans_permanence" if ends_duty else "sorti_ici"
    response = context.go("/entrer", "sorti" if is_last else notice)
    cookies.delete_cookie(response, cookies.SESSION_COOKIE)
    return response


def _read_leaving_question(unit: UnitOfWork, context: RequestContext) -> tuple[list[Handoff], bool]:
    """Return the conversations that would end, and whether the duty would go on elsewhere."""
    others = [
        each
        for each in staff_sessions.list_open_sessions(unit, context.me.counsellor, context.now)
        if each.id != context.me.id
    ]
    if others:
        return [], context.duty != "off"
    return handoff_repository.list_open_chats(unit, context.me.counsellor), False


async def _try_sign_in(context: RequestContext) -> SignedIn | None:
    keys, form = context.desk.keys, context.form
    device = cookies.read_cookie(context.request.cookies, cookies.DEVICE_COOKIE)
    begin = partial(
        sign_in.begin_sign_in, name=form.text("name"), keys=keys, now=context.now, device=device
    )
    attempt = await context.write(begin)
    passphrase = form.raw("passphrase")
    checked = await context.desk.compute(
        lambda: sign_in.check_passphrase(attempt, passphrase, keys)
    )
    old_token = cookies.read_cookie(context.request.cookies, cookies.SESSION_COOKIE)
    return await context.write(
        lambda unit: sign_in.finish_sign_in(
            unit, checked, form.text("code"), keys, context.now, old_token
        )
    )


async def _find_first_page(context: RequestContext, role: str) -> str:
    """Return the page that was asked for; an admin starts with the steps of an unopened centre."""
    back = parse_return_path(context.form.text("vers"))
    if role != "admin" or back != FIRST_PAGE:
        return back
    settings = context.desk.settings
    steps = await context.read(
        lambda unit: opening_steps.list_opening_steps(unit, settings, context.now)
    )
    return OPENING_PAGE if opening_steps.list_steps_to_do(steps) else back


def _complete_sign_in(context: RequestContext, signed_in: SignedIn, back: str) -> Response:
    few = signed_in.codes_left <= LOW_RECOVERY_CODES
    response = context.go(back, "peu_de_codes" if few else "entre")
    return cookies.keep_signed_in(response, signed_in.token, signed_in.device)


def _render_again(context: RequestContext, status: int, reason: str, wait: int = 0) -> Response:
    back = parse_return_path(context.form.text("vers"))
    return context.page(TEMPLATE, status=status, problems={"": reason}, back=back, wait=wait)


def parse_return_path(given: str) -> str:
    """Return a path of the console to come back to; the first page if invalid."""
    return given if _RETURN_PATH_PATTERN.fullmatch(given) else FIRST_PAGE


PAGES = [
    get("/entrer", show, needs=None),
    post("/entrer", submit_sign_in, needs=None),
    post("/sortir", sign_out),
]
