"""Reading a request's body within limits: one JSON object, 16 KiB and depth 8 unless more is asked
for, in ten seconds."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import ClientDisconnect, Request

MOST_BYTES = 16 * 1024
MOST_DEPTH = 8
SECONDS = 10.0


class Refused(Exception):
    """The request cannot be read: an HTTP status, and the reason the person is told."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


async def read(
    request: Request, most_bytes: int = MOST_BYTES, most_depth: int = MOST_DEPTH
) -> dict[str, Any]:
    """The JSON object of a request.

    Raises:
        Refused: too large, too deep, too slow, not JSON, not an object.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(415, "content_type")
    try:
        raw = await asyncio.wait_for(_bytes(request, most_bytes), SECONDS)
    except (asyncio.TimeoutError, ClientDisconnect):
        raise Refused(408, "slow") from None
    try:
        data = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused(400, "json") from None
    if not isinstance(data, dict) or deeper(data, most_depth):
        raise Refused(400, "json")
    return data


async def _bytes(request: Request, most: int) -> bytes:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > most:
            raise Refused(413, "too_large")
    return bytes(raw)


def deeper(value: Any, levels: int) -> bool:
    """Whether more than `levels` are nested; looks no further, so no depth exhausts the stack."""
    if not isinstance(value, (dict, list)):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(deeper(one, levels - 1) for one in inside)
