"""The public pages and their static files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.care.helplines import get_emergency_number, load_helplines
from bot.presentation.dates_and_amounts import format_day, format_duration
from bot.site import assets
from bot.site.security_headers import CHAT_PATH

_HERE = Path(__file__).resolve().parent
_PAGES = {
    CHAT_PATH: "index.html",
    "/confidentialite": "privacy.html",
    "/accessibilite": "accessibility.html",
}
# Kept, but asked about each time: the modules of two versions must never meet in one page.
_REVALIDATED = "public, no-cache"


def page_routes(facts: Mapping[str, Any]) -> list[BaseRoute]:
    """The pages and static files.

    `facts`: as `bot.site.page_facts` makes them.
    """
    templates = template_environment()
    pages = [
        Route(path, _page_endpoint(templates.get_template(name).render(facts, path=path)))
        for path, name in _PAGES.items()
    ]
    return [*pages, *assets.asset_routes()]


@lru_cache(maxsize=1)
def template_environment() -> Environment:
    """The templates, compiled once: all is escaped, and a name that is missing is an error."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        static=assets.versioned_prefix(),
        helplines=load_helplines().always_shown,
        emergency_number=get_emergency_number(),
    )
    made.filters.update(lasting=format_duration, day=format_day, capitalized=capitalise_first)
    return made


def capitalise_first(text: str) -> str:
    """The first letter alone: the rest may hold names."""
    return text[:1].upper() + text[1:]


def _page_endpoint(html: str) -> Any:
    """An endpoint for a page that changes only when the settings do, so at a restart."""
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": _REVALIDATED}

    async def endpoint(request: Request) -> Response:
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(html, headers=headers)

    return endpoint
