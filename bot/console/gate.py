"""What stands before every page: who asks, whether they may, and whether the form is theirs.

Whatever goes wrong ends as a page with one clear sentence.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, Optional
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.console import cookies, forms, roles, sessions, terms, uploads
from bot.console.desk import Desk
from bot.console.errors import NoSuchAccount, NoSuchPage, NotAllowed
from bot.console.roles import Role
from bot.console.sessions import Session
from bot.console.visit import Visit
from bot.conversation.threads import Stuck
from bot.origins import is_foreign
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)
Handler = Callable[[Visit], Awaitable[Response]]
_SIGN_IN, TERMS = "/entrer", "/conditions"
# Open to whoever has not accepted the terms yet.
_BEFORE_TERMS = (TERMS, "/sortir")


@dataclass(frozen=True)
class Page:
    """One address below `/conseillers`. `needs`: the role; None: whoever comes. `upload`: its form
    comes with a file, which is read of nobody who is not signed in."""

    method: Literal["GET", "POST"]
    path: str
    handler: Handler
    needs: Optional[Role] = "counsellor"
    upload: bool = False


def get(path: str, handler: Handler, needs: Optional[Role] = "counsellor") -> Page:
    """A page to read; it changes nothing."""
    return Page("GET", path, handler, needs)


def post(path: str, handler: Handler, needs: Optional[Role] = "counsellor") -> Page:
    """What a form is sent to; it ends with `visit.go`, or shows the form again (422)."""
    return Page("POST", path, handler, needs)


def upload(path: str, handler: Handler) -> Page:
    """The same, for a form with a file (`visit.form.file`)."""
    return Page("POST", path, handler, upload=True)


def route(page: Page, desk: Desk) -> Route:
    """The route of a page, with its gate."""

    async def endpoint(request: Request) -> Response:
        visit = Visit(desk, request, desk.clock(), cookies.new_form_value(), fresh=True)
        try:
            return await _answer(page, visit)
        except forms.Unreadable as error:
            return error_page(visit, error.status, error.reason)
        except NotAllowed:
            return error_page(visit, 403, "not_allowed")
        except (NoSuchPage, NoSuchAccount):
            return error_page(visit, 404, "no_page")
        except (DBAPIError, asyncio.TimeoutError) as error:
            _log.error("the console could not use the database: %s", type(error).__name__)
            return error_page(visit, 503, "unavailable", _kept(visit))

    return Route(page.path, endpoint, methods=[page.method])


def error_page(
    visit: Visit, status: int, reason: str, kept: Optional[dict[str, str]] = None
) -> Response:
    """One sentence, and a way on; with what was typed, to be copied."""
    return visit.page("error.html", status=status, reason=reason, kept=kept or {})


async def _answer(page: Page, visit: Visit) -> Response:
    await _recognise(visit)
    if page.method == "POST" and not (page.upload and visit.session is None):
        reading = uploads.read if page.upload else forms.read
        visit.form = await reading(visit.request)
    if page.needs is not None and visit.session is None:
        return _signed_out(page, visit)
    if page.method == "POST" and not _is_ours(visit):
        return error_page(visit, 403, "foreign_form")
    if page.needs is not None:
        roles.require(visit.me.role, page.needs)
        if page.path not in _BEFORE_TERMS and not await _has_agreed(visit):
            return visit.go(f"{TERMS}?vers={_here(page, visit)}")
    return await page.handler(visit)


async def _has_agreed(visit: Visit) -> bool:
    """To the terms; it is looked up until it is so, then known to this process."""
    me, known = visit.me.counsellor, visit.desk.agreed
    if me not in known and await visit.read(lambda unit: terms.accepted(unit, me)) is not None:
        known.add(me)
    return me in known


async def _recognise(visit: Visit) -> None:
    """Find the session of the cookie; else the value that forms before a sign-in are bound to."""
    token = cookies.read(visit.request.cookies, cookies.SESSION)
    if token is not None:
        found = await visit.read(lambda unit: _find(unit, token, visit))
        if found is not None:
            visit.session, visit.duty = found
            visit.bound, visit.fresh = token, False
            await _touch(visit, visit.me)
            return
        visit.stale = True
    value = cookies.read(visit.request.cookies, cookies.FORM)
    if value is not None:
        visit.bound, visit.fresh = value, False


def _find(unit: UnitOfWork, token: str, visit: Visit) -> Optional[tuple[Session, str]]:
    session = sessions.look_up(unit, token, visit.desk.keys, visit.now)
    if session is None:
        return None
    mine = counsellors.c.id == session.counsellor
    return session, unit.execute(sa.select(counsellors.c.duty).where(mine)).scalar_one()


async def _touch(visit: Visit, session: Session) -> None:
    """Where nothing can be written, what can be read is shown all the same."""
    if session.is_to_be_touched(visit.now) and not _by_itself(visit.request):
        try:
            await visit.write(lambda unit: sessions.touch(unit, session, visit.now))
        except (DBAPIError, Stuck) as error:
            _log.error("the use of a session was not noted: %s", type(error).__name__)


def _by_itself(request: Request) -> bool:
    """A page that asks for news without anybody there keeps no session open."""
    headers = request.headers
    return headers.get("boussole-news") == "1" or headers.get("accept") == "text/event-stream"


def _is_ours(visit: Visit) -> bool:
    """A browser says whether a form came from a page of this site; the form's token says it too."""
    if is_foreign(visit.request, visit.desk.settings.site_url):
        return False
    return sessions.csrf_holds(visit.form.raw(forms.CSRF), visit.bound, visit.desk.keys)


def _signed_out(page: Page, visit: Visit) -> Response:
    """To the sign-in, and back to the page; what was typed is shown, to be copied."""
    if page.method == "GET":
        return visit.go(f"{_SIGN_IN}?vers={_here(page, visit)}")
    ours = visit.request.headers.get("sec-fetch-site", "") == "same-origin"
    typed = _worth_keeping(visit.form) if ours else {}
    return visit.page("expired.html", status=401, kept=typed)


def _here(page: Page, visit: Visit) -> str:
    """The page that was asked for, as a value of a query; none where a form was sent."""
    if page.method != "GET":
        return ""
    query = visit.request.url.query
    return quote(visit.path + (f"?{query}" if query else ""), safe="")


def _kept(visit: Visit) -> dict[str, str]:
    """What was typed into a form of ours; another site's is not shown as if it were."""
    return _worth_keeping(visit.form) if visit.session and _is_ours(visit) else {}


def _worth_keeping(form: forms.Form) -> dict[str, str]:
    """Long texts only: neither passphrases and codes, nor what a click can give again."""
    secret = ("passphrase", "code", forms.CSRF)
    return {
        name: text
        for name, text in form.texts().items()
        if len(text) > 20 and not name.startswith(secret)
    }


def not_found(desk: Desk) -> Any:
    """The page for an address that leads nowhere, or not in this way."""

    async def handler(request: Request, error: Any) -> Response:
        visit = Visit(desk, request, desk.clock(), cookies.new_form_value(), fresh=True)
        await _recognise(visit)
        return error_page(visit, error.status_code, "no_page")

    return handler


def broken(desk: Desk) -> Any:
    """The page for a mistake of ours; the server's log names its kind and its place."""

    async def handler(request: Request, error: Exception) -> Response:
        visit = Visit(desk, request, desk.clock(), cookies.new_form_value())
        return error_page(visit, 500, "failed")

    return handler
