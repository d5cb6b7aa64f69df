"""While the service gets ready, whoever asks is told so, and nobody is turned away."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.cli.http_connections import build_config
from bot.cli.startup_server import serve_during_startup
from bot.port_binding import PortUnavailable
from bot.settings import Settings
from bot.site import startup_page
from bot.site.page_facts import build_page_facts
from bot.site.security_headers import CONTENT_SECURITY_POLICY

HOST, PATIENCE = "127.0.0.1", 30


@pytest.fixture
def app() -> ASGIApp:
    return startup_page.build_startup_app(build_page_facts(Settings(_env_file=None)))


@pytest.fixture
def waiting(app: ASGIApp) -> Iterator[httpx.Client]:
    with serve_during_startup(app, HOST, 0) as listening:
        url = f"http://{HOST}:{listening.getsockname()[1]}"
        with httpx.Client(base_url=url, timeout=PATIENCE) as client:
            yield client
    listening.close()


@pytest.mark.parametrize("path", ["/", "/conseillers", "/carnet", "/nulle-part"])
def test_a_page_says_so_and_loads_itself_again_without_a_script(
    waiting: httpx.Client, path: str
) -> None:
    answer = waiting.get(path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert "Boussole se prépare, encore quelques instants." in answer.text
    assert '<meta http-equiv="refresh" content="3">' in answer.text
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert re.findall(r"<script(?![^>]*\bsrc=)", answer.text) == []
    assert "tel:112" in answer.text
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', answer.text)
    assert [waiting.get(style).status_code for style in styles] == [200] * len(styles)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/session"), ("POST", "/api/messages"), ("POST", "/messenger/webhook")],
)
def test_a_program_is_told_when_to_ask_again(waiting: httpx.Client, method: str, path: str) -> None:
    answer = waiting.request(method, path, json={})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert answer.json()["error"] == "starting"
    assert "Boussole se prépare" in answer.json()["message"]


def test_it_lives_and_is_not_ready(waiting: httpx.Client) -> None:
    assert waiting.get("/healthz").json() == {"alive": True}
    ready = waiting.get("/readyz")
    assert (ready.status_code, ready.json()) == (503, {"ready": False})


def test_who_knocks_in_between_is_answered_by_the_service(app: ASGIApp) -> None:
    with serve_during_startup(app, HOST, 0) as listening:
        port = listening.getsockname()[1]
    with socket.create_connection((HOST, port), timeout=PATIENCE) as between:
        between.sendall(b"GET / HTTP/1.1\r\nhost: boussole\r\n\r\n")
        service = Starlette(routes=[Route("/", lambda request: PlainTextResponse("here"))])
        server = uvicorn.Server(build_config(service, HOST, port))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        assert between.recv(4096).startswith(b"HTTP/1.1 200 OK")
    server.should_exit = True
    thread.join(PATIENCE)


def test_a_port_that_is_taken_is_told_before_anything_is_loaded(app: ASGIApp) -> None:
    with (
        socket.create_server((HOST, 0)) as taken,
        pytest.raises(PortUnavailable, match="is taken"),
        serve_during_startup(app, HOST, taken.getsockname()[1]),
    ):
        pytest.fail("it began")


def test_a_start_that_fails_lets_the_port_go(app: ASGIApp) -> None:
    ports: list[int] = []

    def start() -> None:
        with serve_during_startup(app, HOST, 0) as listening:
            ports.append(listening.getsockname()[1])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        start()
    socket.create_server((HOST, ports[0])).close()
