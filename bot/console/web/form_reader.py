"""Reading a form within limits: 16 KiB, 200 fields, in ten seconds; text is cleaned as C5 says."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from typing import Optional

from starlette.formparsers import FormParser, MultiPartException
from starlette.requests import ClientDisconnect, Request

MAX_FORM_BYTES, MAX_FORM_FIELDS, MAX_READ_SECONDS = 16 * 1024, 200, 10.0
MAX_NUMBER_DIGITS = 18  # digits: fits the columns of the database
CSRF_FIELD = "jeton"
_CONTENT_TYPE = "application/x-www-form-urlencoded"
# Tab and newline are welcome; U+FFFD stands where the bytes were no UTF-8.
_UNWANTED_CHARS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")


class UnreadableForm(Exception):
    """The form cannot be read: an HTTP status, and the key of a sentence."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Form:
    """What was typed. A field that is missing reads as empty. `file`: what was sent along."""

    def __init__(self, fields: Iterable[tuple[str, str]] = (), file: bytes = b"") -> None:
        self.file = file
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)

    def raw(self, name: str) -> str:
        """As it was typed: for passphrases."""
        return self._fields.get(name, [""])[0]

    def text(self, name: str) -> str:
        """In one line or several, without blanks around."""
        return self.raw(name).strip()

    def all(self, name: str) -> list[str]:
        """The values of boxes that were ticked."""
        return list(self._fields.get(name, ()))

    def number(self, name: str) -> Optional[int]:
        """A number without sign, None when it is none."""
        return parse_number(self.text(name))

    def has(self, name: str, value: str) -> bool:
        """Whether a box was ticked."""
        return value in self._fields.get(name, ())

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __bool__(self) -> bool:
        return bool(self._fields)

    def texts(self) -> Mapping[str, str]:
        """The first value of each field."""
        return {name: values[0] for name, values in self._fields.items()}


def parse_number(text: str) -> Optional[int]:
    """A number in digits that the database can hold, else None."""
    right = text.isascii() and text.isdigit() and len(text) <= MAX_NUMBER_DIGITS
    return int(text) if right else None


async def read_form(request: Request) -> Form:
    """The form of a request.

    Raises:
        Unreadable: too large, too slow, not a form, or with characters that nobody types.
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
    """The body; its end comes as an empty piece, as the parser wants it. Browsers write all but
    ASCII as escapes."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_FORM_BYTES:
            raise UnreadableForm(413, "too_large")
        if not chunk.isascii():
            raise UnreadableForm(422, "characters")
        yield chunk


def clean_fields(fields: Iterable[tuple[str, object]]) -> Iterator[tuple[str, str]]:
    """As C5 says. Raises Unreadable."""
    for name, value in fields:
        text = unicodedata.normalize("NFC", str(value).replace("\r\n", "\n"))
        if _UNWANTED_CHARS.search(text) or _UNWANTED_CHARS.search(name):
            raise UnreadableForm(422, "characters")
        yield name, text
