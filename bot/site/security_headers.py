"""Security headers of every response, errors and redirects included (C6, C10).

Headers that a response sets itself are kept; the console sets stricter ones
(`bot.console.web.console_headers`).
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.site.assets import STATIC_PATH, WIDGET_PATH

CHAT_PATH = "/"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'none'",
    )
)
_SAME_ORIGIN = {"cross-origin-resource-policy": "same-origin"}
_CROSS_ORIGIN = {"cross-origin-resource-policy": "cross-origin"}
_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    # Cacheable responses override this.
    "cache-control": "no-store",
    **_SAME_ORIGIN,
}
# One year, with subdomains (ASVS 5.0, 3.4.1).
HSTS = "max-age=31536000; includeSubDomains"


class SecurityHeaders:
    """Adds the headers that a response does not set itself. Streams are not buffered.

    `origins` may embed the chat page in a frame and load its files.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str] = ()) -> None:
        self.app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        added = {**_HEADERS, **self._of(scope["path"])}
        if scope["scheme"] == "https":
            added["strict-transport-security"] = HSTS

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarded)

    def _of(self, path: str) -> dict[str, str]:
        if not self._origins:
            return {}
        if path == CHAT_PATH:
            framed = f"frame-ancestors {' '.join(self._origins)}"
            policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", framed)
            return {"content-security-policy": policy, **_CROSS_ORIGIN}
        return _CROSS_ORIGIN if path.startswith((f"{STATIC_PATH}/", WIDGET_PATH)) else {}
