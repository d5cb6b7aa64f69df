"""A real CalDAV server on this machine, and a web server that answers what it is told to."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx

USER, PASSWORD = "anna", "mot de passe à usage unique"  # pragma: allowlist secret
_MAX_START_SECONDS = 30


@dataclass(frozen=True)
class CalendarServer:
    """A running Radicale with the calendars of one user."""

    url: str

    def address(self, calendar: str) -> str:
        return f"{self.url}/{USER}/{calendar}/"

    def make_calendar(self, calendar: str) -> str:
        """Make an empty calendar; its address."""
        self._send("MKCALENDAR", self.address(calendar))
        return self.address(calendar)

    def put(self, calendar: str, name: str, data: bytes) -> None:
        """Store an event."""
        self._send("PUT", f"{self.address(calendar)}{name}.ics", data)

    def delete(self, calendar: str, name: str) -> None:
        self._send("DELETE", f"{self.address(calendar)}{name}.ics")

    def _send(self, method: str, url: str, content: bytes = b"") -> None:
        headers = {"content-type": "text/calendar; charset=utf-8"}
        answer = httpx.request(
            method, url, content=content, headers=headers, auth=(USER, PASSWORD), trust_env=False
        )
        assert answer.is_success, answer.text


@contextlib.contextmanager
def running_calendar_server(folder: Path) -> Iterator[CalendarServer]:
    """A Radicale of its own on a free port of the loopback interface, plain http."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n", "utf-8")
    options = {
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "htpasswd",
        "auth-htpasswd-filename": str(folder / "users"),
        "auth-htpasswd-encryption": "plain",
        "auth-delay": "0",
        "storage-filesystem-folder": str(folder / "collections"),
        "logging-level": "error",
    }
    command = [sys.executable, "-m", "radicale", "--config", ""]
    server = subprocess.Popen(
        [*command, *(f"--{name}={value}" for name, value in options.items())],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield CalendarServer(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(port: int, server: subprocess.Popen) -> None:
    until = time.monotonic() + _MAX_START_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the calendar server ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("the calendar server did not start")


@contextlib.contextmanager
def answering(
    status: int, body: bytes = b"", headers: dict[str, str] | None = None
) -> Iterator[tuple[str, list[str]]]:
    """A web server with one answer; its address, and the hosts that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_REPORT(self) -> None:
            asked.append(self.headers["host"])
            # Left unread, it would reset the connection at the end.
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/c/", asked
    finally:
        server.shutdown()
        server.server_close()
