"""Answers on the port while the service is being built (`bot.site.startup_page`)."""

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


def bind_port(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        PortUnavailable: the port is taken or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with name_port_errors(host, port, "--port or BOUSSOLE_PORT"):
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)


@contextmanager
def serve_during_startup(app: ASGIApp, host: str, port: int) -> Iterator[socket.socket]:
    """Serve `app` in a thread during the block, and yield the listening socket.

    The socket stays open: connections made in between are answered by the service.

    Raises:
        PortUnavailable: the port is taken or not allowed.
    """
    listening = bind_port(host, port)
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
