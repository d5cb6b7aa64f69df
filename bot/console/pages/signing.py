"""The way in and the way out."""

from __future__ import annotations

import math
import re
from functools import partial

from starlette.responses import Response

from bot.console import cookies, duties, leaving, sessions, sign_in
from bot.console.errors import TooSoon
from bot.console.gate import get, post
from bot.console.sign_in import SignedIn
from bot.console.visit import Visit
from bot.handoff import handoff
from bot.handoff.handoff import Handoff
from bot.storage.unit_of_work import UnitOfWork

PAGE = "sign_in.html"
FEW = 3  # recovery codes: so few left are told
# A path of the console with its query: no other site, no other scheme.
_BACK = re.compile(r"(/[A-Za-z0-9-]+){1,4}(\?[A-Za-z0-9_=&-]{1,80})?")


async def show(visit: Visit) -> Response:
    """The form; whoever is in goes on."""
    if visit.session is not None:
        return visit.go("/aujourdhui")
    return visit.page(PAGE, back=back_to(visit.asked("vers")), wait=0)


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
    """The session ends, and with the last one duty and conversations: nobody waits for someone who
    has left. Whoever still talks with people, or stays on duty in another session, is asked first
    (`sur`: they are sure; `permanence`: they end it there too)."""
    me, ends_duty = visit.me.counsellor, visit.form.text("permanence") == "off"
    talks, stays = await visit.read(lambda unit: _to_be_asked(unit, visit))
    if (talks or stays) and visit.form.text("sur") != "oui":
        return visit.page("sign_out.html", talks=talks)

    def work(unit: UnitOfWork) -> tuple[bool, list[Handoff]]:
        sessions.end(unit, visit.bound, visit.desk.keys)
        is_last = not sessions.open_of(unit, me, visit.now)
        if is_last or ends_duty:
            duties.go_off(unit, me, visit.now, me)
        visit.noted(unit, "signed_out", f"counsellor:{me}")
        return is_last, leaving.end_talks(unit, visit, me) if is_last else []

    is_last, ended = await visit.write(work)
    leaving.spread(visit, ended)
    here = "sorti_sans_permanence" if ends_duty else "sorti_ici"
    response = visit.go("/entrer", "sorti" if is_last else here)
    cookies.take_back(response, cookies.SESSION)
    return response


def _to_be_asked(unit: UnitOfWork, visit: Visit) -> tuple[list[Handoff], bool]:
    """The talks that end with this session, if it is the last; else whether the duty stays."""
    others = [
        each
        for each in sessions.open_of(unit, visit.me.counsellor, visit.now)
        if each.id != visit.me.id
    ]
    if others:
        return [], visit.duty != "off"
    return handoff.mine(unit, visit.me.counsellor), False


async def _try(visit: Visit) -> SignedIn | None:
    keys, form = visit.desk.keys, visit.form
    device = cookies.read(visit.request.cookies, cookies.DEVICE)
    begin = partial(sign_in.begin, name=form.text("name"), keys=keys, now=visit.now, device=device)
    attempt = await visit.write(begin)
    passphrase = form.raw("passphrase")
    checked = await visit.desk.compute(lambda: sign_in.check(attempt, passphrase, keys))
    before = cookies.read(visit.request.cookies, cookies.SESSION)
    return await visit.write(
        lambda unit: sign_in.finish(unit, checked, form.text("code"), keys, visit.now, before)
    )


def _welcome(visit: Visit, signed_in: SignedIn) -> Response:
    few = signed_in.codes_left <= FEW
    response = visit.go(back_to(visit.form.text("vers")), "peu_de_codes" if few else "entre")
    cookies.give(response, cookies.SESSION, signed_in.token)
    cookies.give(response, cookies.DEVICE, signed_in.device, cookies.DEVICE_LASTS)
    cookies.take_back(response, cookies.FORM)
    return response


def _again(visit: Visit, status: int, reason: str, wait: int = 0) -> Response:
    back = back_to(visit.form.text("vers"))
    return visit.page(PAGE, status=status, problems={"": reason}, back=back, wait=wait)


def back_to(given: str) -> str:
    """A path of the console that was asked for before; of anything else, the first page."""
    return given if _BACK.fullmatch(given) else "/aujourdhui"


PAGES = [
    get("/entrer", show, needs=None),
    post("/entrer", enter, needs=None),
    post("/sortir", leave),
]
