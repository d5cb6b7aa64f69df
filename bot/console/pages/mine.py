"""« Mon compte »: passphrase, recovery codes, open sessions, the calendar's private address."""

from __future__ import annotations

import math
from typing import Any

import sqlalchemy as sa
from starlette.responses import Response

from bot.console import cookies, enrolment, feeds, sessions, sign_in
from bot.console.errors import Refused, TooSoon, WrongPassphrase
from bot.console.gate import Handler, get, post
from bot.console.visit import ROOT, Visit
from bot.storage.staff_tables import credentials
from bot.storage.unit_of_work import UnitOfWork

PAGE = "mine.html"


async def show(visit: Visit) -> Response:
    """The page, without anything that is shown once."""
    return await _page(visit)


async def change_passphrase(visit: Visit) -> Response:
    """A new one for whoever knows the present one; other sessions end."""
    new, keys = visit.form.raw("passphrase_new"), visit.desk.keys
    try:
        proved = await _prove(visit, "passphrase_now")
        hashed = await visit.desk.compute(lambda: enrolment.new_hash(new, visit.me.name, keys))
        device = await visit.write(
            lambda unit: enrolment.change_passphrase(
                unit, visit.me, proved, hashed, keys, visit.now
            )
        )
    except Refused as error:
        return await _page(visit, {"passphrase_new": type(error).__name__})
    except WrongPassphrase as error:
        return await _page(visit, {"passphrase_now": type(error).__name__})
    response = visit.go("/compte", "phrase_changee")
    cookies.give(response, cookies.DEVICE, device, cookies.DEVICE_LASTS)
    return response


async def renew_codes(visit: Visit) -> Response:
    """Ten new recovery codes, shown once, for whoever knows the passphrase."""
    try:
        await _prove(visit, "passphrase_codes")
    except WrongPassphrase as error:
        return await _page(visit, {"passphrase_codes": type(error).__name__})
    me, keys = visit.me.counsellor, visit.desk.keys
    codes = await visit.write(
        lambda unit: enrolment.renew_recovery_codes(unit, me, keys, visit.now)
    )
    return visit.page("recovery_codes.html", codes=codes, first=False)


async def end_session(visit: Visit) -> Response:
    """One session, or all but the present one."""
    one = visit.form.number("session")

    def work(unit: UnitOfWork) -> None:
        if one is None:
            sessions.end_all(unit, visit.me.counsellor, but=visit.me.id)
        else:
            sessions.end_one(unit, one, visit.me.counsellor)
        visit.noted(unit, "sessions_ended", f"counsellor:{visit.me.counsellor}")

    await visit.write(work)
    return visit.go("/compte", "sessions_finies")


async def make_feed(visit: Visit) -> Response:
    """A private address, shown once, for whoever knows the passphrase: it outlives the session."""
    try:
        await _prove(visit, "passphrase_feed")
    except WrongPassphrase as error:
        return await _page(visit, {"passphrase_feed": type(error).__name__})

    def work(unit: UnitOfWork) -> str:
        visit.noted(unit, "feed_made", f"counsellor:{visit.me.counsellor}")
        return feeds.make(unit, visit.me.counsellor, visit.desk.keys)

    token = await visit.write(work)
    host = visit.desk.settings.site_url or str(visit.request.base_url).removesuffix(f"{ROOT}/")
    return await _page(visit, address=f"{host.rstrip('/')}{ROOT}/agenda/{token}.ics")


async def revoke_feed(visit: Visit) -> Response:
    """The address opens nothing any more."""

    def work(unit: UnitOfWork) -> None:
        feeds.revoke(unit, visit.me.counsellor)
        visit.noted(unit, "feed_revoked", f"counsellor:{visit.me.counsellor}")

    await visit.write(work)
    return visit.go("/compte", "adresse_retiree")


async def _prove(visit: Visit, field: str) -> str:
    """Whoever sits at an open session knows the passphrase: counted by session as sign-ins are, and
    written down, so that it cannot be guessed from there. The hash it was checked against. Raises
    WrongPassphrase, TooSoon."""
    keys, given = visit.desk.keys, visit.form.raw(field)
    attempt = await visit.write(lambda unit: sign_in.begin_again(unit, visit.me, keys, visit.now))
    if not (await visit.desk.compute(lambda: sign_in.check(attempt, given, keys))).right:
        subject = f"counsellor:{visit.me.counsellor}"
        await visit.write(lambda unit: visit.noted(unit, "sign_in_failed", subject))
        raise WrongPassphrase
    await visit.write(lambda unit: sign_in.proved(unit, attempt))
    return attempt.stored


async def _page(
    visit: Visit, problems: dict[str, str] | None = None, address: str = ""
) -> Response:
    facts = await visit.read(lambda unit: _facts(unit, visit))
    return visit.page(
        PAGE, status=422 if problems else 200, problems=problems, address=address, **facts
    )


def _facts(unit: UnitOfWork, visit: Visit) -> dict[str, Any]:
    me = visit.me.counsellor
    mine = credentials.c.counsellor_id == me
    recovery = unit.execute(sa.select(credentials.c.recovery).where(mine)).scalar_one()
    return {
        "codes_left": len(recovery),
        "sessions": sessions.open_of(unit, me, visit.now),
        "has_feed": feeds.exists(unit, me),
    }


def _patient(handler: Handler) -> Handler:
    """Too many wrong passphrases: the page says how long to wait."""

    async def answer(visit: Visit) -> Response:
        try:
            return await handler(visit)
        except TooSoon as error:
            response = await _page(visit, {"": "too_soon"})
            seconds = math.ceil((error.retry_at - visit.now).total_seconds())
            response.status_code, response.headers["retry-after"] = 429, str(seconds)
            return response

    return answer


PAGES = [
    get("/compte", show),
    post("/compte/phrase", _patient(change_passphrase)),
    post("/compte/codes", _patient(renew_codes)),
    post("/compte/sessions", end_session),
    post("/compte/adresse", _patient(make_feed)),
    post("/compte/adresse/retirer", revoke_feed),
]
