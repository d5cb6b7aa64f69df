"""The gate in front of every page: session, role, terms and CSRF check; errors become pages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, Optional
from urllib.parse import quote

from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.booking import appointment_kind_repository
from bot.booking.appointment_kinds import AppointmentKind
from bot.console.auth import roles, staff_session_repository, staff_sessions
from bot.console.auth.roles import Role
from bot.console.auth.staff_session_repository import StaffSession
from bot.console.console_errors import NoSuchAccount, NoSuchPage, NotAllowed
from bot.console.staff import terms
from bot.console.web import cookies, form_reader, uploads
from bot.console.web.dependencies import ConsoleDependencies
from bot.console.web.request_context import RequestContext
from bot.messaging.db_executor import StorageStuck
from bot.request_origin import is_cross_site
from bot.storage.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)
Handler = Callable[[RequestContext], Awaitable[Response]]
_SIGN_IN_PATH, TERMS_PATH, LOCK_PATH = "/entrer", "/conditions", "/verrou"
# Pages that can be opened before the terms are accepted.
_PATHS_BEFORE_TERMS = (TERMS_PATH, "/sortir")
# In a locked session: none of them shows anything of a person.
_PATHS_WHILE_LOCKED = (LOCK_PATH, TERMS_PATH, "/presence", "/flux", "/sortir")


@dataclass(frozen=True)
class PageRoute:
    """An address below `/conseillers`.

    `needs` is the required role, None for a public page. `upload`: the form carries a file, which
    is read only for signed-in users.
    """

    method: Literal["GET", "POST"]
    path: str
    handler: Handler
    needs: Optional[Role] = "counsellor"
    upload: bool = False


def get(path: str, handler: Handler, needs: Optional[Role] = "counsellor") -> PageRoute:
    """A page that is read; it changes nothing."""
    return PageRoute("GET", path, handler, needs)


def post(path: str, handler: Handler, needs: Optional[Role] = "counsellor") -> PageRoute:
    """The target of a form. It ends with `visit.go`, or shows the form again (422)."""
    return PageRoute("POST", path, handler, needs)


def upload(path: str, handler: Handler) -> PageRoute:
    """Like `post`, for a form with a file (`visit.form.file`)."""
    return PageRoute("POST", path, handler, upload=True)


def build_route(page: PageRoute, desk: ConsoleDependencies) -> Route:
    """Build the Starlette route of a page, behind the gate."""

    async def endpoint(request: Request) -> Response:
        visit = RequestContext(
            desk, request, desk.clock(), cookies.generate_form_value(), fresh=True
        )
        try:
            return await _handle_request(page, visit)
        except form_reader.UnreadableForm as error:
            return render_error_page(visit, error.status, error.reason)
        except NotAllowed as error:
            return render_error_page(visit, 403, error.code)
        except (NoSuchPage, NoSuchAccount):
            return render_error_page(visit, 404, NoSuchPage.code)
        except (DBAPIError, asyncio.TimeoutError) as error:
            _log.error("the console could not use the database: %s", type(error).__name__)
            return render_error_page(visit, 503, "unavailable", _collect_typed_texts(visit))

    return Route(page.path, endpoint, methods=[page.method])


def render_error_page(
    context: RequestContext, status: int, reason: str, kept: Optional[dict[str, str]] = None
) -> Response:
    """Render one sentence and a link to go on, with what was typed so that it can be copied."""
    return context.page("error.html", status=status, reason=reason, kept=kept or {})


async def _handle_request(page: PageRoute, context: RequestContext) -> Response:
    await _identify_session(context)
    if page.method == "POST" and not (page.upload and context.session is None):
        reading = uploads.read_upload if page.upload else form_reader.read_form
        context.form = await reading(context.request)
    if page.needs is not None and context.session is None:
        return _redirect_to_sign_in(page, context)
    if page.method == "POST" and not _is_own_form(context):
        return render_error_page(context, 403, "foreign_form")
    if context.locked and page.needs is not None and page.path not in _PATHS_WHILE_LOCKED:
        return _redirect_to_lock(page, context)
    if page.needs is not None:
        roles.require_role(context.me.role, page.needs)
        if page.path not in _PATHS_BEFORE_TERMS and not await _has_accepted_terms(context):
            return context.go(f"{TERMS_PATH}?vers={_build_return_query(page, context)}")
    return await page.handler(context)


async def _has_accepted_terms(context: RequestContext) -> bool:
    """Return whether the terms are accepted; a positive answer is cached in this process."""
    me, known = context.me.counsellor, context.desk.agreed
    if (
        me not in known
        and await context.read(lambda unit: terms.find_acceptance_time(unit, me)) is not None
    ):
        known.add(me)
    return me in known


async def _identify_session(context: RequestContext) -> None:
    """Load the session of the cookie, or the value that binds forms before a sign-in."""
    token = cookies.read_cookie(context.request.cookies, cookies.SESSION_COOKIE)
    if token is not None:
        opened = await context.read(lambda unit: _find_session(unit, token, context))
        if opened is not None:
            context.session, context.kinds = opened
            context.duty = context.me.duty
            context.bound, context.fresh = token, False
            state = staff_sessions.find_lock_state(context.me, context.now)
            context.locked = state == staff_sessions.LOCKED
            await _touch_session(context, context.me)
            return
        context.stale = True
    value = cookies.read_cookie(context.request.cookies, cookies.FORM_COOKIE)
    if value is not None:
        context.bound, context.fresh = value, False


def _find_session(
    unit: UnitOfWork, token: str, context: RequestContext
) -> Optional[tuple[StaffSession, list[AppointmentKind]]]:
    session = staff_sessions.find_session(unit, token, context.desk.keys, context.now)
    if session is None:
        return None
    return session, appointment_kind_repository.list_kinds(unit)


async def _touch_session(context: RequestContext, session: StaffSession) -> None:
    """Update the last use, unless only the passphrase unlocks the session.

    A read-only database does not keep pages from being shown.
    """
    due = staff_sessions.needs_touch(session, context.now) and not context.locked
    if due and not context.is_background:
        try:
            await context.write(
                lambda unit: staff_session_repository.touch_session(unit, session.id, context.now)
            )
        except (DBAPIError, StorageStuck) as error:
            _log.error("could not update the last use of a session: %s", type(error).__name__)


def _is_own_form(context: RequestContext) -> bool:
    """Return whether a form was sent from this site, by its fetch metadata and CSRF token."""
    if is_cross_site(context.request, context.desk.settings.site_url):
        return False
    return staff_sessions.is_valid_csrf_token(
        context.form.raw(form_reader.CSRF_FIELD), context.bound, context.desk.keys
    )


def _redirect_to_sign_in(page: PageRoute, context: RequestContext) -> Response:
    """Lead to the sign-in and back; after a form, show what was typed to be copied."""
    if page.method == "GET":
        return context.go(f"{_SIGN_IN_PATH}?vers={_build_return_query(page, context)}")
    ours = context.request.headers.get("sec-fetch-site", "") == "same-origin"
    typed = _select_long_texts(context.form) if ours else {}
    return context.page("expired.html", status=401, kept=typed)


def _redirect_to_lock(page: PageRoute, context: RequestContext) -> Response:
    """Lead to the passphrase and back; after a form, show what was typed to be copied."""
    if page.method == "GET":
        return context.go(f"{LOCK_PATH}?vers={_build_return_query(page, context)}")
    return context.page(
        "lock.html", status=401, me=None, back="", wait=0, kept=_select_long_texts(context.form)
    )


def _build_return_query(page: PageRoute, context: RequestContext) -> str:
    """Return the query that leads back to the requested page; "" after a form."""
    if page.method != "GET":
        return ""
    query = context.request.url.query
    return quote(context.path + (f"?{query}" if query else ""), safe="")


def _collect_typed_texts(context: RequestContext) -> dict[str, str]:
    """Return the texts typed into a form of this site; never those of another site."""
    return _select_long_texts(context.form) if context.session and _is_own_form(context) else {}


def _select_long_texts(form: form_reader.Form) -> dict[str, str]:
    """Keep long texts only: no passphrases or codes, nothing that a click restores."""
    secret = ("passphrase", "code", form_reader.CSRF_FIELD)
    return {
        name: text
        for name, text in form.texts().items()
        if len(text) > 20 and not name.startswith(secret)
    }


def build_not_found_handler(desk: ConsoleDependencies) -> Any:
    """Build the handler of unknown addresses and wrong methods."""

    async def handler(request: Request, error: Any) -> Response:
        visit = RequestContext(
            desk, request, desk.clock(), cookies.generate_form_value(), fresh=True
        )
        await _identify_session(visit)
        return render_error_page(visit, error.status_code, NoSuchPage.code)

    return handler


def build_error_handler(desk: ConsoleDependencies) -> Any:
    """Build the handler of server errors; the log names only their type and place."""

    async def handler(request: Request, error: Exception) -> Response:
        visit = RequestContext(desk, request, desk.clock(), cookies.generate_form_value())
        return render_error_page(visit, 500, "failed")

    return handler
