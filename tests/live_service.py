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
from bot.channels.web.api import WebChannel
from bot.console import news
from bot.console.learning import Learning
from bot.conversation.listeners import Listeners
from bot.conversation.threads import Threads
from bot.conversation.turn import Parts
from bot.conversation.wakeups import Wakeups
from bot.conversation.worker import Worker

PATIENCE = 60  # seconds; only a failing test waits that long


@dataclass
class Live:
    """A service that answers at `url`."""

    url: str
    port: int
    service: Service
    loop: asyncio.AbstractEventLoop

    @property
    def parts(self) -> Parts:
        return self.service.parts


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()
        self.loop: asyncio.AbstractEventLoop

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.listens.set()


@contextmanager
def live(parts: Parts) -> Iterator[Live]:
    """What `Service.build` wires, from parts that are loaded already."""
    threads, listeners = Threads(1), Listeners()
    told = news.teller(listeners)
    worker = Worker(parts, threads, told)
    learning = Learning(parts.engine, parts.settings.imported, parts.clock, parts.current)
    wakeups = Wakeups(parts.engine, worker.wake, told, learning.wake)
    web = WebChannel(parts, threads, worker, listeners)
    service = Service(parts, threads, listeners, worker, wakeups, web, learning)
    server = _Server(
        uvicorn.Config(
            service.application(),
            host="127.0.0.1",
            port=0,
            ws="none",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=2,
        )
    )
    thread = threading.Thread(target=server.run, name="live-service", daemon=True)
    thread.start()
    try:
        assert server.listens.wait(PATIENCE), "the service did not start"
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Live(f"http://127.0.0.1:{port}", port, service, server.loop)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
