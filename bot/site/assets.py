"""Static files of the pages and the chat.

Each has two addresses: `/static/{version}/{name}`, cached for ever, and `/static/{name}`,
revalidated each time. The version is a hash of all files, so that a page never mixes modules of two
versions: those of other versions are not found.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import mimetypes
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.care.helplines import load_helplines

STATIC_PATH, WIDGET_PATH = "/static", "/widget.js"
_FOLDER = Path(__file__).resolve().parent / "static"
# Comments, on lines of their own or at the end of a line, indentation and empty lines are stripped
# when a file is served. Only styles have multi-line strings.
_COMMENT_LINES = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
_COMMENT_ENDS = re.compile(r"(?<=[;,{])[ \t]+// [^\n]*$", re.MULTILINE)
# Placeholder in `words.js` for the helplines that are always shown.
_HELPLINES_PLACE = "lines: HELPLINES,"
_INDENTATION = re.compile(r"^\s+", re.MULTILINE)
_CACHED_FOREVER = "public, max-age=31536000, immutable"
_REVALIDATED = "public, no-cache"
# Time for which an embedding page may use the previous version.
_CACHED_BRIEFLY = "public, max-age=300"


@dataclass(frozen=True)
class Asset:
    """A file: its media type, and its bytes plain and gzip-compressed."""

    media_type: str
    plain: bytes
    small: bytes


@lru_cache(maxsize=1)
def load_assets() -> dict[str, Asset]:
    """Return all files by name, read once."""
    return {path.name: _load_asset(path) for path in sorted(_FOLDER.iterdir())}


@lru_cache(maxsize=1)
def assets_version() -> str:
    """Return the hash of all files."""
    whole = hashlib.sha256()
    for name, asset in load_assets().items():
        whole.update(name.encode() + b"\0" + asset.plain)
    return whole.hexdigest()[:16]


def versioned_prefix() -> str:
    """Return the address prefix of the files of this version."""
    return f"{STATIC_PATH}/{assets_version()}"


def chat_bytes() -> int:
    """Return the compressed size in bytes of all scripts and the style of the chat."""
    assets = load_assets().items()
    return sum(len(a.small) for name, a in assets if name.endswith(".js") or name == "chat.css")


def asset_routes() -> list[BaseRoute]:
    """Return the routes of the files, and of the script that embedding pages include."""
    return [
        Route(WIDGET_PATH, _redirect_to_widget),
        Route(f"{STATIC_PATH}/{{version}}/{{name}}", _file_endpoint(_CACHED_FOREVER)),
        Route(f"{STATIC_PATH}/{{name}}", _file_endpoint(_REVALIDATED)),
    ]


def _load_asset(path: Path) -> Asset:
    content = path.read_bytes()
    if path.suffix in (".js", ".css"):
        script = _COMMENT_ENDS.sub("", _COMMENT_LINES.sub("", content.decode()))
        script = _INDENTATION.sub("", script)
        content = script.replace(_HELPLINES_PLACE, f"lines: {_render_helplines()},").encode()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(media_type, content, gzip.compress(content, 9, mtime=0))


def _render_helplines() -> str:
    """Return number and text of each helpline as a JavaScript array."""
    shown = [(line.number, line.chat) for line in load_helplines().always_shown]
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


async def _redirect_to_widget(request: Request) -> Response:
    return RedirectResponse(
        f"{versioned_prefix()}/widget.js", 302, {"cache-control": _CACHED_BRIEFLY}
    )


def _file_endpoint(kept: str) -> Callable[[Request], Awaitable[Response]]:
    headers = {"cache-control": kept, "etag": f'"{assets_version()}"', "vary": "accept-encoding"}

    async def endpoint(request: Request) -> Response:
        asset = load_assets().get(request.path_params["name"])
        version = request.path_params.get("version", assets_version())
        if asset is None or version != assets_version():
            raise HTTPException(404)
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            packed = {**headers, "content-encoding": "gzip"}
            return Response(asset.small, headers=packed, media_type=asset.media_type)
        return Response(asset.plain, headers=headers, media_type=asset.media_type)

    return endpoint
