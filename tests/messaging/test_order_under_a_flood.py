"""C5: a flood by one beside others, from the door to the database: who is stored when."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.messaging.admission import Admission
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.message_intake import MAX_WAITING_MESSAGES

SECONDS = 60
TURNS = ["turn 1", "turn 2", "turn 3"]
OTHERS = ["one", "two", "three"]
PLATFORM = "telegram"


class Database:
    """Stands in for it: a work lasts until all that has been let in waits in its line."""

    def __init__(self) -> None:
        self.admission, self.threads = Admission(stored=2), DbExecutor(1)
        self.done: list[str] = []
        self._loop = asyncio.get_running_loop()
        self._began = threading.Event()

    async def stores(self, person: str, platform: str, urgent: str = "") -> None:
        """One message of theirs, as a channel does it."""
        async with (
            self.admission.turn(person) as visit,
            self.admission.reserve_storage(visit, lambda: bool(urgent), platform) as rank,
        ):
            await self.works(rank, urgent or person)

    async def works(self, rank: JobPriority, what: str) -> None:
        await self.threads.run(rank, partial(self._work, what))

    async def busy(self) -> asyncio.Task:
        """Once the thread is at something; it goes on when all that was begun waits."""
        task = asyncio.create_task(self.works(JobPriority.ACCEPT, "busy"))
        await self._loop.run_in_executor(None, partial(self._began.wait, SECONDS))
        return task

    def _work(self, what: str) -> None:
        self._began.set()
        self.done.append(what)
        asyncio.run_coroutine_threadsafe(_settled(), self._loop).result(SECONDS)


async def _settled() -> None:
    for _ in range(500):
        await asyncio.sleep(0)


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    made = Database()
    yield made
    await asyncio.get_running_loop().run_in_executor(None, made.threads.close)


@pytest.mark.parametrize("platform", ["", PLATFORM])
async def test_c5_a_flood_is_stored_after_the_words_of_others_and_their_turns(
    database: Database, platform: str
) -> None:
    busy = await database.busy()
    flood = [database.stores("flood", platform) for _ in range(MAX_WAITING_MESSAGES)]
    others = [database.stores(each, platform) for each in OTHERS]
    turns = [database.works(JobPriority.TURN, each) for each in TURNS]
    await asyncio.wait_for(asyncio.gather(busy, *flood, *others, *turns), SECONDS)
    first = ["busy", "flood", *OTHERS, *TURNS]
    assert database.done == [*first, *["flood"] * (MAX_WAITING_MESSAGES - 1)]


async def test_c5_who_comes_during_a_flood_goes_before_what_is_left_of_it(
    database: Database,
) -> None:
    busy = await database.busy()
    flood = asyncio.gather(
        *(database.stores("flood", PLATFORM) for _ in range(MAX_WAITING_MESSAGES))
    )
    await busy
    late = [database.stores("late", PLATFORM), database.works(JobPriority.TURN, "their turn")]
    await asyncio.wait_for(asyncio.gather(flood, *late), SECONDS)
    # What the thread and its queue had of the flood when they came, and one while their message's
    # turn at the platform's door comes.
    assert database.done.index("late") <= 4
    assert database.done.index("their turn") <= 4
    assert database.done.count("flood") == MAX_WAITING_MESSAGES


async def test_s1_a_call_for_help_after_much_else_goes_before_turns(database: Database) -> None:
    """And before what of their own waits behind the turns. One turn is begun before it gets in."""
    busy = await database.busy()
    said = [database.stores("many", "") for _ in range(2)]
    said.append(database.stores("many", "", "help"))
    turns = [database.works(JobPriority.TURN, each) for each in TURNS]
    await asyncio.wait_for(asyncio.gather(busy, *said, *turns), SECONDS)
    assert database.done.index("help") < database.done.index(TURNS[1])
    assert database.done[-1] == "many"
