"""Cross-origin access for the origins that may embed the chat (C10)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.request_origin import is_cross_site
from bot.site.assets import STATIC_PATH, WIDGET_PATH
from bot.site.error_pages import ErrorResponses

# Paths that an embedded chat requests; the console and the pages are not shared.
SHARED_PREFIXES = ("/api/", f"{STATIC_PATH}/", WIDGET_PATH, "/carnet/")
_PREFLIGHT_MAX_AGE_SECONDS = 7200  # the maximum of browsers


class CrossOriginMiddleware:
    """Allows the shared paths for some origins, without cookies.

    As browsers send simple requests of any page and only hide the response, POST requests of other
    origins are refused (ASVS 5.0, 3.5.2).
    """

    def __init__(
        self, app: ASGIApp, origins: Sequence[str], faults: ErrorResponses, site: str = ""
    ) -> None:
        """`site` is the setting BOUSSOLE_SITE_URL."""
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
        is_shared = scope["type"] == "http" and scope["path"].startswith(SHARED_PREFIXES)
        if is_shared and scope["method"] == "POST" and self._is_foreign(scope):
            await self._faults.answer(scope["path"], 403, {})(scope, receive, send)
            return
        await (self.shared if is_shared else self.app)(scope, receive, send)

    def _is_foreign(self, scope: Scope) -> bool:
        return is_cross_site(HTTPConnection(scope), self._site, self._origins)
