"""The port is open from the first second of a start: until the service is built, whoever asks is
told that it gets ready (`bot.site.startup_page`)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.cli.http_connections import build_config
from bot.port_binding import name_port_errors

_BACKLOG = 2048


@contextmanager
def serve_during_startup(app: ASGIApp, host: str, port: int) -> Iterator[socket.socket]:
    """Answer with `app`, in a thread, for as long as the block lasts. The socket goes on listening
    afterwards: who knocks between is answered by whoever serves it next.

    Raises:
        PortRefused: it is taken, or cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with name_port_errors(host, port, "--port or BOUSSOLE_PORT"):
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    server = uvicorn.Server(build_config(app, host, port))
    thread = threading.Thread(
        target=server.run, args=([listening.dup()],), name="waiting room", daemon=True
    )
    thread.start()
    try:
        yield listening
    except BaseException:
        listening.close()
        raise
    finally:
        server.should_exit = True
        thread.join()
