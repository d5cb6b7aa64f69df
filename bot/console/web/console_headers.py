"""Response headers of the console, in addition to `bot.site.security_headers`.

No framing, no indexing, no caching (C6). The referrer is sent within the site only: without any,
browsers send the origin of forms as "null".
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.console.web.request_context import CONSOLE_PATH

STATIC_PATH = "/static"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
_FOUND_STATUSES = (200, 304)


class ConsoleHeaders:
    """Adds the headers. Pages are never cached; static files are revalidated each time."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        static = scope["path"].startswith(f"{CONSOLE_PATH}{STATIC_PATH}/")

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = CONTENT_SECURITY_POLICY
                headers["x-robots-tag"] = "noindex"
                headers["referrer-policy"] = "same-origin"
                kept = static and message["status"] in _FOUND_STATUSES
                headers.setdefault("cache-control", "no-cache" if kept else "no-store")
            await send(message)

        await self.app(scope, receive, guarded)
