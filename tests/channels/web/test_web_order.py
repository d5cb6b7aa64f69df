"""In which order the web chat brings to the database what is asked of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar

import httpx
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from bot.channels.web.chat_api import WebChannel
from bot.messaging.admission import MAX_PRIORITY_BURST_MESSAGES
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.keyed_limiters import KeyedLimiters
from bot.messaging.listeners import Listeners
from bot.messaging.message_intake import MAX_WAITING_MESSAGES
from bot.messaging.turn_dependencies import TurnDependencies
from bot.storage.conversation_tables import inbox
from bot.storage.unit_of_work import reading

SECONDS = 60
FROZEN = 0.001  # a pace so slow that no test lasts long enough for another to be let in
T = TypeVar("T")


class Noted(DbExecutor):
    """Remembers with which rank each work that writes came."""

    def __init__(self) -> None:
        super().__init__(writers=1)
        self.ranks: list[JobPriority] = []

    async def ask(self, rank: JobPriority, work: Callable[[], T]) -> T:
        self._note(rank)
        return await super().ask(rank, work)

    def _note(self, rank: JobPriority) -> None:
        if rank is not JobPriority.READ:
            self.ranks.append(rank)

    async def run(self, rank: JobPriority, work: Callable[[], T]) -> T:
        self._note(rank)
        return await super().run(rank, work)


class Chat:
    """The routes of the web chat without a server; nobody answers what is stored."""

    def __init__(self, parts: TurnDependencies) -> None:
        self.engine, self.threads = parts.engine, Noted()
        worker: Any = SimpleNamespace(hand=lambda head, behind: None)
        self.channel = WebChannel(parts, self.threads, worker, Listeners())
        transport = httpx.ASGITransport(app=Starlette(routes=self.channel.routes()))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://chat")

    async def open(self) -> dict[str, str]:
        """A new session, as its header."""
        response = await self.http.post("/api/session")
        return {"authorization": f"Bearer {response.json()['token']}"}

    async def send(self, session: dict[str, str], number: int) -> int:
        message = {"id": f"m{number}", "text": "bonjour"}
        return (await self.http.post("/api/messages", json=message, headers=session)).status_code

    async def forget(self, session: dict[str, str]) -> int:
        return (await self.http.post("/api/forget", headers=session)).status_code

    def stored(self) -> int:
        with reading(self.engine) as unit:
            return unit.execute(sa.select(sa.func.count()).select_from(inbox)).scalar_one()


async def _settled() -> None:
    """Until all that has begun waits for a thread, or for somebody else."""
    for _ in range(100):
        await asyncio.sleep(0)


@pytest.fixture
async def chat(parts: TurnDependencies) -> AsyncIterator[Chat]:
    made = Chat(parts)
    async with made.http:
        yield made
    await asyncio.get_running_loop().run_in_executor(None, made.threads.close)


async def test_p6_what_still_waits_to_be_stored_is_forgotten_too(chat: Chat) -> None:
    session, may = await chat.open(), threading.Event()
    busy = asyncio.create_task(chat.threads.run(JobPriority.ACCEPT, partial(may.wait, SECONDS)))
    sent = [asyncio.create_task(chat.send(session, n)) for n in range(MAX_WAITING_MESSAGES - 1)]
    await _settled()  # they come first, and none can be stored yet
    forgotten = asyncio.create_task(chat.forget(session))
    await _settled()
    may.set()
    assert await forgotten == 200
    assert chat.stored() == 0
    assert await asyncio.gather(*sent) == [202] * (MAX_WAITING_MESSAGES - 1)
    assert chat.stored() == 0
    assert await busy


async def test_c5_who_asks_again_and_again_to_be_forgotten_is_refused(chat: Chat) -> None:
    chat.channel.admission._erasures = KeyedLimiters(2, FROZEN)
    session, other = await chat.open(), await chat.open()
    assert [await chat.forget(session) for _ in range(3)] == [200, 200, 429]
    assert await chat.forget(other) == 200
    refused = await chat.http.post("/api/forget", headers=session)
    assert refused.json()["error"] == "refused_forgotten_again"


async def test_c5_what_one_sends_in_a_row_is_stored_with_the_rank_it_was_let_in_with(
    chat: Chat,
) -> None:
    chat.channel.admission._first = KeyedLimiters(MAX_PRIORITY_BURST_MESSAGES, FROZEN)
    session = await chat.open()
    chat.threads.ranks.clear()
    for number in range(MAX_PRIORITY_BURST_MESSAGES + 2):
        assert await chat.send(session, number) == 202
    assert (
        chat.threads.ranks
        == [JobPriority.ACCEPT] * MAX_PRIORITY_BURST_MESSAGES + [JobPriority.MORE] * 2
    )


async def test_c5_of_those_who_open_the_chat_at_once_the_first_is_stored_before_the_turns(
    chat: Chat,
) -> None:
    await asyncio.gather(*(chat.open() for _ in range(3)))
    assert sorted(chat.threads.ranks) == [JobPriority.ACCEPT] * 2 + [JobPriority.MORE] * 4
    assert chat.stored() == 3
