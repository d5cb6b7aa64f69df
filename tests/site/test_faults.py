"""What nobody foresaw, put into routes of each kind: a French sentence, nothing of the fault."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from bot.app import Service
from bot.channels.messenger.webhook import MessengerWebhook
from bot.channels.telegram.update_handler import UpdateHandler
from bot.channels.web.chat_api import WebChannel
from bot.console.web import routing
from bot.site import assets, class_pages
from bot.site.appointment_pages import AppointmentPages
from bot.site.error_pages import REASON_BY_STATUS, ErrorResponses, UnexpectedErrorMiddleware
from bot.site.health import Health
from bot.site.notebook_pages import NotebookPages
from tests.support.live_service import MAX_WAIT_SECONDS, run_service
from tests.support.messenger_double import SECRET, VERIFY, MessengerDouble

SECRET_WORDS = "ce que Zoé a écrit"  # pragma: allowlist secret
TELEGRAM = "a-secret-of-telegram_42"
FORM = {"content-type": "application/x-www-form-urlencoded"}
BEARER = {"authorization": "Bearer abc"}


class Boom(Exception):
    """Nobody foresees it."""


def boom(*given: Any, **more: Any) -> Any:
    raise Boom(SECRET_WORDS)


@pytest.fixture
async def client(parts: Any) -> AsyncIterator[httpx.AsyncClient]:
    """The whole application in process, with both platforms; what it raises is raised here."""
    known = {
        "messenger_token": "t",
        "messenger_secret": SECRET,
        "messenger_verify": VERIFY,
        "telegram_token": "1:t",
        "telegram_secret": TELEGRAM,
    }
    service = Service.of(replace(parts, settings=parts.settings.copy(update=known)))
    transport = httpx.ASGITransport(service.application())
    async with httpx.AsyncClient(transport=transport, base_url="https://boussole.test") as made:
        yield made
    for platform in service.platforms:
        await platform.stop()
    service.threads.close()


# where the fault is put; the request; what it is called with
FAULTS: dict[str, tuple[tuple[Any, str], str, str, dict[str, Any]]] = {
    "a session": ((WebChannel, "_mint"), "POST", "/api/session", {}),
    "a stream": ((WebChannel, "_find"), "GET", "/api/events", {"headers": BEARER}),
    "erasing": ((WebChannel, "_find"), "POST", "/api/forget", {"headers": BEARER}),
    "telegram": (
        (UpdateHandler, "take"),
        "POST",
        "/telegram",
        {"json": {}, "headers": {"x-telegram-bot-api-secret-token": TELEGRAM}},
    ),
    "messenger": (
        (MessengerWebhook, "_take_all"),
        "POST",
        "/messenger",
        {"content": b"{}", "headers": MessengerDouble.signed(b"{}")},
    ),
    "the notebook": ((NotebookPages, "_find"), "GET", "/carnet", {}),
    "its file": ((NotebookPages, "_find"), "GET", "/carnet/pdf", {}),
    "a class": ((class_pages.ClassPages, "_open"), "GET", "/classe/x", {}),
    "its picture": ((class_pages.ClassPages, "_open"), "GET", "/classe/x/qr.svg", {}),
    "an appointment": ((AppointmentPages, "_look"), "GET", "/rendez-vous/x", {}),
    "cancelling it": ((AppointmentPages, "_write"), "POST", "/rendez-vous/x/annuler", {}),
    "a file": ((assets, "load_assets"), "GET", "/static/style.css", {}),
    "a page of the console": ((routing, "_handle_request"), "GET", "/conseillers/entrer", {}),
    "a form of the console": (
        (routing, "_handle_request"),
        "POST",
        "/conseillers/entrer",
        {"content": b"a=b", "headers": FORM},
    ),
}


@pytest.mark.parametrize(("where", "method", "path", "more"), FAULTS.values(), ids=FAULTS)
async def test_c5_no_fault_reaches_a_client(
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    where: tuple[Any, str],
    method: str,
    path: str,
    more: dict[str, Any],
) -> None:
    monkeypatch.setattr(*where, boom)
    answer = await client.request(method, path, **more)
    assert answer.status_code == 500
    says_nothing_of_it(answer)
    if path.startswith(("/api", "/telegram", "/messenger")):
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["error"] == "unforeseen"
        assert answer.json()["message"].startswith("Il y a une panne de mon côté.")
    else:
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "Ça n’a pas marché" in answer.text
        assert '<html lang="fr' in answer.text
    # What the operator reads: the kind and the place, once, and no word of it.
    [line] = [each for each in caplog.messages if "unforeseen" in each]
    assert line.startswith("unforeseen: Boom at ")
    assert SECRET_WORDS not in caplog.text


def says_nothing_of_it(answer: httpx.Response) -> None:
    for leak in (SECRET_WORDS, "Zoé", "Boom", "Traceback", ".py", "Error"):
        assert leak not in answer.text
    assert answer.headers["cache-control"] in ("no-store", "no-cache")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" in answer.headers


async def test_c5_health_that_fails_says_so(parts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Health, "alive", boom)
    service = Service.of(parts)
    transport = httpx.ASGITransport(service.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        answer = await made.get("/healthz")
    service.threads.close()
    assert answer.status_code == 500
    says_nothing_of_it(answer)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/rien", 404),
        ("GET", "/static/rien.css", 404),
        ("GET", "/static/0000/style.css", 404),
        ("GET", "/static/%00", 404),
        ("GET", "/../../etc/passwd", 404),
        ("GET", "/%ff%fe", 404),
        ("POST", "/", 405),
        ("DELETE", "/carnet", 405),
        ("GET", "/rendez-vous/x/annuler", 405),
        ("GET", "/conseillers/static/%00", 404),
        ("GET", "/conseillers/static/" + "a" * 5000, 404),
        ("PUT", "/conseillers/entrer", 405),
    ],
    ids=range(12),
)
async def test_c5_what_leads_nowhere_is_told_on_a_page(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    says_nothing_of_it(answer)
    assert "Ça n’a pas marché" in answer.text


@pytest.mark.parametrize("path", ["/telegram", "/messenger", "/healthz"])
async def test_c5_other_methods_of_what_programs_call_are_told_as_json(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.delete(path)
    assert answer.status_code == 405
    assert answer.json()["error"] == "refused_method"
    assert answer.headers["allow"]


async def test_an_answer_that_has_begun_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    sent: list[Any] = []

    async def half(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        boom()

    async def send(message: Any) -> None:
        sent.append(message["type"])

    nothing: Any = None
    faults = ErrorResponses({"site": {"name": ""}}, lambda name: name)
    await UnexpectedErrorMiddleware(half, faults)({"type": "http", "path": "/"}, nothing, send)
    assert sent == ["http.response.start"]
    assert "Boom" in caplog.text


def test_c5_a_stream_that_breaks_tells_nothing_on_the_wire(
    parts: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Under the real server, whose own log would hold the text of the exception."""
    caplog.set_level(logging.DEBUG)
    with run_service(parts) as service:
        token = httpx.post(f"{service.url}/api/session").json()["token"]
        monkeypatch.setattr("bot.channels.web.chat_api.fetch_entries_since", boom)
        got = everything(service.port, token)
        monkeypatch.undo()
        assert got.startswith(b"HTTP/1.1 200 OK")
        assert got.endswith(b"\r\n\r\n")  # and no line of a body
        assert httpx.get(f"{service.url}/healthz").json() == {"alive": True}
    assert SECRET_WORDS not in caplog.text
    assert "Traceback" not in caplog.text


def everything(port: int, token: str) -> bytes:
    """What comes of a stream until it is cut off."""
    head = f"GET /api/events HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {token}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=MAX_WAIT_SECONDS) as connection:
        connection.sendall(head.encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_each_reason_has_a_sentence_that_says_what_happened(dialogue: Any) -> None:
    for reason in REASON_BY_STATUS.values():
        assert dialogue.sentence(f"utter_{reason}").endswith(".")
