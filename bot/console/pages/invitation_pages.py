"""Opening an account: code and passphrase, then the second factor, then the recovery codes and an
open session.

The passphrase goes from the first form to the second encrypted, so that a wrong TOTP code does not
require typing it again.
"""

from __future__ import annotations

from starlette.responses import Response

from bot.console.auth import passphrases, second_factor
from bot.console.auth.sign_in import open_session
from bot.console.console_errors import ConsoleError, PassphraseRefused, WrongCode, WrongInvitation
from bot.console.staff import enrolment
from bot.console.staff.enrolment import Enrolment, OpenedAccount
from bot.console.web import cookies
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.presentation import result_charts
from bot.privacy.vault import UnreadableToken
from bot.storage.unit_of_work import UnitOfWork

INVITATION_TEMPLATE, SECOND_FACTOR_TEMPLATE, RECOVERY_CODES_TEMPLATE = (
    "invitation.html",
    "second_factor.html",
    "recovery_codes.html",
)


async def show(context: RequestContext) -> Response:
    """Show the first form."""
    return context.page(INVITATION_TEMPLATE)


async def begin(context: RequestContext) -> Response:
    """Check invitation and passphrase, then show the QR code of the second factor."""
    invitation, passphrase = context.form.text("code"), context.form.raw("passphrase")
    try:
        account = await _begin_enrolment(context, invitation)
        await context.desk.compute(
            lambda: passphrases.require_strong_passphrase(passphrase, account.name)
        )
    except ConsoleError as error:
        return context.page(INVITATION_TEMPLATE, status=422, problems=_find_problem(error))
    return _render_second_factor(
        context, account, context.desk.keys.vault.seal(f"{invitation}\0{passphrase}")
    )


async def accept(context: RequestContext) -> Response:
    """Open the account with the first TOTP code, sign in, and show the recovery codes once."""
    draft, keys = context.form.raw("draft"), context.desk.keys
    try:
        invitation, _, passphrase = keys.vault.open(draft).partition("\0")
        account, code = await _begin_enrolment(context, invitation), context.form.text("totp")
        hashed = await context.desk.compute(
            lambda: enrolment.hash_new_passphrase(passphrase, account.name, keys)
        )
        opened, token = await context.write(
            lambda unit: _open_account(unit, context, invitation, hashed, code)
        )
    except WrongCode:
        return _render_second_factor(context, account, draft, {"totp": WrongCode.code})
    except UnreadableToken:
        problems = {"code": WrongInvitation.code}
        return context.page(INVITATION_TEMPLATE, status=422, problems=problems)
    except ConsoleError as error:
        return context.page(INVITATION_TEMPLATE, status=422, problems=_find_problem(error))
    response = context.page(RECOVERY_CODES_TEMPLATE, codes=opened.recovery_codes, first=True)
    return cookies.keep_signed_in(response, token, opened.device)


def _open_account(
    unit: UnitOfWork, context: RequestContext, invitation: str, hashed: str, code: str
) -> tuple[OpenedAccount, str]:
    """Open the account and a session, and return both; in the place of any other in this browser.

    Raises what `accept_invitation` raises.
    """
    keys, now = context.desk.keys, context.now
    opened = enrolment.accept_invitation(unit, invitation, hashed, code, keys, now)
    replaced = cookies.read_cookie(context.request.cookies, cookies.SESSION_COOKIE)
    return opened, open_session(unit, opened.account, keys, now, replaced)


async def _begin_enrolment(context: RequestContext, invitation: str) -> Enrolment:
    keys = context.desk.keys
    return await context.write(
        lambda unit: enrolment.begin_enrolment(unit, invitation, keys, context.now)
    )


def _render_second_factor(
    context: RequestContext, found: Enrolment, draft: str, problems: dict[str, str] | None = None
) -> Response:
    picture = result_charts.build_data_url(second_factor.render_qr_code(found.secret, found.name))
    status = 422 if problems else 200
    shown = {"name": found.name, "secret": found.secret, "picture": picture, "draft": draft}
    return context.page(SECOND_FACTOR_TEMPLATE, status=status, problems=problems, **shown)


def _find_problem(error: ConsoleError) -> dict[str, str]:
    if isinstance(error, PassphraseRefused):
        return {"passphrase": error.code}
    if isinstance(error, WrongInvitation):
        return {"code": error.code}
    raise error


PAGES = [
    get("/invitation", show, needs=None),
    post("/invitation", begin, needs=None),
    post("/invitation/code", accept, needs=None),
]
