"""Who may put the chat into their pages: the origins of the settings, and nobody else (C10)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.request_origin import is_cross_site
from bot.site.assets import STATIC_PATH, WIDGET_PATH
from bot.site.error_pages import ErrorResponses

# What the chat asks for from wherever it stands; the console and the pages are not for others.
SHARED_PREFIXES = ("/api/", f"{STATIC_PATH}/", WIDGET_PATH, "/carnet/")
_PREFLIGHT_MAX_AGE_SECONDS = 7200  # as long as browsers keep an answer at most


class CrossOriginMiddleware:
    """Answers other origins where they may ask. No cookie ever travels.

    A browser sends some requests of any page and only then hides the answer from it: what a page of
    another origin would change by one is refused (ASVS 5.0, 3.5.2).
    """

    def __init__(
        self, app: ASGIApp, origins: Sequence[str], faults: ErrorResponses, site: str = ""
    ) -> None:
        """`site`: BOUSSOLE_SITE_URL."""
        self.app, self._faults, self._site = app, faults, site
        self._origins = frozenset(origins)
        self.shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=("GET", "POST"),
            allow_headers=("authorization", "content-type"),
            max_age=_PREFLIGHT_MAX_AGE_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and scope["path"].startswith(SHARED_PREFIXES)
        if ours and scope["method"] == "POST" and self._is_foreign(scope):
            await self._faults.answer(scope["path"], 403, {})(scope, receive, send)
            return
        await (self.shared if ours else self.app)(scope, receive, send)

    def _is_foreign(self, scope: Scope) -> bool:
        return is_cross_site(HTTPConnection(scope), self._site, self._origins)
