"""C5 on the console's forms: whatever bytes come, a form or one named refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from bot.console.web import form_reader
from bot.console.web.form_reader import (
    MAX_FORM_BYTES,
    MAX_FORM_FIELDS,
    Form,
    UnreadableForm,
    read_form,
)
from bot.console.web.uploads import read_upload
from tests.support.console_application import ROOT, ConsoleApplication, extract_main_text

FormReader = Callable[[Request], Awaitable[Form]]
URLENCODED, BOUNDARY = "application/x-www-form-urlencoded", "limite"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def read(reader: FormReader, body: bytes, kind: str, cut: int = 1024) -> Form:
    """As the console reads it, the body in pieces."""
    pieces = [body[at : at + cut] for at in range(0, len(body), cut)] or [b""]
    messages = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
        for number, piece in enumerate(pieces, start=1)
    ]

    async def receive() -> Any:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    headers = [(b"content-type", kind.encode("latin-1"))]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers, "query_string": b""}
    return asyncio.run(reader(Request(scope, receive)))


def part(head: str, content: bytes = b"a") -> bytes:
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode("latin-1") + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
FIELD = 'content-disposition: form-data; name="name"'
FILE = 'content-disposition: form-data; name="file"; filename="agenda.ics"'

REFUSED = {
    "10 MB": (b"a=" + b"b" * 10_000_000, URLENCODED, 413),
    "10,000 fields": (b"a=b&" * 10_000, URLENCODED, 413),
    "8,000 fields without a value": (b"a&" * 8000, URLENCODED, 413),
    "NUL in a value": (b"name=a%00b", URLENCODED, 422),
    "NUL in a name": (b"na%00me=a", URLENCODED, 422),
    "a bare NUL": (b"name=a\x00b", URLENCODED, 422),
    "Latin-1": (b"name=caf\xe9", URLENCODED, 422),
    "Latin-1, escaped": (b"name=caf%e9", URLENCODED, 422),
    "UTF-16": ("name=a".encode("utf-16"), URLENCODED, 422),
    "a surrogate": (b"name=%ed%a0%80", URLENCODED, 422),
    "an escape character": (b"name=%1b[2J", URLENCODED, 422),
    "JSON": (b"{}", "application/json", 415),
    "no kind": (b"a=b", "", 415),
    "a form with a file": (part(FIELD) + END, MULTIPART, 415),
}


@pytest.mark.parametrize(("body", "kind", "status"), REFUSED.values(), ids=REFUSED)
def test_c5_what_is_no_form_is_refused_on_a_page(
    site: ConsoleApplication, body: bytes, kind: str, status: int
) -> None:
    headers = {"content-type": kind} if kind else {}
    answer = site.browser().client.post(f"{ROOT}/entrer", content=body, headers=headers)
    assert answer.status_code == status
    assert "Ça n’a pas marché" in extract_main_text(answer)
    assert "Traceback" not in answer.text


NO_UPLOAD = {
    "no boundary": (part(FIELD) + END, "multipart/form-data"),
    "another boundary": (part(FIELD) + END, "multipart/form-data; boundary=autre"),
    "an empty boundary": (part(FIELD) + END, "multipart/form-data; boundary="),
    "a boundary that is no ASCII": (part(FIELD) + END, "multipart/form-data; boundary=é"),
    "no name": (part("content-disposition: form-data") + END, MULTIPART),
    "no disposition": (part("x: y") + END, MULTIPART),
    "two files": (part(FILE) + part(FILE) + END, MULTIPART),
    "eleven fields": (part(FIELD) * 11 + END, MULTIPART),
    "a field that is too large": (part(FIELD, b"a" * (MAX_FORM_BYTES + 1)) + END, MULTIPART),
    "a header without end": (b"--limite\r\nx: " + b"a" * 100_000, MULTIPART),
    "NUL in a field": (part(FIELD, b"a\x00b") + END, MULTIPART),
    "Latin-1": (part(FIELD, b"caf\xe9") + END, MULTIPART + "; charset=utf-8"),
}


@pytest.mark.parametrize(("body", "kind"), NO_UPLOAD.values(), ids=NO_UPLOAD)
def test_c5_what_is_no_upload_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(UnreadableForm) as refused:
        read(read_upload, body, kind)
    assert 400 <= refused.value.status < 500


@pytest.mark.parametrize("charset", ["klingon", "utf-16", "rot13", "iso-8859-1"])
def test_c5_a_field_of_an_upload_is_utf8_whatever_it_says(charset: str) -> None:
    body = part(FIELD, "café".encode()) + END
    kind = f"{MULTIPART}; charset={charset}"
    assert list(read(read_upload, body, kind).texts().values()) == ["café"]


@pytest.mark.parametrize("charset", ["idna", "undefined", "a\x00b"])
def test_c5_a_charset_that_cannot_be_used_is_refused(charset: str) -> None:
    with pytest.raises(UnreadableForm):
        read(read_upload, part(FIELD, b"\xff") + END, f"{MULTIPART}; charset={charset}")


PATIENT = settings(deadline=None)
VALUES = st.text(st.characters(exclude_categories=("Cs",)), max_size=50)


@PATIENT
@given(st.binary(max_size=2000), st.text(st.characters(max_codepoint=255), max_size=60))
@example(b"a=%", URLENCODED)
@example(b"&&==&", URLENCODED)
def test_c5_any_bytes_are_a_form_or_refused(body: bytes, kind: str) -> None:
    for reader in (read_form, read_upload):
        for each in (kind, URLENCODED, MULTIPART, f"multipart/form-data; boundary={kind}"):
            with suppress(UnreadableForm):
                form = read(reader, body, each)
                for name, text in form.texts().items():
                    assert not form_reader._UNWANTED_CHARS.search(name + text)


@PATIENT
@given(st.binary(max_size=500), st.binary(max_size=500), st.integers(1, 40))
def test_c5_any_part_is_read_or_refused(head: bytes, content: bytes, cut: int) -> None:
    body = part(head.decode("latin-1"), content) + part(FILE, content) + END
    with suppress(UnreadableForm):
        read(read_upload, body, MULTIPART, cut)


@PATIENT
@given(st.lists(st.tuples(VALUES, VALUES), max_size=MAX_FORM_FIELDS))
def test_c5_what_a_browser_sends_is_read_as_it_was_typed_or_refused(
    fields: list[tuple[str, str]],
) -> None:
    body = urlencode(fields, quote_via=quote_plus).encode()
    with suppress(UnreadableForm):
        form = read(read_form, body, URLENCODED)
        assert set(form) == {name for name, _ in form_reader.clean_fields(fields)}
