"""C5 on the web, where `test_web_api.py` ends: oddities of JSON and HTTP, and help all the same."""

from __future__ import annotations

import json
import socket
from typing import Any

import httpx
import pytest

from bot.channels.request_body import MAX_BODY_BYTES
from bot.channels.web import chat_api
from bot.cli.http_connections import HEAD_TOO_LONG_TEXT
from bot.messaging.message_intake import ServiceCrowded, TooManyWaiting
from tests.support.live_service import MAX_WAIT_SECONDS, LiveService
from tests.support.malformed_bodies import AMBIGUOUS, NO_JSON
from tests.support.web_chat_client import WebChatClient
from tests.support.web_requests import DISTRESS, encode_message, extract_error

LINES = ("0800 32 123", "112")


@pytest.fixture
def page(service: LiveService) -> WebChatClient:
    return WebChatClient(service)


@pytest.mark.parametrize("content", {**NO_JSON, **AMBIGUOUS}.values(), ids=NO_JSON | AMBIGUOUS)
def test_c5_odd_json_is_refused_with_a_sentence(
    service: LiveService, page: WebChatClient, content: bytes
) -> None:
    large = len(content) > MAX_BODY_BYTES
    status, reason = (413, "too_large") if large else (400, "json")
    assert extract_error(page.post_raw(content), status, service) == reason


def test_c5_text_is_kept_composed(page: WebChatClient) -> None:
    """NFC: « é » in two signs is stored as one."""
    page.say("me\u0301tier")
    mine = page.read(lambda seen: seen[-1][1]["from"] == "person")[-1][1]
    assert mine["text"] == "m\u00e9tier"


REFUSED_IN_DISTRESS = {
    "too long": (encode_message(text=DISTRESS + " et " * 1000), 413, "too_long"),
    "a control character": (encode_message(text=DISTRESS + "\x07"), 422, "control"),
    "a surrogate": (encode_message(text=DISTRESS + "\ud800"), 422, "not_unicode"),
    "no valid id": (encode_message(id="?", text=DISTRESS), 422, "id"),
    "a choice beside": (encode_message(text=DISTRESS, choice="abc"), 422, "message"),
}


@pytest.mark.parametrize(
    ("content", "status", "reason"), REFUSED_IN_DISTRESS.values(), ids=REFUSED_IN_DISTRESS
)
def test_s1_what_is_refused_in_distress_is_helped_all_the_same(
    page: WebChatClient, content: bytes, status: int, reason: str
) -> None:
    helped(page.post_raw(content), status, f"refused_{reason}")


def helped(answer: httpx.Response, status: int, reason: str) -> None:
    """Refused with its sentence, and with the helplines."""
    assert (answer.status_code, answer.json()["error"]) == (status, reason)
    for number in LINES:
        assert number in answer.json()["message"]
    assert "{" not in answer.json()["message"]


def test_s1_who_has_no_session_any_more_is_helped_all_the_same(page: WebChatClient) -> None:
    page.token = "a" * 43
    helped(page.post({"id": "a1", "text": DISTRESS}), 401, "refused_session")


@pytest.mark.parametrize(
    ("error", "reason"),
    [(TooManyWaiting, "refused_too_many"), (ServiceCrowded, "refused_busy")],
)
def test_s1_where_too_much_waits_who_is_in_distress_is_helped(
    service: LiveService,
    page: WebChatClient,
    monkeypatch: pytest.MonkeyPatch,
    error: Any,
    reason: str,
) -> None:
    def full(*given: Any) -> None:
        raise error

    monkeypatch.setattr(chat_api, "accept_message", full)
    assert f"refused_{extract_error(page.post({'id': 'a1', 'text': 'ok'}), 429, service)}" == reason
    helped(page.post({"id": "a2", "text": DISTRESS}), 429, reason)


@pytest.mark.parametrize("error", [RuntimeError("ce que Zoé a écrit"), ValueError("x")], ids=repr)
def test_s1_whatever_keeps_a_message_from_being_stored_is_told(
    service: LiveService,
    page: WebChatClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    def fails(*given: Any) -> None:
        raise error

    monkeypatch.setattr(chat_api, "accept_message", fails)
    assert extract_error(page.post({"id": "a1", "text": "ok"}), 503, service) == "storage_failed"
    helped(page.post({"id": "a2", "text": DISTRESS}), 503, "storage_failed_distress")
    assert "Zoé" not in caplog.text


def test_a_crowd_at_the_door_is_told(
    service: LiveService, page: WebChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: Any) -> None:
        raise ServiceCrowded

    monkeypatch.setattr(chat_api, "accept_message", full)
    assert extract_error(page.http.post("/api/session"), 429, service) == "full"
    monkeypatch.undo()
    monkeypatch.setattr(service.service.web.streams, "_of_all", 0)
    assert extract_error(page.http.get("/api/events", headers=page.bearer), 429, service) == "full"


# HTTP

ROUTES = {
    "/api/session": "POST",
    "/api/messages": "POST",
    "/api/events": "GET, HEAD",
    "/api/forget": "POST",
    "/api/openapi.json": "GET, HEAD",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")


@pytest.mark.parametrize("path", ROUTES)
def test_c5_other_methods_are_refused_with_a_sentence(
    service: LiveService, page: WebChatClient, path: str
) -> None:
    for method in METHODS:
        if method in ROUTES[path].split(", "):
            continue
        answer = page.http.request(method, path, headers=page.bearer)
        assert answer.status_code == 405, method
        assert set(answer.headers["allow"].split(", ")) == set(ROUTES[path].split(", "))
        if method != "HEAD":
            assert extract_error(answer, 405, service) == "method"


def test_c5_an_unknown_address_is_refused_with_a_sentence(
    service: LiveService, page: WebChatClient
) -> None:
    for path in ("/api/", "/api/rien", "/api/messages/1", "/api/%00", "/api/%ff", "/api/%2e%2e"):
        assert extract_error(page.http.get(path), 404, service) == "not_found"


def test_a_stream_that_is_only_looked_at_opens_none(
    service: LiveService, page: WebChatClient
) -> None:
    answer = page.http.head("/api/events", headers=page.bearer)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert not service.service.web.streams._open
    assert page.http.head("/api/events").status_code == 401


def test_c5_a_position_that_no_column_holds_is_none(
    service: LiveService, page: WebChatClient
) -> None:
    for cursor in ("1" * 15_000, "9" * 22 + ".0", "0." + "9" * 19, "2147483648.0", "\u0663.\u0663"):
        answer = page.http.get("/api/events", params={"after": cursor}, headers=page.bearer)
        assert extract_error(answer, 400, service) == "cursor"


ODD_HEADS = {
    "no HTTP": b"\x16\x03\x01\x02\x00",
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /healthz HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
    "two lengths": b"POST /api/forget HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n"
    b"content-length: 2\r\n\r\n",
    "a negative length": b"POST /api/forget HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
    "no length": b"POST /api/forget HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n",
    "an unknown coding": b"POST /api/forget HTTP/1.1\r\nhost: a\r\ntransfer-encoding: x\r\n\r\n",
    "a NUL in a header": b"GET /healthz HTTP/1.1\r\nhost: a\r\nx: a\x00b\r\n\r\n",
    "a header without end": b"GET /healthz HTTP/1.1\r\nhost: a\r\nx: " + b"a" * 20_000,
    "an address without end": b"GET /api/events?after=" + b"1" * 20_000,
    "ten thousand headers": b"GET /healthz HTTP/1.1\r\nhost: a\r\n" + b"x: y\r\n" * 10_000,
}


@pytest.mark.parametrize("head", ODD_HEADS.values(), ids=ODD_HEADS)
def test_c5_what_is_no_request_is_refused_with_a_sentence(
    service: LiveService, head: bytes
) -> None:
    answer = exchange(service, head)
    status = answer.split(b" ")[1]
    sentence = (
        HEAD_TOO_LONG_TEXT if status == b"431" else "Cette demande n'est pas du HTTP valable."
    )
    assert status in (b"400", b"431", b"501")
    assert answer.decode().endswith(sentence)


def exchange(service: LiveService, sent: bytes) -> bytes:
    """All that comes back until the connection is closed."""
    with socket.create_connection(
        ("127.0.0.1", service.port), timeout=MAX_WAIT_SECONDS
    ) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


ODD_HEADERS: dict[str, dict[str, Any]] = {
    "many languages": {"accept-language": "x" * 8000},
    "nothing acceptable": {"accept": "image/png", "accept-encoding": "none"},
    "another host": {"host": "evil.example"},
    "a foreign proxy": {"x-forwarded-for": "a, b, c" * 100, "forwarded": "for=\x7f"[:-1]},
    "an upgrade": {"connection": "upgrade", "upgrade": "websocket"},
    "cookies": {"cookie": "; ".join(["a=b"] * 500)},
    "bytes": {"user-agent": b"\xff\xfe", "from": b"\xe9"},
    "a range": {"range": "bytes=0-0,5-9999999", "if-none-match": "*"},
}


@pytest.mark.parametrize("headers", ODD_HEADERS.values(), ids=ODD_HEADERS)
def test_c5_odd_headers_change_nothing(page: WebChatClient, headers: dict[str, Any]) -> None:
    sent = page.http.post(
        "/api/messages",
        content=json.dumps({"id": "odd", "text": "bonjour"}).encode(),
        headers={**page.bearer, "content-type": "application/json", **headers},
    )
    assert sent.status_code == 202
