"""The pages of class mode: the chat, the printable poster, and its QR code.

The script of the chat sends the token of the link when it starts a conversation, and nothing else
about the class. The page of an expired link leads to the normal chat.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.guidance import class_links
from bot.guidance.class_links import ClassSession
from bot.presentation import qr_code, result_charts
from bot.presentation.dates_and_amounts import format_day
from bot.site.public_pages import template_environment

_HEADERS = {"cache-control": "no-store", "x-robots-tag": "noindex"}


@dataclass(frozen=True)
class ClassPages:
    """The pages of class links.

    `facts` are those of `bot.site.public_pages.page_routes`; `address` is the public one, or "".
    """

    facts: Mapping[str, Any]
    address: str
    key: bytes
    clock: Callable[[], dt.datetime]

    def routes(self) -> list[Route]:
        """Return the routes under `/classe/{token}`."""
        return [
            Route("/classe/{token}", self.chat),
            Route("/classe/{token}/affiche", self.poster),
            Route("/classe/{token}/qr.svg", self.code),
        ]

    async def chat(self, request: Request) -> Response:
        """Return the chat page."""
        session = self._open(request)
        if session is None:
            return self._closed(request)
        return self._page("index.html", session, in_class=True)

    async def poster(self, request: Request) -> Response:
        """Return the poster with a large QR code and instructions for pupils."""
        session = self._open(request)
        if session is None:
            return self._closed(request)
        address = self._address(request, session)
        picture = result_charts.build_data_url(qr_code.render_qr_code(address))
        return self._page("class_poster.html", session, address=address, picture=picture)

    async def code(self, request: Request) -> Response:
        """Return the QR code as SVG."""
        session = self._open(request)
        if session is None:
            return self._closed(request)
        drawn = qr_code.render_qr_code(self._address(request, session))
        return Response(drawn, media_type="image/svg+xml", headers=_HEADERS)

    def _open(self, request: Request) -> Optional[ClassSession]:
        session = class_links.find_session(request.path_params["token"], self.key)
        return session if session is not None and self.clock() < session.until else None

    def _closed(self, request: Request) -> Response:
        """Return 410 for an expired link, 404 for an unknown one."""
        known = class_links.find_session(request.path_params["token"], self.key) is not None
        return self._page("class_closed.html", None, status=410 if known else 404)

    def _address(self, request: Request, session: ClassSession) -> str:
        """Return the link for pupils, with the public address or that of the request."""
        return f"{self.address or str(request.base_url).rstrip('/')}{session.path}"

    def _page(
        self, name: str, session: Optional[ClassSession], status: int = 200, **more: Any
    ) -> Response:
        until = format_day(session.until.date()) if session else ""
        shown = {**self.facts, "path": "/classe", "until": until, **more}
        html = template_environment().get_template(name).render(shown)
        return HTMLResponse(html, status_code=status, headers=_HEADERS)
