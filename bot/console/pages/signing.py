"""The way in and the way out."""

from __future__ import annotations

import math
import re
from functools import partial

import sqlalchemy as sa
from starlette.responses import Response

from bot.console import cookies, sessions, sign_in
from bot.console.errors import TooSoon
from bot.console.gate import get, post
from bot.console.pages.duty import put
from bot.console.sign_in import SignedIn
from bot.console.visit import Visit
from bot.storage.staff_tables import console_sessions
from bot.storage.unit_of_work import UnitOfWork

PAGE = "sign_in.html"
FEW = 3  # recovery codes: so few left are told
# A path of the console with its query: no other site, no other scheme.
_BACK = re.compile(r"(/[A-Za-z0-9-]+){1,4}(\?[A-Za-z0-9=&-]{1,80})?")


async def show(visit: Visit) -> Response:
    """The form; whoever is in goes on."""
    if visit.session is not None:
        return visit.go("/aujourdhui")
    return visit.page(PAGE, back=_back(visit.asked("vers")), wait=0)


async def enter(visit: Visit) -> Response:
    """A new session for name, passphrase and code."""
    try:
        signed_in = await _try(visit)
    except TooSoon as error:
        seconds = math.ceil((error.retry_at - visit.now).total_seconds())
        response = _again(visit, 429, "too_soon", seconds)
        response.headers["retry-after"] = str(seconds)
        return response
    return _again(visit, 422, "wrong_sign_in") if signed_in is None else _welcome(visit, signed_in)


async def leave(visit: Visit) -> Response:
    """The session ends, and with the last one the duty: nobody waits for someone who has left."""

    def work(unit: UnitOfWork) -> None:
        sessions.end(unit, visit.bound, visit.desk.keys)
        mine = console_sessions.c.counsellor_id == visit.me.counsellor
        if unit.execute(sa.select(console_sessions.c.id).where(mine)).first() is None:
            put(unit, visit.me.counsellor, "off")
        visit.noted(unit, "signed_out", f"counsellor:{visit.me.counsellor}")

    await visit.write(work)
    response = visit.go("/entrer", "sorti")
    cookies.take_back(response, cookies.SESSION)
    return response


async def _try(visit: Visit) -> SignedIn | None:
    keys, form = visit.desk.keys, visit.form
    begin = partial(sign_in.begin, name=form.text("name"), keys=keys, now=visit.now)
    attempt = await visit.write(begin)
    passphrase = form.raw("passphrase")
    checked = await visit.desk.compute(lambda: sign_in.check(attempt, passphrase, keys))
    before = cookies.read(visit.request.cookies, cookies.SESSION)
    return await visit.write(
        lambda unit: sign_in.finish(unit, checked, form.text("code"), keys, visit.now, before)
    )


def _welcome(visit: Visit, signed_in: SignedIn) -> Response:
    few = signed_in.codes_left <= FEW
    response = visit.go(_back(visit.form.text("vers")), "peu_de_codes" if few else "entre")
    cookies.give(response, cookies.SESSION, signed_in.token)
    cookies.take_back(response, cookies.FORM)
    return response


def _again(visit: Visit, status: int, reason: str, wait: int = 0) -> Response:
    back = _back(visit.form.text("vers"))
    return visit.page(PAGE, status=status, problems={"": reason}, back=back, wait=wait)


def _back(given: str) -> str:
    return given if _BACK.fullmatch(given) else "/aujourdhui"


PAGES = [
    get("/entrer", show, needs=None),
    post("/entrer", enter, needs=None),
    post("/sortir", leave),
]
