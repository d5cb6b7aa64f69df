"""How the service listens: so many connections, and no patience without end with any of them.

uvicorn waits for ever for a request whose headers never end and for a reader that never reads. A
reverse proxy would not, but the service has to stay up alone too.
"""

from __future__ import annotations

import asyncio
import resource
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Optional
from weakref import WeakKeyDictionary

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from bot.channels.web.client_addresses import ProxyMiddleware

# At the same time, open streams among them; fewer where the operating system grants fewer.
MAX_CONNECTIONS = 3000
_SPARE_FILES = 300  # files that the service opens itself
MAX_HEAD_BYTES = 16 * 1024
HEAD_TOO_LONG_TEXT = (
    "Les en-têtes de la demande dépassent 16 Ko. Effacer les cookies de ce site, puis réessayer."
)
# For the headers of a request; for its body, whoever reads it has a deadline of their own.
MAX_HEAD_SECONDS = 10.0
# A thread that waits for the interpreter asks for it after so long. At the default (5 ms) it gets
# none at all while the event loop has many short steps to do: between them the loop lets go and
# takes again, and the thread begins to wait anew (measured in docs/performance.md).
SWITCH_SECONDS = 0.0001
# How often a connection is looked at, and how often its reader may have taken nothing.
CHECK_INTERVAL_SECONDS, MAX_STALLED_CHECKS = 5.0, 6
# Who is refused unread hears so after so long: a machine that asks again at once is slowed down.
REFUSAL_DELAY_SECONDS = 1.0

RefusalPolicy = Callable[[str, bytes], Optional[bytes]]

_WAITING_CONNECTIONS: WeakKeyDictionary[ServerState, dict[HttpConnection, None]] = (
    WeakKeyDictionary()
)


class _BoundedHeadParser(h11.Connection):
    """h11 bounds what it still waits for the end of; this also bounds a head that came at once."""

    is_too_long = False

    def next_event(self) -> Any:
        """The next event. Raises h11.RemoteProtocolError, also of a head over the bound."""
        try:
            event = super().next_event()
        except h11.RemoteProtocolError as error:
            self.is_too_long = error.error_status_hint == 431
            raise
        if isinstance(event, h11.Request) and _count_head_bytes(event) > MAX_HEAD_BYTES:
            self.is_too_long = True
            raise h11.RemoteProtocolError("head too long", error_status_hint=431)
        return event


def _count_head_bytes(request: h11.Request) -> int:
    """As it was sent, but for blanks: of each line its colon, its blank and its end too."""
    lines = sum(len(name) + len(value) + 4 for name, value in request.headers)
    return len(request.method) + len(request.target) + lines


class HttpConnection(H11Protocol):
    """One connection. Over the bound, the one that has owed (the rest of) a request for longest
    makes room: whoever opens many and asks nothing keeps nobody out."""

    max_connections = MAX_CONNECTIONS
    # The answer to a request that begins like that, sent by that peer, where it is not to be read.
    refusal: RefusalPolicy = staticmethod(lambda peer, head: None)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Look at it from time to time, from now on."""
        super().connection_made(transport)
        self.conn = self._heads = _BoundedHeadParser(h11.SERVER, MAX_HEAD_BYTES)
        self._waiting = _WAITING_CONNECTIONS.setdefault(self.server_state, {})
        self._idle_since = self.loop.time()
        self._left, self._moved, self._stuck = 0, False, 0
        self._refused = False
        self._look_later()
        if len(self.connections) > self.max_connections:
            next(iter(self._waiting), self).drop()
        self._note()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some of a request came."""
        if self._refused:
            return
        if self._is_idle and self.client and (answer := self.refusal(self.client[0], data)):
            self._refused = True
            self.loop.call_later(REFUSAL_DELAY_SECONDS, self._refuse, answer)
            return
        super().data_received(data)
        self._note()

    def on_response_complete(self) -> None:
        """All of an answer was handed over to be sent."""
        super().on_response_complete()
        self._idle_since = self.loop.time()
        self._note()

    def resume_writing(self) -> None:
        """Most of what waited to be sent was taken."""
        self._moved = True
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP. In the middle of an answer there is nothing to say any more."""
        if not self._is_idle:
            self.drop()
        elif self._heads.is_too_long:
            self._refuse_head()
        else:
            super().send_400_response("Cette demande n'est pas du HTTP valable.")

    def _refuse_head(self) -> None:
        headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
        answer = h11.Response(status_code=431, headers=headers, reason=b"Headers Too Large")
        for event in (answer, h11.Data(data=HEAD_TOO_LONG_TEXT.encode()), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event))
        self.transport.close()

    def _refuse(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()

    def drop(self) -> None:
        """End it, whatever it still holds."""
        self._forget()
        self.transport.abort()

    @property
    def _is_idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _note(self) -> None:
        """Whether the client owes us something now."""
        if not self.transport.is_closing() and (self._is_idle or self.cycle.more_body):
            self._waiting.setdefault(self)
        else:
            self._waiting.pop(self, None)

    def _look_later(self) -> None:
        self._timer = self.loop.call_later(CHECK_INTERVAL_SECONDS, self._look)

    def _look(self) -> None:
        left = self.transport.get_write_buffer_size()
        stuck = left >= self._left and not self._moved
        self._stuck = self._stuck + 1 if left and stuck else 0
        self._left, self._moved = left, False
        silent = (
            not left and self._is_idle and self.loop.time() - self._idle_since >= MAX_HEAD_SECONDS
        )
        if silent or self._stuck > MAX_STALLED_CHECKS:
            self.drop()
        else:
            self._look_later()

    def _forget(self) -> None:
        self._timer.cancel()
        self._waiting.pop(self, None)


def build_config(app: Any, host: str, port: int, proxies: str = "") -> uvicorn.Config:
    """uvicorn's, for the service; h11 is the one of its protocols that bounds headers. `proxies`:
    those of the settings."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=HttpConnection,
        # Rasa pins websockets < 11, which uvicorn's own support cannot import; none is used here.
        ws="none",
        log_level="warning",
        log_config=None,  # its own would print exceptions whole (`bot.logging_setup`)
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        proxy_headers=False,  # `BehindProxies` reads them
        forwarded_allow_ips=proxies or None,
    )
    config.app = ProxyMiddleware(app, config.forwarded_allow_ips, named=bool(proxies))
    return config


def serve_socket(
    app: Any,
    listening: socket.socket,
    proxies: str = "",
    refusal: RefusalPolicy = HttpConnection.refusal,
) -> None:
    """Serve on a socket that listens, until interrupted. `refusal`: see `Connection`."""
    HttpConnection.refusal = staticmethod(refusal)
    sys.setswitchinterval(SWITCH_SECONDS)
    HttpConnection.max_connections = min(
        MAX_CONNECTIONS, _raise_open_file_limit(MAX_CONNECTIONS + _SPARE_FILES) - _SPARE_FILES
    )
    host, port = listening.getsockname()[:2]
    with suppress(KeyboardInterrupt):
        uvicorn.Server(build_config(app, host, port, proxies)).run([listening])


def _raise_open_file_limit(wanted: int) -> int:
    """How many the operating system grants, asked for so many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    granted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (granted, hard))
    return granted
