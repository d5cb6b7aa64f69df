"""The console under uvicorn, on a free port of the loopback address, for a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from tests.support.accessibility import find_violations
from tests.support.console_application import ConsoleApplication
from tests.support.live_service import MAX_WAIT_SECONDS, ListeningServer

__all__ = ["find_violations"]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
WIDE = {"width": 1440, "height": 900}


@contextmanager
def serve_console(site: ConsoleApplication) -> Iterator[str]:
    """The address it answers at."""
    options: dict[str, Any] = {"host": "127.0.0.1", "port": 0, "ws": "none", "access_log": False}
    server = ListeningServer(uvicorn.Config(site.app, log_config=None, **options))
    thread = threading.Thread(target=server.run, name="console", daemon=True)
    thread.start()
    assert server.listens.wait(MAX_WAIT_SECONDS), "the console did not start"
    try:
        yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.leave()
        thread.join(MAX_WAIT_SECONDS)
