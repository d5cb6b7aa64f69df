"""Opening one's account: code and passphrase, then the second factor, then the recovery codes.

Between the first form and the second the passphrase travels sealed: it need not be typed again when
the code of the telephone was wrong, and no page holds it in clear.
"""

from __future__ import annotations

from starlette.responses import Response

from bot.console import cookies, enrolment, passphrases, second_factor
from bot.console.enrolment import Enrolment
from bot.console.errors import ConsoleError, Refused, WrongCode, WrongInvitation
from bot.console.gate import get, post
from bot.console.visit import Visit
from bot.guidance import pictures
from bot.privacy.vault import Unreadable

FIRST, SECOND, LAST = "invitation.html", "second_factor.html", "recovery_codes.html"


async def show(visit: Visit) -> Response:
    """The first form."""
    return visit.page(FIRST)


async def begin(visit: Visit) -> Response:
    """Invitation and passphrase are good: the picture of the second factor."""
    invitation, passphrase = visit.form.text("code"), visit.form.raw("passphrase")
    try:
        found = await _begin(visit, invitation)
        await visit.desk.compute(lambda: passphrases.check_new(passphrase, found.name))
    except ConsoleError as error:
        return visit.page(FIRST, status=422, problems=_problem(error))
    return _second(visit, found, visit.desk.keys.vault.seal(f"{invitation}\0{passphrase}"))


async def accept(visit: Visit) -> Response:
    """The first code of the telephone opens the account; the recovery codes are shown once."""
    draft, keys = visit.form.raw("draft"), visit.desk.keys
    try:
        invitation, _, passphrase = keys.vault.open(draft).partition("\0")
        found, code = await _begin(visit, invitation), visit.form.text("totp")
        hashed = await visit.desk.compute(lambda: enrolment.new_hash(passphrase, found.name, keys))
        opened = await visit.write(
            lambda unit: enrolment.accept(unit, invitation, hashed, code, keys, visit.now)
        )
    except WrongCode:
        return _second(visit, found, draft, {"totp": "WrongCode"})
    except Unreadable:
        return visit.page(FIRST, status=422, problems={"code": "WrongInvitation"})
    except ConsoleError as error:
        return visit.page(FIRST, status=422, problems=_problem(error))
    response = visit.page(LAST, codes=opened.recovery_codes, first=True)
    cookies.give(response, cookies.DEVICE, opened.device, cookies.DEVICE_LASTS)
    return response


async def _begin(visit: Visit, invitation: str) -> Enrolment:
    keys = visit.desk.keys
    return await visit.write(lambda unit: enrolment.begin(unit, invitation, keys, visit.now))


def _second(
    visit: Visit, found: Enrolment, draft: str, problems: dict[str, str] | None = None
) -> Response:
    picture = pictures.url(second_factor.picture(found.secret, found.name))
    status = 422 if problems else 200
    shown = {"name": found.name, "secret": found.secret, "picture": picture, "draft": draft}
    return visit.page(SECOND, status=status, problems=problems, **shown)


def _problem(error: ConsoleError) -> dict[str, str]:
    if isinstance(error, Refused):
        return {"passphrase": type(error).__name__}
    if isinstance(error, WrongInvitation):
        return {"code": "WrongInvitation"}
    raise error


PAGES = [
    get("/invitation", show, needs=None),
    post("/invitation", begin, needs=None),
    post("/invitation/code", accept, needs=None),
]
