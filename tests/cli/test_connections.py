"""C5: slow clients. Real connections to the real server, three routes behind it."""

from __future__ import annotations

import asyncio
import selectors
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, suppress
from types import SimpleNamespace
from typing import Any, Optional, cast

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from uvicorn.server import ServerState

from bot.cli import http_connections
from bot.cli.http_connections import (
    CHECK_INTERVAL_SECONDS,
    MAX_HEAD_BYTES,
    MAX_HEAD_SECONDS,
    HttpConnection,
    build_config,
)
from tests.support.live_service import MAX_WAIT_SECONDS, ListeningServer

HEAD = b"GET /now HTTP/1.1\r\nhost: a\r\n"
MANY = 300


class Site:
    """The application: `/now` answers, `/later` once it may, `/for-ever` without end."""

    def __init__(self) -> None:
        self.may, self.ended, self.asked = threading.Event(), threading.Event(), threading.Event()
        routes = [
            Route("/now", self._now, methods=["GET", "POST"]),
            Route("/later", self._later, methods=["GET", "POST"]),
            Route("/for-ever", self._for_ever, methods=["GET", "POST"]),
        ]
        self.server = ListeningServer(build_config(Starlette(routes=routes), "127.0.0.1", 0))

    @property
    def port(self) -> int:
        return self.server.servers[0].sockets[0].getsockname()[1]

    @property
    def open(self) -> int:
        return len(self.server.server_state.connections)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=MAX_WAIT_SECONDS)

    def answers(self) -> bool:
        """Whether somebody else is answered now."""
        return (
            httpx.get(f"http://127.0.0.1:{self.port}/now", timeout=MAX_WAIT_SECONDS).text == "now"
        )

    async def _now(self, request: Request) -> Response:
        return PlainTextResponse("now")

    async def _later(self, request: Request) -> Response:
        self.asked.set()
        await asyncio.get_running_loop().run_in_executor(None, self.may.wait, MAX_WAIT_SECONDS)
        return PlainTextResponse("later")

    async def _for_ever(self, request: Request) -> Response:
        return StreamingResponse(self._pieces())

    async def _pieces(self) -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"a" * 65536
                await asyncio.sleep(0)
        finally:
            self.ended.set()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines as short as a test."""
    monkeypatch.setattr(http_connections, "MAX_HEAD_SECONDS", 0.2)
    monkeypatch.setattr(http_connections, "CHECK_INTERVAL_SECONDS", 0.05)
    monkeypatch.setattr(http_connections, "MAX_STALLED_CHECKS", 2)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.server.run, daemon=True)
    thread.start()
    assert made.server.listens.wait(MAX_WAIT_SECONDS)
    yield made
    made.may.set()
    made.server.leave()
    thread.join(MAX_WAIT_SECONDS)


def rest(connection: socket.socket) -> bytes:
    """All that still comes; it returns once the server has closed."""
    got = b""
    with suppress(ConnectionError):
        while piece := connection.recv(65536):
            got += piece
    return got


def drip(connection: socket.socket, piece: bytes) -> bytes:
    """A byte at a time, patiently, until the server has enough; all that it says."""
    with suppress(ConnectionError), selectors.DefaultSelector() as answers:
        answers.register(connection, selectors.EVENT_READ)
        for byte in piece * 10_000:
            connection.sendall(bytes([byte]))
            if answers.select(0.01):
                break
    return rest(connection)


def test_c5_headers_that_never_end_are_not_waited_for(site: Site, hasty: None) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(site.connect()) for _ in range(MANY)]
        for number, connection in enumerate(slow):
            connection.sendall((HEAD + b"x: ")[: number % 40])  # cut anywhere, or nothing at all
        assert site.answers()
        assert [rest(connection) for connection in slow] == [b""] * MANY
        assert site.answers()


def test_c5_headers_a_byte_at_a_time_are_not_waited_for(site: Site, hasty: None) -> None:
    with site.connect() as connection:
        connection.sendall(HEAD)
        assert drip(connection, b"x: y\r\n") == b""


@pytest.mark.parametrize("line", [b"x: ", b"cookie: ", b"x: y\r\n"], ids=["one", "cookie", "many"])
def test_c5_a_head_that_is_too_long_is_refused_though_it_came_at_once(
    site: Site, line: bytes
) -> None:
    rest_of_it = (
        b"a" * MAX_HEAD_BYTES if line.endswith(b" ") else line * (MAX_HEAD_BYTES // len(line))
    )
    with site.connect() as connection:
        connection.sendall(HEAD + line + rest_of_it + b"\r\n\r\n")
        told = rest(connection).decode()
    assert told.startswith("HTTP/1.1 431 ")
    assert "Effacer les cookies de ce site" in told
    assert site.answers()
    with site.connect() as connection:  # nearly as long is read
        connection.sendall(HEAD + b"connection: close\r\nx: " + b"a" * 15_000 + b"\r\n\r\n")
        assert rest(connection).endswith(b"now")


def test_c5_a_connection_that_is_kept_open_and_asks_nothing_ends(site: Site, hasty: None) -> None:
    with site.connect() as connection:
        connection.sendall(HEAD + b"\r\n")
        assert rest(connection).endswith(b"now")


def test_c5_what_comes_after_the_answer_is_not_waited_for(site: Site, hasty: None) -> None:
    """A body that nobody reads, and that never ends."""
    with site.connect() as connection:
        connection.sendall(b"POST /now HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n")
        told = connection.recv(65536)
        assert told.startswith(b"HTTP/1.1 200")
        assert drip(connection, b"a") in (b"", b"now")


def test_c5_who_never_reads_is_cut_off(site: Site, hasty: None) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(MAX_WAIT_SECONDS)
        connection.connect(("127.0.0.1", site.port))
        connection.sendall(b"GET /for-ever HTTP/1.1\r\nhost: a\r\n\r\n")
        assert site.ended.wait(MAX_WAIT_SECONDS)
        assert site.answers()


class Reader(asyncio.Transport):
    """The other end: `left` is what it has not taken."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.gone = 0, False

    def get_write_buffer_size(self) -> int:
        return self.left

    def is_closing(self) -> bool:
        return self.gone

    def abort(self) -> None:
        self.gone = True


class Looks:
    """An event loop as far as a connection asks for one: time passes when it is told to."""

    def __init__(self) -> None:
        self._now, self._later = 0.0, lambda: None

    def time(self) -> float:
        return self._now

    def call_later(self, seconds: float, work: Any) -> Any:
        self._later, self._due = work, self._now + seconds
        return SimpleNamespace(cancel=lambda: None)

    def next(self) -> None:
        self._now = self._due
        self._later()


@pytest.fixture
def slowly() -> tuple[HttpConnection, Reader, Looks]:
    """A connection in the middle of a long answer."""
    reader, looks = Reader(), Looks()
    config = build_config(Starlette(), "127.0.0.1", 0)
    connection = HttpConnection(config, ServerState(), {}, _loop=cast(Any, looks))
    connection.connection_made(reader)
    connection.cycle = cast(Any, SimpleNamespace(response_complete=False, more_body=False))
    return connection, reader, looks


@pytest.mark.parametrize("how", ["less is left each time", "it is filled up again each time"])
def test_c5_who_reads_slowly_is_not_cut_off(slowly: Any, how: str) -> None:
    connection, reader, looks = slowly
    for number in range(100):
        reader.left = 70_000 - number
        if how.startswith("it"):
            reader.left = 70_000
            connection.resume_writing()
        looks.next()
    assert not reader.gone


def test_c5_who_reads_nothing_for_half_a_minute_is_cut_off(slowly: Any) -> None:
    _, reader, looks = slowly
    reader.left = 70_000
    while not reader.gone:
        looks.next()
    assert 30 <= looks.time() <= 60


def test_c5_who_asks_nothing_has_as_long_as_the_head_of_a_request(slowly: Any) -> None:
    connection, reader, looks = slowly
    for _ in range(100):  # an answer takes the time it takes
        looks.next()
    connection.cycle.response_complete = True
    connection._idle_since = looks.time()
    until = looks.time() + MAX_HEAD_SECONDS
    while not reader.gone:
        looks.next()
    assert until <= looks.time() <= until + CHECK_INTERVAL_SECONDS


def test_an_answer_may_take_longer_than_a_request_may(site: Site, hasty: None) -> None:
    with site.connect() as connection:
        connection.sendall(b"GET /later HTTP/1.1\r\nhost: a\r\n\r\n")
        assert site.asked.wait(MAX_WAIT_SECONDS)
        with site.connect() as other:
            assert rest(other) == b""  # a deadline has passed meanwhile
        site.may.set()
        assert rest(connection).endswith(b"later")


def test_c5_over_the_bound_who_owes_a_request_for_longest_makes_room(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HttpConnection, "max_connections", 3)
    with ExitStack() as stack:
        busy = stack.enter_context(site.connect())
        busy.sendall(b"GET /later HTTP/1.1\r\nhost: a\r\n\r\n")
        assert site.asked.wait(MAX_WAIT_SECONDS)
        slow = [stack.enter_context(site.connect()) for _ in range(4)]
        for connection in slow:
            connection.sendall(HEAD)
        assert site.answers()
        assert [rest(connection) for connection in slow[:3]] == [b""] * 3
        site.may.set()
        assert b"later" in busy.recv(65536)


def test_c5_where_all_are_being_answered_nobody_else_is_let_in(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HttpConnection, "max_connections", 1)
    with site.connect() as busy:
        busy.sendall(b"GET /later HTTP/1.1\r\nhost: a\r\n\r\n")
        assert site.asked.wait(MAX_WAIT_SECONDS)
        with site.connect() as other:
            assert rest(other) == b""
        site.may.set()
        assert b"later" in busy.recv(65536)


def test_c5_hundreds_that_ask_nothing_keep_nobody_out(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HttpConnection, "max_connections", 50)
    with ExitStack() as stack:
        for number in range(300):
            stack.enter_context(site.connect())
            if number % 50 == 49:
                assert site.answers()
                assert site.open <= 51


def test_c5_what_is_no_http_in_the_middle_of_a_body_ends_it(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    head = b" HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n"
    with site.connect() as begun, site.connect() as waiting:
        begun.sendall(b"POST /for-ever" + head)
        assert begun.recv(12) == b"HTTP/1.1 200"
        begun.sendall(b"no chunk\r\n")
        assert site.ended.wait(MAX_WAIT_SECONDS)
        waiting.sendall(b"POST /later" + head)
        assert site.asked.wait(MAX_WAIT_SECONDS)
        waiting.sendall(b"no chunk\r\n")
        assert rest(waiting) == b""
        site.may.set()
    assert site.answers()
    assert "Traceback" not in caplog.text
    assert "Error" not in caplog.text


def test_requests_that_come_together_are_answered_in_turn(site: Site, hasty: None) -> None:
    with site.connect() as connection:
        connection.sendall((HEAD + b"\r\n") * 3)
        assert rest(connection).count(b"now") == 3


def test_a_request_that_comes_as_the_process_stops_is_answered(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection waited for one; the answer says that it takes no other."""
    monkeypatch.setattr(HttpConnection, "linger_seconds", 60.0)
    with site.connect() as waiting, site.connect() as answered:
        answered.sendall(b"GET /later HTTP/1.1\r\nhost: a\r\n\r\n")
        assert site.asked.wait(MAX_WAIT_SECONDS)
        monkeypatch.setattr(site.server.config, "timeout_graceful_shutdown", MAX_WAIT_SECONDS)
        where = ("127.0.0.1", site.port)
        site.server.leave()
        with suppress(ConnectionError):
            while True:  # until it stops
                socket.create_connection(where, timeout=MAX_WAIT_SECONDS).close()
        waiting.sendall(HEAD + b"\r\n")
        site.may.set()
        for connection, text in ((waiting, b"now"), (answered, b"later")):
            got = rest(connection)
            assert got.endswith(text)
            assert b"\r\nconnection: close\r\n" in got.lower()


def test_as_many_connections_as_files_are_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    granted: list[Any] = []
    limits = {"soft": 1024, "hard": 2048}
    monkeypatch.setattr(http_connections.resource, "getrlimit", lambda what: tuple(limits.values()))
    monkeypatch.setattr(http_connections.resource, "setrlimit", lambda what, to: granted.append(to))
    assert http_connections._raise_open_file_limit(1000) == 1000
    assert granted == []
    assert http_connections._raise_open_file_limit(3000) == 2048
    assert granted == [(2048, 2048)]


def test_what_is_refused_unread_is_answered_and_closed_and_others_are_served(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither at once, nor a second time on the same connection."""
    answer, seen = b"HTTP/1.1 429 Too Many Requests\r\n\r\n", list[tuple[str, bytes]]()

    def refusal(peer: str, head: bytes) -> Optional[bytes]:
        seen.append((peer, head))
        return answer if b"/later" in head else None

    monkeypatch.setattr(http_connections, "REFUSAL_DELAY_SECONDS", 0.1)
    monkeypatch.setattr(HttpConnection, "refusal", staticmethod(refusal))
    with site.connect() as connection:
        connection.sendall(HEAD.replace(b"/now", b"/later") + b"\r\n")
        connection.sendall(HEAD + b"\r\n")
        assert site.answers()
        assert rest(connection) == answer
    assert seen[0][0] == "127.0.0.1"
    assert not site.asked.is_set()


def test_threads_get_the_interpreter_while_the_loop_is_busy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a busy loop's threads at the default, see `docs/performance.md`."""
    before, served = sys.getswitchinterval(), list[float]()
    monkeypatch.setattr(
        uvicorn.Server, "run", lambda server, sockets: served.append(sys.getswitchinterval())
    )
    try:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            http_connections.serve_socket(None, listening)
    finally:
        sys.setswitchinterval(before)
    assert served == [pytest.approx(http_connections.SWITCH_SECONDS)]
