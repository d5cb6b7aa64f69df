"""The OpenAPI description of the public API, from `openapi.yml`."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.api_errors import NO_STORE_HEADERS

_OPENAPI_FILE = Path(__file__).with_name("openapi.yml")


@lru_cache(maxsize=1)
def load_openapi() -> dict[str, Any]:
    """Load the OpenAPI 3.1 document; the cached result must not be changed."""
    document: dict[str, Any] = yaml.load(_OPENAPI_FILE.read_text("utf-8"), yaml.CSafeLoader)
    return document


async def serve_openapi(request: Request) -> Response:
    """Serve the document as JSON."""
    return Response(_as_json(), media_type="application/json", headers=NO_STORE_HEADERS)


@lru_cache(maxsize=1)
def _as_json() -> bytes:
    return json.dumps(load_openapi(), ensure_ascii=False).encode()
