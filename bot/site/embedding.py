"""Who may put the chat into their pages: the origins of the settings, and nobody else (C10)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.site.assets import STATIC, WIDGET

# What the chat asks for from wherever it stands; the console and the pages are not for others.
SHARED = ("/api/", f"{STATIC}/", WIDGET, "/carnet/")
_TWO_HOURS = 7200  # as long as browsers keep an answer at most


class SharedWith:
    """Answers other origins where they may ask. No cookie ever travels.

    A browser sends some requests of any page and only then hides the answer from it: what a page of
    another origin would change by one is refused (ASVS 5.0, 3.5.2).
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self.app = app
        self._origins = frozenset(origins)
        self.shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=("GET", "POST"),
            allow_headers=("authorization", "content-type"),
            max_age=_TWO_HOURS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and scope["path"].startswith(SHARED)
        if ours and scope["method"] == "POST" and self._is_foreign(Headers(scope=scope)):
            await PlainTextResponse("Forbidden", 403)(scope, receive, send)
            return
        await (self.shared if ours else self.app)(scope, receive, send)

    def _is_foreign(self, headers: Headers) -> bool:
        """Whether a browser says that the page it serves stands elsewhere, at no listed origin."""
        elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        return elsewhere and headers.get("origin") not in self._origins
