"""uvicorn with limits on connections, request heads and slow readers.

uvicorn waits for unfinished headers and stalled readers without a timeout. A reverse proxy would
end them, but the service must also work without one.
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

# Simultaneous connections, event streams included; fewer if the open file limit is lower.
MAX_CONNECTIONS = 3000
_SPARE_FILES = 300  # files that the service opens itself
MAX_HEAD_BYTES = 16 * 1024
HEAD_TOO_LONG_TEXT = (
    "Les en-têtes de la demande dépassent 16 Ko. Effacer les cookies de ce site, puis réessayer."
)
# For the head of a request; handlers limit the time for its body themselves.
MAX_HEAD_SECONDS = 10.0
# Thread switch interval. At the default (5 ms) a waiting thread starves while the event loop runs
# many short steps: the loop releases the GIL in between and takes it again, which restarts the
# wait (measured in docs/performance.md).
SWITCH_SECONDS = 0.0001
# Interval of the checks, and how many of them a reader may stall.
CHECK_INTERVAL_SECONDS, MAX_STALLED_CHECKS = 5.0, 6
# When the process stops, a connection without a request stays open for so long: the client may have
# sent one already, and would have to send it again.
LINGER_SECONDS = 1.0
_CLOSE_HEADER = (b"connection", b"close")
# Delay of a refusal without reading, to slow down clients that retry at once.
REFUSAL_DELAY_SECONDS = 1.0

RefusalPolicy = Callable[[str, bytes], Optional[bytes]]

_WAITING_CONNECTIONS: WeakKeyDictionary[ServerState, dict[HttpConnection, None]] = (
    WeakKeyDictionary()
)


class _BoundedHeadParser(h11.Connection):
    """h11 limits an incomplete head only; this also limits one that arrives complete."""

    is_too_long = False

    def next_event(self) -> Any:
        """Return the next event. Raises h11.RemoteProtocolError, also for a head over the limit."""
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
    """Return the size of the head as sent, apart from optional whitespace."""
    lines = sum(len(name) + len(value) + 4 for name, value in request.headers)
    return len(request.method) + len(request.target) + lines


class HttpConnection(H11Protocol):
    """A connection. Over the limit, the one that has owed a request for longest is closed.

    So idle connections cannot keep others out.
    """

    max_connections = MAX_CONNECTIONS
    linger_seconds = 0.0
    # Returns the response to a request that is to be refused unread, given its start and peer.
    refusal: RefusalPolicy = staticmethod(lambda peer, head: None)

    # asyncio declares a BaseTransport; a listening socket always hands a Transport.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the periodic checks."""
        super().connection_made(transport)
        self.conn = self._heads = _BoundedHeadParser(h11.SERVER, MAX_HEAD_BYTES)
        self._waiting = _WAITING_CONNECTIONS.setdefault(self.server_state, {})
        self._idle_since = self.loop.time()
        self._left, self._moved, self._stuck = 0, False, 0
        self._refused = self._ending = False
        self._look_later()
        if len(self.connections) > self.max_connections:
            next(iter(self._waiting), self).drop()
        self._note()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Handle a part of a request."""
        if self._refused:
            return
        if self._is_idle and self.client and (answer := self.refusal(self.client[0], data)):
            self._refused = True
            self.loop.call_later(REFUSAL_DELAY_SECONDS, self._refuse, answer)
            return
        super().data_received(data)
        if self._ending:
            self._announce_end()
        self._note()

    def shutdown(self) -> None:
        """End the connection, as the process stops, after the request that is being answered or on
        its way."""
        self._ending = True
        self._announce_end()
        if not self._is_idle or not self.linger_seconds:
            super().shutdown()
        else:
            self.loop.call_later(self.linger_seconds, self._end_if_idle)

    def _end_if_idle(self) -> None:
        if self._is_idle and not self.transport.is_closing():
            super().shutdown()

    def _announce_end(self) -> None:
        """Tell the client with the answer that the connection ends, so that it sends no other."""
        if self._is_idle:
            return
        self.cycle.keep_alive = False
        headers = list(self.cycle.scope["headers"])
        self.cycle.scope["headers"] = [*headers, _CLOSE_HEADER]  # where uvicorn looks for it

    def on_response_complete(self) -> None:
        """Note that the response is written to the transport."""
        super().on_response_complete()
        self._idle_since = self.loop.time()
        self._note()

    def resume_writing(self) -> None:
        """Note that the client read most of the pending data."""
        self._moved = True
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Refuse malformed HTTP, unless a response has already started."""
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
        """Close the connection, discarding pending data."""
        self._forget()
        self.transport.abort()

    @property
    def _is_idle(self) -> bool:
        """Return whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _note(self) -> None:
        """Update whether the client owes a request."""
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
    """Return the uvicorn configuration, with h11, whose head size can be limited.

    `proxies` are those of the settings.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=HttpConnection,
        # Rasa pins websockets < 11, which uvicorn cannot import; the service uses none.
        ws="none",
        log_level="warning",
        log_config=None,  # uvicorn's would print whole exceptions (`bot.logging_setup`)
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        proxy_headers=False,  # `ProxyMiddleware` reads them
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
    """Serve on a listening socket until interrupted. `refusal`: see `HttpConnection`."""
    HttpConnection.refusal = staticmethod(refusal)
    HttpConnection.linger_seconds = LINGER_SECONDS
    sys.setswitchinterval(SWITCH_SECONDS)
    HttpConnection.max_connections = min(
        MAX_CONNECTIONS, _raise_open_file_limit(MAX_CONNECTIONS + _SPARE_FILES) - _SPARE_FILES
    )
    host, port = listening.getsockname()[:2]
    with suppress(KeyboardInterrupt):
        uvicorn.Server(build_config(app, host, port, proxies)).run([listening])


def _raise_open_file_limit(wanted: int) -> int:
    """Raise the open file limit as far as needed and return the resulting one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    granted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (granted, hard))
    return granted
