"""Reading what was posted, within limits (C5): so many bytes, in ten seconds, one JSON object."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from starlette.requests import ClientDisconnect, Request

# Of what people send, and of what platforms send.
MAX_BODY_BYTES, MAX_DEPTH_LEVELS = 16 * 1024, 8
MAX_PLATFORM_BODY_BYTES, MAX_PLATFORM_DEPTH_LEVELS = 1024 * 1024, 32
MAX_READ_SECONDS = 10.0


class RequestRefused(Exception):
    """The request cannot be taken: an HTTP status, and the reason the person is told."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


async def read_json_object(request: Request) -> dict[str, Any]:
    """The JSON object that a person's page sent. Each name stands in it once, and each number is
    one: two readers of it understand the same.

    Raises:
        Refused: too large, too deep, too slow, not JSON, not an object.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise RequestRefused(415, "content_type")
    data = parse_json_object(await read_bytes(request, MAX_BODY_BYTES), strict=True)
    if is_nested_deeper(data, MAX_DEPTH_LEVELS):
        raise RequestRefused(400, "json")
    return data


async def read_bytes(request: Request, most: int) -> bytes:
    """The bytes of a body. Raises Refused: too large, too slow."""
    try:
        return await asyncio.wait_for(_collect_bytes(request, most), MAX_READ_SECONDS)
    except (asyncio.TimeoutError, ClientDisconnect):
        raise RequestRefused(408, "slow") from None


def parse_json_object(content: bytes, strict: bool = False) -> dict[str, Any]:
    """The JSON object in UTF-8, however deep. `strict`: see `read`.

    Raises:
        Refused: it is none.
    """
    rules: dict[str, Any] = _STRICT_OPTIONS if strict else {}
    try:
        data = json.loads(content.decode("utf-8"), **rules)
    except (ValueError, RecursionError):
        raise RequestRefused(400, "json") from None
    if not isinstance(data, dict):
        raise RequestRefused(400, "json")
    return data


def is_nested_deeper(value: Any, levels: int) -> bool:
    """Whether more than `levels` are nested; looks no further, so no depth exhausts the stack."""
    if not isinstance(value, (dict, list)):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_nested_deeper(one, levels - 1) for one in inside)


def cut_nesting(value: Any, levels: int) -> Any:
    """The same, null in place of what is nested below `levels`."""
    if not isinstance(value, (dict, list)):
        return value
    if levels == 0:
        return None
    if isinstance(value, dict):
        return {name: cut_nesting(one, levels - 1) for name, one in value.items()}
    return [cut_nesting(one, levels - 1) for one in value]


async def _collect_bytes(request: Request, most: int) -> bytes:
    taken = bytearray()
    async for chunk in request.stream():
        taken += chunk
        if len(taken) > most:
            raise RequestRefused(413, "too_large")
    return bytes(taken)


def _refuse_duplicate_names(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _parse_finite_float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("beyond all numbers")
    return number


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


_STRICT_OPTIONS = {
    "object_pairs_hook": _refuse_duplicate_names,
    "parse_float": _parse_finite_float,
    "parse_constant": _refuse_constant,
}
