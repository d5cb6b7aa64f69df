"""Reading a form with a file: at most 1 MiB in 30 s, in memory; the file name is ignored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from bot.booking.calendar_import.calendar_file_errors import TooLargeFile
from bot.console.web import form_reader
from bot.console.web.form_reader import MAX_FORM_BYTES, Form, UnreadableForm, clean_fields

MAX_FILE_BYTES, MAX_READ_SECONDS = 1024 * 1024, 30.0
# Browsers read the response only after sending everything: so much more is read and dropped.
_MAX_DISCARDED_BYTES = 16 * 1024 * 1024
_CONTENT_TYPE = "multipart/form-data"


class _InMemoryParser(MultiPartParser):
    """Keeps files in memory, and decodes text as UTF-8 whatever the declared charset."""

    spool_max_size = MAX_FILE_BYTES + MAX_FORM_BYTES + 1

    def on_part_end(self) -> None:
        """Finish a field or file."""
        if self._current_part.file is not None:
            super().on_part_end()
            return
        typed = self._current_part.data.decode("utf-8")
        self.items.append((self._current_part.field_name, typed))


async def read_upload(request: Request) -> Form:
    """Read the form of a request with its file; one without a file reads like any form.

    Raises:
        UnreadableForm: too large, too slow, malformed, or with invalid characters.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _CONTENT_TYPE:
        return await form_reader.read_form(request)
    try:
        return await asyncio.wait_for(_parse_form(request), MAX_READ_SECONDS)
    except (asyncio.TimeoutError, ClientDisconnect):
        raise UnreadableForm(408, "slow") from None
    except (MultiPartException, ValueError):  # an invalid charset
        raise UnreadableForm(422, "broken_upload") from None


async def _parse_form(request: Request) -> Form:
    stream = _read_limited_body(request)
    parser = _InMemoryParser(
        request.headers, stream, max_files=1, max_fields=10, max_part_size=MAX_FORM_BYTES
    )
    parsed = await parser.parse()
    try:
        every = parsed.multi_items()
        files = [each for _, each in every if isinstance(each, UploadFile)]
        typed = [(name, each) for name, each in every if isinstance(each, str)]
        return Form(clean_fields(typed), await files[0].read() if files else b"")
    finally:
        await parsed.close()


async def _read_limited_body(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= MAX_FILE_BYTES + MAX_FORM_BYTES:
            yield chunk
        elif size > _MAX_DISCARDED_BYTES:
            break
    if size > MAX_FILE_BYTES + MAX_FORM_BYTES:
        raise UnreadableForm(413, TooLargeFile.code)
