"""Reading of JSON request bodies within limits of size, depth and time (C5)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from starlette.requests import ClientDisconnect, Request

# For requests of people, and of platforms.
MAX_BODY_BYTES, MAX_DEPTH_LEVELS = 16 * 1024, 8
MAX_PLATFORM_BODY_BYTES, MAX_PLATFORM_DEPTH_LEVELS = 1024 * 1024, 32
MAX_READ_SECONDS = 10.0


class RequestRefused(Exception):
    """A request is refused, with an HTTP status and the reason given to the person."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


async def read_json_object(request: Request) -> dict[str, Any]:
    """Read the JSON object that a person's page sent, with strict parsing.

    Raises:
        RequestRefused: too large, too deep, too slow, not JSON, or not an object.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise RequestRefused(415, "content_type")
    data = parse_json_object(await read_bytes(request, MAX_BODY_BYTES), strict=True)
    if is_nested_deeper(data, MAX_DEPTH_LEVELS):
        raise RequestRefused(400, "json")
    return data


async def read_bytes(request: Request, most: int) -> bytes:
    """Read a body of at most `most` bytes.

    Raises:
        RequestRefused: too large, or too slow.
    """
    try:
        return await asyncio.wait_for(_collect_bytes(request, most), MAX_READ_SECONDS)
    except (asyncio.TimeoutError, ClientDisconnect):
        raise RequestRefused(408, "slow") from None


def parse_json_object(content: bytes, strict: bool = False) -> dict[str, Any]:
    """Parse a JSON object in UTF-8, of any depth.

    `strict` refuses duplicate names, infinite numbers and NaN, which parsers read differently.

    Raises:
        RequestRefused: not a JSON object.
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
    """Whether a value is nested deeper than `levels`; stops there, so the stack cannot overflow."""
    if not isinstance(value, (dict, list)):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_nested_deeper(item, levels - 1) for item in inside)


def cut_nesting(value: Any, levels: int) -> Any:
    """Return the value with None in place of everything nested deeper than `levels`."""
    if not isinstance(value, (dict, list)):
        return value
    if levels == 0:
        return None
    if isinstance(value, dict):
        return {name: cut_nesting(item, levels - 1) for name, item in value.items()}
    return [cut_nesting(item, levels - 1) for item in value]


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
