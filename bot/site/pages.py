"""The public pages, their static files, and the headers that keep them to themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.site import assets

_HERE = Path(__file__).resolve().parent
_CHAT = "/"
_PAGES = {
    _CHAT: "index.html",
    "/confidentialite": "privacy.html",
    "/accessibilite": "accessibility.html",
}
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'none'",
    )
)
_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Kept, but asked about each time: the modules of two versions must never meet in one page.
_REVALIDATED = "public, no-cache"


def routes(facts: Mapping[str, Any]) -> list[BaseRoute]:
    """The pages and static files.

    `facts` holds `days`, `months` (what is kept, how long), `counted` (whether beginnings are
    counted by network address) and `site` with `name`, `address`, `hours`, `phone` and, when there
    is one, `email`. Every value of `site` may be empty.
    """
    templates = environment()
    pages = [
        Route(path, _page(templates.get_template(name).render(facts, path=path)))
        for path, name in _PAGES.items()
    ]
    return [*pages, *assets.routes()]


def environment() -> Environment:
    """The templates: all is escaped, and a name that is missing is an error."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = assets.prefix()
    return made


class SecurityHeaders:
    """Adds the headers a response does not set itself. Streams pass through untouched.

    `origins` may show the page of the chat in a frame.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str] = ()) -> None:
        self.app = app
        framed = f"frame-ancestors {' '.join(origins)}"
        policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", framed)
        self.framed = {"content-security-policy": policy} if origins else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                own = self.framed if scope["path"] == _CHAT else {}
                for name, value in {**_HEADERS, **own}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarded)


def _page(html: str) -> Any:
    """An endpoint for a page that changes only when the settings do, so at a restart."""
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": _REVALIDATED}

    async def endpoint(request: Request) -> Response:
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(html, headers=headers)

    return endpoint
