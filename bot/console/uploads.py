"""Reading a form with a file: 1 MiB in half a minute, in memory only, its name left aside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from bot.console import forms
from bot.console.forms import MOST_BYTES, Form, Unreadable, cleaned

MOST_OF_A_FILE, SECONDS = 1024 * 1024, 30.0
# A browser reads no answer before it has sent all: so much more is taken in and forgotten.
_PATIENCE = 16 * 1024 * 1024
_KIND = "multipart/form-data"


class _InMemory(MultiPartParser):
    """Files never touch the disk, and text is UTF-8, whatever else it says it were."""

    spool_max_size = MOST_OF_A_FILE + MOST_BYTES + 1

    def on_part_end(self) -> None:
        """A field or a file is whole."""
        if self._current_part.file is not None:
            super().on_part_end()
            return
        typed = self._current_part.data.decode("utf-8")
        self.items.append((self._current_part.field_name, typed))


async def read(request: Request) -> Form:
    """The form of a request, with its one file; one that came without any is read like others.

    Raises:
        Unreadable: too large, too slow, not such a form, or with characters that nobody types.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _KIND:
        return await forms.read(request)
    try:
        return await asyncio.wait_for(_form(request), SECONDS)
    except (asyncio.TimeoutError, ClientDisconnect):
        raise Unreadable(408, "slow") from None
    except (MultiPartException, ValueError):  # of a charset that is none
        raise Unreadable(422, "broken_upload") from None


async def _form(request: Request) -> Form:
    stream = _limited(request)
    parser = _InMemory(
        request.headers, stream, max_files=1, max_fields=10, max_part_size=MOST_BYTES
    )
    parsed = await parser.parse()
    try:
        every = parsed.multi_items()
        files = [each for _, each in every if isinstance(each, UploadFile)]
        typed = [(name, each) for name, each in every if isinstance(each, str)]
        return Form(cleaned(typed), await files[0].read() if files else b"")
    finally:
        await parsed.close()


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= MOST_OF_A_FILE + MOST_BYTES:
            yield chunk
        elif size > _PATIENCE:
            break
    if size > MOST_OF_A_FILE + MOST_BYTES:
        raise Unreadable(413, "calendar_TooLargeFile")
