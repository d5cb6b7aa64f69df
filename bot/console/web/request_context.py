"""One request to the console: session, form, and the ways to respond."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.booking.appointment_kinds import AppointmentKind
from bot.console.auth import audit_trail, staff_sessions
from bot.console.auth.staff_session_repository import StaffSession
from bot.console.console_errors import NoSuchPage, NotAllowed
from bot.console.web import cookies
from bot.console.web.dependencies import ConsoleDependencies, T, Work
from bot.console.web.form_reader import Form, parse_number
from bot.console.web.templating import get_environment
from bot.storage.unit_of_work import UnitOfWork

CONSOLE_PATH = "/conseillers"


@dataclass
class RequestContext:
    """The context of one request.

    `bound` is the value that forms are bound to: the session token if there is one, else that of
    the form cookie; `fresh`: that cookie must be set. `stale`: the session of the cookie is over.
    `duty` is that of the signed-in counsellor. `locked`: nothing is shown until the passphrase is
    given again. `kinds`: all kinds of appointment, for their names; none before the sign-in.
    """

    desk: ConsoleDependencies
    request: Request
    now: dt.datetime
    bound: str
    fresh: bool = False
    stale: bool = False
    session: Optional[StaffSession] = None
    duty: str = "off"
    locked: bool = False
    kinds: Sequence[AppointmentKind] = ()
    form: Form = field(default_factory=Form)

    @property
    def me(self) -> StaffSession:
        """The session. Raises NotAllowed without one, which the gate prevents."""
        if self.session is None:
            raise NotAllowed
        return self.session

    @property
    def path(self) -> str:
        """The requested path below `/conseillers`."""
        return self.request.url.path.removeprefix(CONSOLE_PATH)

    @property
    def is_background(self) -> bool:
        """Whether a page asks by itself, which is not a use of the session."""
        headers = self.request.headers
        return headers.get("boussole-news") == "1" or headers.get("accept") == "text/event-stream"

    @property
    def public_address(self) -> str:
        """The address of the service without a path: the setting, or as it was requested."""
        requested = str(self.request.base_url).removesuffix(f"{CONSOLE_PATH}/")
        return (self.desk.settings.site_url or requested).rstrip("/")

    def build_address(self, path: str) -> str:
        """Return the whole address of a path below `/conseillers`, to be given to somebody."""
        return f"{self.public_address}{CONSOLE_PATH}{path}"

    def number(self, name: str) -> int:
        """Return a number of the path. Raises NoSuchPage."""
        found = parse_number(str(self.request.path_params[name]))
        if found is None:
            raise NoSuchPage
        return found

    def asked(self, name: str) -> str:
        """Return a query parameter, "" if missing."""
        return self.request.query_params.get(name, "")

    async def read(self, work: Work[T]) -> T:
        """Run `work` in a read transaction and return its result."""
        return await self.desk.read(work)

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a write transaction, commit, and return its result."""
        return await self.desk.write(work)

    async def change_row(
        self,
        change: Callable[[UnitOfWork, int], object],
        action: audit_trail.AuditAction,
        subject: str,
        path: str,
        notice: str,
    ) -> Response:
        """Change the row whose number is in the path and go to a page, once it is committed.

        Its audit line names the row by its kind, `subject`. Raises what `change` raises.
        """
        number = self.number("number")

        def work(unit: UnitOfWork) -> None:
            change(unit, number)
            self.write_audit_line(unit, action, f"{subject}:{number}")

        await self.write(work)
        return self.go(path, notice)

    def write_audit_line(
        self, unit: UnitOfWork, action: audit_trail.AuditAction, subject: str = ""
    ) -> None:
        """Append a line to the audit trail, in the transaction of the action."""
        audit_trail.append_line(unit, self.me.counsellor, action, subject, self.now)

    def page(
        self,
        name: str,
        /,
        status: int = 200,
        problems: Optional[Mapping[str, str]] = None,
        **facts: Any,
    ) -> Response:
        """Render a template.

        `problems` maps fields ("" for the whole form) to keys of sentences in `_words.html`. The
        submitted form is available as `typed`.
        """
        shown = {
            "root": CONSOLE_PATH,
            "path": self.path,
            # The target of a form cannot be opened by a link.
            "back": self.path if self.request.method == "GET" else "",
            "me": self.session,
            "duty": self.duty,
            "kind_titles": {each.code: f"{each.title} ({each.minutes} min)" for each in self.kinds},
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
        """Redirect to a page after a form. `notice` is the key of a sentence."""
        address, mark, anchor = path.partition("#")
        if notice:
            address += f"{'&' if '?' in address else '?'}fait={notice}"
        return RedirectResponse(f"{CONSOLE_PATH}{address}{mark}{anchor}", status_code=303)
