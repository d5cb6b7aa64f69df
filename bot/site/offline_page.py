"""The chat page without network: a service worker, a manifest, and the script that keeps the talk.

A prototype, with `BOUSSOLE_OFFLINE_PAGE`. Without it the service worker's address gives one that
removes itself and all it kept, since browsers only drop a service worker when they get another.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.site.assets import load_assets, versioned_prefix
from bot.site.public_pages import template_environment
from bot.site.security_headers import CHAT_PATH

WORKER_PATH = "/service-worker.js"
SCRIPT_PATH, MANIFEST_PATH = "/offline/page.js", "/offline/manifest.webmanifest"
_FOLDER = Path(__file__).resolve().parent / "offline"
_REVALIDATED = {"cache-control": "public, no-cache"}
# Files that the chat page does not need.
_OTHER_PAGES = ("class.css", "notebook.css", "notebook.js")


def offline_routes(facts: Mapping[str, Any]) -> list[Route]:
    """Return the routes; `facts` come from `bot.site.page_facts`, with `offline`: turned on."""

    async def worker(request: Request) -> Response:
        script = build_worker(facts) if facts["offline"] else _read("retired_service_worker.js")
        return Response(script, headers=_REVALIDATED, media_type="text/javascript")

    async def page(request: Request) -> Response:
        return Response(_read("page.js"), headers=_REVALIDATED, media_type="text/javascript")

    async def manifest(request: Request) -> Response:
        document = _build_manifest(facts["site"]["name"])
        return JSONResponse(document, headers=_REVALIDATED, media_type="application/manifest+json")

    routes = [Route(WORKER_PATH, worker)]
    if facts["offline"]:
        routes += [Route(SCRIPT_PATH, page), Route(MANIFEST_PATH, manifest)]
    return routes


def list_shell_files() -> list[str]:
    """Return the addresses of the chat page and of every file that it needs."""
    names = [name for name in load_assets() if name not in _OTHER_PAGES]
    return [CHAT_PATH, SCRIPT_PATH, *(f"{versioned_prefix()}/{name}" for name in names)]


def build_worker(facts: Mapping[str, Any]) -> str:
    """Return the service worker, which differs with any change of the page or its files."""
    page = template_environment().get_template("index.html").render(facts, path=CHAT_PATH)
    content = "\0".join((page, _read("page.js"), _read("service_worker.js")))
    name = f"boussole-shell-{hashlib.sha256(content.encode()).hexdigest()[:16]}"
    values = {
        "SHELL_NAME": json.dumps(name),
        "SHELL_FILES": json.dumps(list_shell_files()),
        "KEPT_DAYS": str(facts["offline_days"]),
    }
    return re.sub("|".join(values), lambda found: values[found[0]], _read("service_worker.js"))


def _build_manifest(place: str) -> dict[str, Any]:
    icon = {"src": f"{versioned_prefix()}/compass.svg", "sizes": "any", "type": "image/svg+xml"}
    return {
        "name": f"Boussole · {place}" if place else "Boussole",
        "short_name": "Boussole",
        "lang": "fr-BE",
        "id": CHAT_PATH,
        "start_url": CHAT_PATH,
        "scope": CHAT_PATH,
        "display": "standalone",
        "background_color": "#fffbf2",
        "theme_color": "#0e5650",
        "icons": [icon],
    }


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")
