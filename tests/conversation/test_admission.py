"""C5: how much of one person, and of all, is let in at the same time and in a row, and in which
order it is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.conversation.admission import Admission
from bot.conversation.intake import MOST_WAITING, TIMES_IN_DISTRESS, Crowded, TooManyWaiting

FROZEN = 0.001  # a pace so slow that no test lasts long enough for another to be let in
FOR_EVER = 1_000_000


def calm() -> bool:
    return False


def distressed() -> bool:
    return True


def unasked() -> bool:
    raise AssertionError("nobody else would be refused")


class Sending:
    """Messages that are let in, and stored once they may be; `stored` is whose, in order."""

    def __init__(self, admission: Admission) -> None:
        self.admission, self.stored = admission, list[str]()
        self._may = asyncio.Event()
        self._tasks: list[asyncio.Task] = []

    async def send(self, person: str, urgent: Callable[[], bool] = unasked) -> None:
        """It is inside, or refused."""
        self._tasks.append(task := asyncio.create_task(self._one(person, urgent)))
        for _ in range(5):
            await asyncio.sleep(0)
        if task.done():
            await task

    async def finish(self) -> None:
        self._may.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _one(self, person: str, urgent: Callable[[], bool]) -> None:
        async with self.admission.of(person, urgent):
            self.stored.append(person)
            await self._may.wait()


@asynccontextmanager
async def sending(admission: Admission) -> AsyncIterator[Sending]:
    made = Sending(admission)
    try:
        yield made
    finally:
        await made.finish()
    assert not admission._inside  # nobody is remembered who is not there
    assert not admission._turns


async def test_c5_so_many_of_one_person_are_let_in_at_the_same_time() -> None:
    admission = Admission()
    async with sending(admission) as messages:
        for _ in range(MOST_WAITING):
            await messages.send("one")
        with pytest.raises(TooManyWaiting):
            await messages.send("one", calm)
        await messages.send("other")
    async with admission.of("one", unasked):
        pass


async def test_c5_so_many_of_one_person_are_let_in_in_a_row() -> None:
    admission = Admission(in_a_row=3, a_second=FROZEN)
    for _ in range(3):
        async with admission.of("one", unasked):
            pass
    with pytest.raises(TooManyWaiting):
        await admission.of("one", calm).__aenter__()
    async with admission.of("other", unasked):
        pass


async def test_c5_so_many_of_all_are_let_in_at_the_same_time() -> None:
    admission = Admission(at_once=5)
    async with sending(admission) as messages:
        for person in ("one", "one", "one", "one", "two"):
            await messages.send(person)
        with pytest.raises(Crowded):
            await messages.send("three", calm)
    async with admission.of("three", unasked):
        pass


async def test_s1_in_distress_nobody_is_refused_who_is_not_a_flood() -> None:
    async with sending(Admission(in_a_row=2, a_second=FROZEN, at_once=3)) as messages:
        for person in ("one", "one", "two"):
            await messages.send(person)
        for person in ("one", "three"):
            await messages.send(person, distressed)
        with pytest.raises(Crowded):
            await messages.send("two", calm)


async def test_s1_a_flood_of_distress_has_an_end_too() -> None:
    async with sending(Admission(FOR_EVER)) as messages:
        for _ in range(MOST_WAITING * TIMES_IN_DISTRESS):
            await messages.send("one", distressed)
        with pytest.raises(TooManyWaiting):
            await messages.send("one", distressed)


async def test_c5_what_one_sends_at_once_does_not_stand_before_others() -> None:
    async with sending(Admission(stored=1)) as messages:
        for _ in range(MOST_WAITING):
            await messages.send("flood")
        for person in ("one", "two", "three"):
            await messages.send(person)
        assert messages.stored == ["flood"]
    assert messages.stored[:4] == ["flood", "one", "two", "three"]
    assert messages.stored[4:] == ["flood"] * (MOST_WAITING - 1)


async def test_c5_many_who_begin_do_not_stand_before_who_writes() -> None:
    admission, stored = Admission(stored=1), list[str]()

    async def begin() -> None:
        async with admission.beginning():
            stored.append("new")
            await asyncio.sleep(0)

    async def write() -> None:
        async with admission.of("one", unasked):
            stored.append("one")

    await asyncio.gather(*(begin() for _ in range(300)), write())
    assert stored.index("one") <= 2
    assert stored.count("new") == 300


async def test_what_fails_inside_leaves_its_place() -> None:
    admission = Admission(at_once=1)
    with pytest.raises(ZeroDivisionError):
        async with admission.of("one", unasked):
            raise ZeroDivisionError
    async with admission.of("one", unasked):
        pass


async def test_who_hangs_up_while_waiting_leaves_its_place() -> None:
    admission = Admission(stored=1)
    async with sending(admission) as messages:
        await messages.send("one")
        await messages.send("two")
        messages._tasks[1].cancel()
        await messages.send("three")
    assert messages.stored == ["one", "three"]


async def test_p4_a_class_of_28_who_write_at_once_is_let_in() -> None:
    async with sending(Admission()) as messages:
        for _ in range(3):
            for pupil in range(28):
                await messages.send(f"pupil {pupil}")
    assert len(messages.stored) == 3 * 28
