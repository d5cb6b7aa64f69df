"""A worker that is really running, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from people import Person

from bot.conversation.threads import Threads
from bot.conversation.turn import Parts
from bot.conversation.worker import Worker

SECONDS = 60  # generous: a test that waits this long has failed


class Running:
    """A worker with its threads; `answered` waits until a person's messages are all closed."""

    def __init__(self, parts: Parts, threads: int, news: asyncio.Event) -> None:
        self.parts, self.news = parts, news
        self.threads = Threads(threads)
        self.worker = Worker(parts, self.threads, lambda conversation: self.news.set())

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for news until `holds`."""

        async def wait() -> None:
            while not holds():
                self.news.clear()
                if not holds():
                    await self.news.wait()

        await asyncio.wait_for(wait(), SECONDS)

    async def answered(self, *people: Person) -> None:
        await self.until(lambda: not any("waiting" in each.statuses() for each in people))
