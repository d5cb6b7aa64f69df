"""One request to the console, as a page sees it: who asks, what was typed, and how to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.console import audit, cookies, sessions
from bot.console.desk import Desk, T, Work
from bot.console.errors import NoSuchPage, NotAllowed
from bot.console.forms import Form, whole
from bot.console.sessions import Session
from bot.console.templating import environment
from bot.storage.unit_of_work import UnitOfWork

ROOT = "/conseillers"


@dataclass
class Visit:
    """`bound`: the cookie's value that forms are bound to, the session's token if there is one;
    `fresh`: it is to be given to the browser. `stale`: the browser holds a session that is over.
    `duty`: of whoever is signed in."""

    desk: Desk
    request: Request
    now: dt.datetime
    bound: str
    fresh: bool = False
    stale: bool = False
    session: Optional[Session] = None
    duty: str = "off"
    form: Form = field(default_factory=Form)

    @property
    def me(self) -> Session:
        """Who is signed in; the gate lets nobody else reach a page that asks. Raises NotAllowed."""
        if self.session is None:
            raise NotAllowed
        return self.session

    @property
    def path(self) -> str:
        """What was asked for, below `/conseillers`."""
        return self.request.url.path.removeprefix(ROOT)

    def number(self, name: str) -> int:
        """A number of the address. Raises NoSuchPage."""
        found = whole(str(self.request.path_params[name]))
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

    def noted(self, unit: UnitOfWork, action: audit.Action, subject: str = "") -> None:
        """A line of the audit trail, in the transaction of what it tells."""
        audit.write(unit, self.me.counsellor, action, subject, self.now)

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
            "root": ROOT,
            "path": self.path,
            # Where a form led, there is no page to come back to.
            "back": self.path if self.request.method == "GET" else "",
            "me": self.session,
            "duty": self.duty,
            "csrf": sessions.csrf(self.bound, self.desk.keys),
            "place": self.desk.settings.site_name,
            "site_notice": self.desk.settings.site_notice,
            "now": self.now,
            "notice": self.asked("fait") if status < 400 else "",
            "typed": self.form,
            "problems": dict(problems or {}),
            **facts,
        }
        html = environment().get_template(name).render(shown)
        response = HTMLResponse(html, status_code=status)
        if self.fresh:
            cookies.give(response, cookies.FORM, self.bound)
        if self.stale:
            cookies.take_back(response, cookies.SESSION)
        return response

    def go(self, path: str, notice: str = "") -> Response:
        """To a page of the console, after a form. `notice`: the key of a sentence."""
        address, mark, anchor = path.partition("#")
        if notice:
            address += f"{'&' if '?' in address else '?'}fait={notice}"
        return RedirectResponse(f"{ROOT}{address}{mark}{anchor}", status_code=303)
