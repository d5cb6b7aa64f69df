"""What pages have in common that are opened by a secret link: headers, and how forms are read."""

from __future__ import annotations

import asyncio
import re

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from bot.site.security_headers import CONTENT_SECURITY_POLICY

LINK_PAGE_HEADERS = {
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
    # No referrer for other sites; the forms of the page have to send their origin.
    "referrer-policy": "same-origin",
    "content-security-policy": CONTENT_SECURITY_POLICY.replace(
        "form-action 'none'", "form-action 'self'"
    ),
}
_MAX_FORM_SECONDS = 10.0
_CONTENT_LENGTH = re.compile(r"\d{1,6}", re.ASCII)


async def read_form(request: Request, max_bytes: int) -> dict[str, str]:
    """Return the fields of a form, none if it is too large, too slow or not a form."""
    length, kind = (request.headers.get(f"content-{name}", "") for name in ("length", "type"))
    if not _CONTENT_LENGTH.fullmatch(length) or int(length) > max_bytes:
        return {}
    if kind.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return {}
    try:
        form = await asyncio.wait_for(request.form(max_fields=10), _MAX_FORM_SECONDS)
    except (asyncio.TimeoutError, ClientDisconnect, HTTPException):
        return {}
    return {name: value for name, value in form.items() if isinstance(value, str)}
