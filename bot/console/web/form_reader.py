"""Reading a form within limits: 16 KiB, 200 fields, 10 s; text is cleaned according to C5."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from typing import Optional

from starlette.formparsers import FormParser, MultiPartException
from starlette.requests import ClientDisconnect, Request

MAX_FORM_BYTES, MAX_FORM_FIELDS, MAX_READ_SECONDS = 16 * 1024, 200, 10.0
MAX_NUMBER_DIGITS = 18  # fits a 64-bit column
CSRF_FIELD = "jeton"
_CONTENT_TYPE = "application/x-www-form-urlencoded"
# Tab and newline are allowed; U+FFFD marks bytes that were not UTF-8.
_UNWANTED_CHARS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")


class UnreadableForm(Exception):
    """The form cannot be read: HTTP status, and the key of a sentence."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Form:
    """A submitted form. A missing field reads as empty; `file` is the uploaded file."""

    def __init__(self, fields: Iterable[tuple[str, str]] = (), file: bytes = b"") -> None:
        self.file = file
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)

    def raw(self, name: str) -> str:
        """Return a field unchanged, for passphrases."""
        return self._fields.get(name, [""])[0]

    def text(self, name: str) -> str:
        """Return a field, single-line or multi-line, stripped."""
        return self.raw(name).strip()

    def all(self, name: str) -> list[str]:
        """Return the values of the ticked boxes."""
        return list(self._fields.get(name, ()))

    def number(self, name: str) -> Optional[int]:
        """Return a field as an unsigned number, None if it is none."""
        return parse_number(self.text(name))

    def has(self, name: str, value: str) -> bool:
        """Return whether a box was ticked."""
        return value in self._fields.get(name, ())

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __bool__(self) -> bool:
        return bool(self._fields)

    def texts(self) -> Mapping[str, str]:
        """Return the first value of each field."""
        return {name: values[0] for name, values in self._fields.items()}


def parse_number(text: str) -> Optional[int]:
    """Parse an unsigned number that fits a database column; None if it is none."""
    right = text.isascii() and text.isdigit() and len(text) <= MAX_NUMBER_DIGITS
    return int(text) if right else None


async def read_form(request: Request) -> Form:
    """Read the form of a request.

    Raises:
        UnreadableForm: too large, too slow, malformed, or with invalid characters.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _CONTENT_TYPE:
        raise UnreadableForm(415, "not_a_form")
    parser = FormParser(request.headers, _read_limited_body(request), max_fields=MAX_FORM_FIELDS)
    try:
        parsed = await asyncio.wait_for(parser.parse(), MAX_READ_SECONDS)
    except (asyncio.TimeoutError, ClientDisconnect):
        raise UnreadableForm(408, "slow") from None
    except MultiPartException:
        raise UnreadableForm(413, "too_large") from None
    return Form(clean_fields(parsed.multi_items()))


async def _read_limited_body(request: Request) -> AsyncGenerator[bytes, None]:
    """Yield the body, with the empty chunk that ends it for the parser.

    Bytes outside ASCII are refused: browsers percent-encode them.
    """
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_FORM_BYTES:
            raise UnreadableForm(413, "too_large")
        if not chunk.isascii():
            raise UnreadableForm(422, "characters")
        yield chunk


def clean_fields(fields: Iterable[tuple[str, object]]) -> Iterator[tuple[str, str]]:
    """Clean the text of all fields according to C5. Raises UnreadableForm."""
    for name, value in fields:
        text = unicodedata.normalize("NFC", str(value).replace("\r\n", "\n"))
        if _UNWANTED_CHARS.search(text) or _UNWANTED_CHARS.search(name):
            raise UnreadableForm(422, "characters")
        yield name, text
