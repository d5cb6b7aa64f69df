"""One request to the console, as a page sees it: who asks, what was typed, and how to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.console.auth import audit_trail, staff_sessions
from bot.console.auth.session_repository import StaffSession
from bot.console.console_errors import NoSuchPage, NotAllowed
from bot.console.web import cookies
from bot.console.web.dependencies import ConsoleDependencies, T, Work
from bot.console.web.form_reader import Form, parse_number
from bot.console.web.templating import get_environment
from bot.storage.unit_of_work import UnitOfWork

CONSOLE_PATH = "/conseillers"


@dataclass
class RequestContext:
    """`bound`: the cookie's value that forms are bound to, the session's token if there is one;
    `fresh`: it is to be given to the browser. `stale`: the browser holds a session that is over.
    `duty`: of whoever is signed in."""

    desk: ConsoleDependencies
    request: Request
    now: dt.datetime
    bound: str
    fresh: bool = False
    stale: bool = False
    session: Optional[StaffSession] = None
    duty: str = "off"
    form: Form = field(default_factory=Form)

    @property
    def me(self) -> StaffSession:
        """Who is signed in; the gate lets nobody else reach a page that asks. Raises NotAllowed."""
        if self.session is None:
            raise NotAllowed
        return self.session

    @property
    def path(self) -> str:
        """What was asked for, below `/conseillers`."""
        return self.request.url.path.removeprefix(CONSOLE_PATH)

    def number(self, name: str) -> int:
        """A number of the address. Raises NoSuchPage."""
        found = parse_number(str(self.request.path_params[name]))
        if found is None:
            raise NoSuchPage
        return found

    def asked(self, name: str) -> str:
        """A value of the query; empty when there is none."""
        return self.request.query_params.get(name, "")

    async def read(self, work: Work[T]) -> T:
        """The result of `work` in a reading transaction."""
        return await self.desk.read(work)

    async def write(self, work: Work[T]) -> T:
        """The result of `work` in a writing transaction: committed, unless it raises."""
        return await self.desk.write(work)

    def write_audit_line(
        self, unit: UnitOfWork, action: audit_trail.AuditAction, subject: str = ""
    ) -> None:
        """A line of the audit trail, in the transaction of what it tells."""
        audit_trail.append_line(unit, self.me.counsellor, action, subject, self.now)

    def page(
        self,
        name: str,
        /,
        status: int = 200,
        problems: Optional[Mapping[str, str]] = None,
        **facts: Any,
    ) -> Response:
        """A page. `problems`: by the field they are shown at (empty: at none), the key of a
        sentence in `_words.html`. What was typed is in the template's `typed`."""
        shown = {
            "root": CONSOLE_PATH,
            "path": self.path,
            # Where a form led, there is no page to come back to.
            "back": self.path if self.request.method == "GET" else "",
            "me": self.session,
            "duty": self.duty,
            "csrf": staff_sessions.make_csrf_token(self.bound, self.desk.keys),
            "place": self.desk.settings.site_name,
            "site_notice": self.desk.settings.site_notice,
            "now": self.now,
            "notice": self.asked("fait") if status < 400 else "",
            "typed": self.form,
            "problems": dict(problems or {}),
            **facts,
        }
        html = get_environment().get_template(name).render(shown)
        response = HTMLResponse(html, status_code=status)
        if self.fresh:
            cookies.set_cookie(response, cookies.FORM_COOKIE, self.bound)
        if self.stale:
            cookies.delete_cookie(response, cookies.SESSION_COOKIE)
        return response

    def go(self, path: str, notice: str = "") -> Response:
        """To a page of the console, after a form. `notice`: the key of a sentence."""
        address, mark, anchor = path.partition("#")
        if notice:
            address += f"{'&' if '?' in address else '?'}fait={notice}"
        return RedirectResponse(f"{CONSOLE_PATH}{address}{mark}{anchor}", status_code=303)
