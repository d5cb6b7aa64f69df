"""A worker that is really running, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.messaging.db_executor import DbExecutor
from bot.messaging.turn_dependencies import TurnDependencies
from bot.messaging.worker import Worker
from bot.storage.unit_of_work import is_sqlite
from tests.support.conversation_client import ConversationClient

MAX_WAIT_SECONDS = 60  # generous: a test that waits this long has failed


class RunningWorker:
    """A worker with its threads; `answered` waits until a person's messages are all closed."""

    def __init__(self, parts: TurnDependencies, threads: int, news: asyncio.Event) -> None:
        self.parts, self.news = parts, news
        self.threads = DbExecutor(threads)
        alone = is_sqlite(parts.engine)
        self.worker = Worker(parts, self.threads, lambda _: self.news.set(), alone=alone)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for news until `holds`."""

        async def wait() -> None:
            while not holds():
                self.news.clear()
                if not holds():
                    await self.news.wait()

        await asyncio.wait_for(wait(), MAX_WAIT_SECONDS)

    async def answered(self, *people: ConversationClient) -> None:
        await self.until(lambda: not any("waiting" in each.statuses() for each in people))
