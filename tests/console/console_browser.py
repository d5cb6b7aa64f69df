"""The console under uvicorn, on a free port of the loopback address, for a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from axe import wrong
from console_site import Site

PATIENCE = 60  # seconds; only a failing test waits that long
__all__ = ["wrong"]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The address it answers at."""
    options: dict[str, Any] = {"host": "127.0.0.1", "port": 0, "ws": "none", "access_log": False}
    server = _Server(uvicorn.Config(site.app, log_level="warning", **options))
    thread = threading.Thread(target=server.run, name="console", daemon=True)
    thread.start()
    try:
        assert server.listens.wait(PATIENCE), "the console did not start"
        yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
