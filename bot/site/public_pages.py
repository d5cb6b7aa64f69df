"""The public pages and their static files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
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
# Revalidated, so that a page never mixes modules of two versions.
_REVALIDATED = "public, no-cache"


def page_routes(facts: Mapping[str, Any]) -> list[BaseRoute]:
    """Return the routes of pages and static files; `facts` come from `bot.site.page_facts`."""
    templates = template_environment()
    pages = [
        Route(path, _page_endpoint(templates.get_template(name), facts, path))
        for path, name in _PAGES.items()
    ]
    return [*pages, *assets.asset_routes()]


@lru_cache(maxsize=1)
def template_environment() -> Environment:
    """Return the template environment, with autoescaping and strict undefined names."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        static=assets.versioned_prefix(),
        helplines=load_helplines().always_shown,
        emergency_number=get_emergency_number(),
    )
    environment.filters.update(
        lasting=format_duration, day=format_day, capitalized=capitalise_first
    )
    return environment


def capitalise_first(text: str) -> str:
    """Return the text with a capital first letter and the rest, which may contain names, as is."""
    return text[:1].upper() + text[1:]


def _page_endpoint(template: Template, facts: Mapping[str, Any], path: str) -> Any:
    """Return an endpoint for a page that only changes with what is known of the centre."""

    @lru_cache(maxsize=1)
    def render(site: tuple[tuple[str, str], ...]) -> tuple[str, dict[str, str]]:
        html = template.render({**facts, "site": dict(site)}, path=path)
        etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
        return html, {"etag": etag, "cache-control": _REVALIDATED}

    render(tuple(facts["site"].items()))  # a template that fails stops the start

    async def endpoint(request: Request) -> Response:
        html, headers = render(tuple(facts["site"].items()))
        etag = headers["etag"]
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(html, headers=headers)

    return endpoint
