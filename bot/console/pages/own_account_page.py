"""« Mon compte »: passphrase, recovery codes, sessions, calendar feed."""

from __future__ import annotations

import math
from typing import Any

from starlette.responses import Response

from bot.console.auth import (
    credential_repository,
    sign_in,
    staff_session_repository,
    staff_sessions,
)
from bot.console.console_errors import PassphraseRefused, TooSoon, WrongPassphrase
from bot.console.staff import calendar_feed_tokens, enrolment
from bot.console.web import cookies
from bot.console.web.request_context import CONSOLE_PATH, RequestContext
from bot.console.web.routing import Handler, get, post
from bot.storage.unit_of_work import UnitOfWork

TEMPLATE = "mine.html"


async def show(context: RequestContext) -> Response:
    """Show the page, without one-time values."""
    return await _render(context)


async def change_passphrase(context: RequestContext) -> Response:
    """Change the passphrase, given the present one; other sessions end."""
    new, keys = context.form.raw("passphrase_new"), context.desk.keys
    try:
        proved = await _require_passphrase(context, "passphrase_now")
        hashed = await context.desk.compute(
            lambda: enrolment.hash_new_passphrase(new, context.me.name, keys)
        )
        device = await context.write(
            lambda unit: enrolment.change_passphrase(
                unit, context.me, proved, hashed, keys, context.now
            )
        )
    except PassphraseRefused as error:
        return await _render(context, {"passphrase_new": error.code})
    except WrongPassphrase as error:
        return await _render(context, {"passphrase_now": error.code})
    response = context.go("/compte", "phrase_changee")
    cookies.set_cookie(response, cookies.DEVICE_COOKIE, device, cookies.DEVICE_COOKIE_LIFETIME)
    return response


async def renew_codes(context: RequestContext) -> Response:
    """Show ten new recovery codes once, given the passphrase."""
    try:
        await _require_passphrase(context, "passphrase_codes")
    except WrongPassphrase as error:
        return await _render(context, {"passphrase_codes": error.code})
    me, keys = context.me.counsellor, context.desk.keys
    codes = await context.write(
        lambda unit: enrolment.renew_recovery_codes(unit, me, keys, context.now)
    )
    return context.page("recovery_codes.html", codes=codes, first=False)


async def end_session(context: RequestContext) -> Response:
    """End one session, or all but the present one."""
    session = context.form.number("session")

    def work(unit: UnitOfWork) -> None:
        if session is None:
            staff_session_repository.delete_sessions(
                unit, context.me.counsellor, exclude_id=context.me.id
            )
        else:
            staff_session_repository.delete_session(unit, session, context.me.counsellor)
        context.write_audit_line(unit, "sessions_ended", f"counsellor:{context.me.counsellor}")

    await context.write(work)
    return context.go("/compte", "sessions_finies")


async def make_feed(context: RequestContext) -> Response:
    """Show a new feed address once. Asks for the passphrase, since it outlives the session."""
    try:
        await _require_passphrase(context, "passphrase_feed")
    except WrongPassphrase as error:
        return await _render(context, {"passphrase_feed": error.code})

    def work(unit: UnitOfWork) -> str:
        context.write_audit_line(unit, "feed_made", f"counsellor:{context.me.counsellor}")
        return calendar_feed_tokens.create_token(unit, context.me.counsellor, context.desk.keys)

    token = await context.write(work)
    address = f"{context.public_address}{CONSOLE_PATH}/agenda/{token}.ics"
    return await _render(context, address=address)


async def revoke_feed(context: RequestContext) -> Response:
    """Revoke the feed address."""

    def work(unit: UnitOfWork) -> None:
        calendar_feed_tokens.revoke_token(unit, context.me.counsellor)
        context.write_audit_line(unit, "feed_revoked", f"counsellor:{context.me.counsellor}")

    await context.write(work)
    return context.go("/compte", "adresse_retiree")


async def _require_passphrase(context: RequestContext, field: str) -> str:
    """Check the passphrase in an open session and return the hash it matched.

    Attempts are throttled by session and audited. Raises WrongPassphrase, TooSoon.
    """
    keys, given = context.desk.keys, context.form.raw(field)
    attempt = await context.write(
        lambda unit: sign_in.begin_reauthentication(unit, context.me, keys, context.now)
    )
    if not (
        await context.desk.compute(lambda: sign_in.check_passphrase(attempt, given, keys))
    ).right:
        subject = f"counsellor:{context.me.counsellor}"
        await context.write(lambda unit: context.write_audit_line(unit, "sign_in_failed", subject))
        raise WrongPassphrase
    await context.write(lambda unit: sign_in.clear_attempt(unit, attempt))
    return attempt.stored


async def _render(
    context: RequestContext, problems: dict[str, str] | None = None, address: str = ""
) -> Response:
    facts = await context.read(lambda unit: _read_facts(unit, context))
    return context.page(
        TEMPLATE, status=422 if problems else 200, problems=problems, address=address, **facts
    )


def _read_facts(unit: UnitOfWork, context: RequestContext) -> dict[str, Any]:
    me = context.me.counsellor
    return {
        "codes_left": credential_repository.count_recovery_codes(unit, me),
        "sessions": staff_sessions.list_open_sessions(unit, me, context.now),
        "has_feed": credential_repository.has_feed(unit, me),
    }


def _with_throttle_errors(handler: Handler) -> Handler:
    """Wrap a handler: after too many wrong passphrases, the page says how long to wait."""

    async def answer(visit: RequestContext) -> Response:
        try:
            return await handler(visit)
        except TooSoon as error:
            response = await _render(visit, {"": error.code})
            seconds = math.ceil((error.retry_at - visit.now).total_seconds())
            response.status_code, response.headers["retry-after"] = 429, str(seconds)
            return response

    return answer


PAGES = [
    get("/compte", show),
    post("/compte/phrase", _with_throttle_errors(change_passphrase)),
    post("/compte/codes", _with_throttle_errors(renew_codes)),
    post("/compte/sessions", end_session),
    post("/compte/adresse", _with_throttle_errors(make_feed)),
    post("/compte/adresse/retirer", revoke_feed),
]
