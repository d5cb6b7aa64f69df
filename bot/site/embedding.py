"""Who may put the chat into their pages: the origins of the settings, and nobody else (C10)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.site.assets import STATIC, WIDGET

# What the chat asks for from wherever it stands; the console and the pages are not for others.
SHARED = ("/api/", f"{STATIC}/", WIDGET, "/carnet/")
_TWO_HOURS = 7200  # as long as browsers keep an answer at most


class SharedWith:
    """Answers other origins where they may ask. No cookie ever travels."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self.app = app
        self.shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=("GET", "POST"),
            allow_headers=("authorization", "content-type"),
            max_age=_TWO_HOURS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and scope["path"].startswith(SHARED)
        await (self.shared if ours else self.app)(scope, receive, send)
