"""The real application under uvicorn, in a thread, on a free port of the loopback address."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn

from bot.app import Service
from bot.cli.http_connections import build_config
from bot.messaging.turn_dependencies import TurnDependencies

MAX_WAIT_SECONDS = 60  # seconds; only a failing test waits that long


@dataclass
class LiveService:
    """A service that answers at `url`."""

    url: str
    port: int
    service: Service
    loop: asyncio.AbstractEventLoop

    @property
    def parts(self) -> TurnDependencies:
        return self.service.parts


class ListeningServer(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()
        self.loop: asyncio.AbstractEventLoop
        self._leaves: asyncio.Event

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.loop, self._leaves = asyncio.get_running_loop(), asyncio.Event()
        self.listens.set()

    async def main_loop(self) -> None:
        """Uvicorn's own looks whether it shall end ten times a second."""
        waits = [asyncio.ensure_future(one) for one in (super().main_loop(), self._leaves.wait())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for one in waits:
            one.cancel()

    def leave(self) -> None:
        """End, from another thread."""
        self.should_exit = True
        self.loop.call_soon_threadsafe(self._leaves.set)


@contextmanager
def run_service(parts: TurnDependencies, port: int = 0) -> Iterator[LiveService]:
    """What `Service.build` wires, from parts that are loaded already; port 0 is a free one."""
    service = Service.of(parts)
    server = ListeningServer(build_config(service.application(), "127.0.0.1", port))
    thread = threading.Thread(target=server.run, name="live-service", daemon=True)
    thread.start()
    assert server.listens.wait(MAX_WAIT_SECONDS), "the service did not start"
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield LiveService(f"http://127.0.0.1:{port}", port, service, server.loop)
    finally:
        server.leave()
        thread.join(MAX_WAIT_SECONDS)
