"""C5: how much of one person, and of all, is let in at the same time and in a row, and in which
order it is stored."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from bot.messaging.admission import MAX_PRIORITY_BURST_MESSAGES, Admission
from bot.messaging.db_executor import JobPriority
from bot.messaging.message_intake import DISTRESS_LIMIT_FACTOR, MAX_WAITING_MESSAGES, TooManyWaiting

FROZEN = 0.001  # a pace so slow that no test lasts long enough for another to be let in
FOR_EVER = 1_000_000


def calm() -> bool:
    return False


def distressed() -> bool:
    return True


def unasked() -> bool:
    raise AssertionError("nobody else would be refused, or put behind others")


@asynccontextmanager
async def let_in(
    admission: Admission, person: str, urgent: Callable[[], bool]
) -> AsyncIterator[None]:
    """As a channel does."""
    async with (
        admission.turn(person) as visit,
        admission.reserve_storage(visit, urgent),
    ):
        yield


async def rank_of(
    admission: Admission, person: str, urgent: Callable[[], bool] = calm, platform: str = ""
) -> JobPriority:
    async with (
        admission.turn(person) as visit,
        admission.reserve_storage(visit, urgent, platform) as rank,
    ):
        return rank


async def settled() -> None:
    """Until all that has begun waits for something."""
    for _ in range(20):
        await asyncio.sleep(0)


class Sending:
    """Messages that are let in, and stored once they may be; `stored` is whose, in order."""

    def __init__(self, admission: Admission) -> None:
        self.admission, self.stored = admission, list[str]()
        self._may = asyncio.Event()
        self._tasks: list[asyncio.Task] = []

    async def send(self, person: str, urgent: Callable[[], bool] = calm) -> None:
        """It is inside, or at the door."""
        self._tasks.append(asyncio.create_task(self._one(person, urgent)))
        await settled()

    async def forgets(self, person: str) -> asyncio.Task[JobPriority]:
        """They are forgotten, or wait for it."""
        task = asyncio.create_task(self._forget(person))
        await settled()
        return task

    async def ends(self) -> list[Any]:
        """What became of each, once they may all be stored: None, or the exception."""
        self._may.set()
        return await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _one(self, person: str, urgent: Callable[[], bool]) -> None:
        async with let_in(self.admission, person, urgent):
            self.stored.append(person)
            await self._may.wait()

    async def _forget(self, person: str) -> JobPriority:
        async with self.admission.reserve_erasure(person) as rank:
            self.stored.append(f"forgotten {person}")
            return rank


def counted(ends: list[Any]) -> Counter[Any]:
    return Counter(type(end) for end in ends)


async def test_c5_so_many_of_one_person_are_let_in_at_the_same_time() -> None:
    admission = Admission()
    messages = Sending(admission)
    for _ in range(100):
        await messages.send("one", calm)
    await messages.send("other")
    ends = await messages.ends()
    assert counted(ends) == {
        type(None): MAX_WAITING_MESSAGES + 1,
        TooManyWaiting: 100 - MAX_WAITING_MESSAGES,
    }
    assert ends[:MAX_WAITING_MESSAGES] == [None] * MAX_WAITING_MESSAGES
    assert "other" in messages.stored
    async with let_in(admission, "one", unasked):
        pass
    assert not admission._queues  # nobody is remembered who is not there
    assert admission._admitted == 0


async def test_c5_so_many_of_one_person_are_let_in_in_a_row() -> None:
    admission = Admission(in_a_row=3, a_second=FROZEN)
    for _ in range(3):
        async with let_in(admission, "one", calm):
            pass
    with pytest.raises(TooManyWaiting):
        await let_in(admission, "one", calm).__aenter__()
    async with let_in(admission, "other", unasked):
        pass


async def test_c5_so_many_of_all_are_let_in_at_the_same_time() -> None:
    admission = Admission(at_once=5, stored=9)
    messages = Sending(admission)
    for person in ("one", "one", "two", "two", "three"):
        await messages.send(person)
    await messages.send("four", calm)
    assert [repr(end) for end in await messages.ends()] == ["None"] * 5 + ["ServiceCrowded()"]
    async with let_in(admission, "four", unasked):
        pass


async def test_c5_a_flood_of_one_makes_no_crowd() -> None:
    """What will be refused of it counts for nobody else."""
    messages = Sending(Admission(at_once=MAX_WAITING_MESSAGES + 1))
    for _ in range(100):
        await messages.send("one", calm)
    await messages.send("two")
    assert (await messages.ends())[-1] is None


async def test_s1_in_distress_nobody_is_refused_who_is_not_a_flood() -> None:
    messages = Sending(Admission(in_a_row=1, a_second=FROZEN, at_once=2, stored=9))
    for person in ("one", "two"):
        await messages.send(person)
    await messages.send("one", distressed)
    await messages.send("three", distressed)
    await messages.send("two", calm)
    assert counted(await messages.ends()) == {type(None): 4, TooManyWaiting: 1}


async def test_s1_a_flood_of_distress_has_an_end_too() -> None:
    messages = Sending(Admission(FOR_EVER))
    for _ in range(100):
        await messages.send("one", distressed)
    assert (
        counted(await messages.ends())[type(None)] == MAX_WAITING_MESSAGES * DISTRESS_LIMIT_FACTOR
    )


async def test_c5_what_one_sends_at_once_does_not_stand_before_others() -> None:
    """Its first message alone has a place among what goes first."""
    messages = Sending(Admission(stored=2))
    for _ in range(MAX_WAITING_MESSAGES):
        await messages.send("flood")
    for person in ("one", "two", "three"):
        await messages.send(person)
    assert messages.stored == ["flood", "one"]
    await messages.ends()
    assert Counter(messages.stored) == {
        "flood": MAX_WAITING_MESSAGES,
        "one": 1,
        "two": 1,
        "three": 1,
    }


async def test_c5_what_waits_behind_the_turns_keeps_no_place_of_who_comes_first() -> None:
    admission, platform = Admission(stored=1), "telegram"
    async with AsyncExitStack() as waits:
        for _ in range(MAX_PRIORITY_BURST_MESSAGES):
            await rank_of(admission, "flood", calm, platform)
        visit = await waits.enter_async_context(admission.turn("flood"))
        rank = await waits.enter_async_context(admission.reserve_storage(visit, calm, platform))
        assert rank is JobPriority.MORE
        assert await rank_of(admission, "newcomer", unasked, platform) is JobPriority.ACCEPT


async def test_s1_who_calls_for_help_after_many_messages_is_put_behind_nobody() -> None:
    admission = Admission()
    for _ in range(MAX_PRIORITY_BURST_MESSAGES + 1):
        await rank_of(admission, "one")
    assert await rank_of(admission, "one", distressed) is JobPriority.ACCEPT
    async with admission.turn("one"):
        call = asyncio.create_task(rank_of(admission, "one", distressed))
        await settled()
        assert call.done()
        assert call.result() is JobPriority.ACCEPT


async def test_c5_many_who_begin_do_not_stand_before_who_writes() -> None:
    admission, stored = Admission(stored=1), list[str]()

    async def begin() -> None:
        async with admission.reserve_beginning():
            stored.append("new")
            await asyncio.sleep(0)

    async def write() -> None:
        async with let_in(admission, "one", unasked):
            stored.append("one")

    await asyncio.gather(*(begin() for _ in range(300)), write())
    assert stored.index("one") <= 2
    assert stored.count("new") == 300


async def test_c5_what_one_sends_in_a_row_is_stored_after_the_turns() -> None:
    admission = Admission()
    ranks = [await rank_of(admission, "one") for _ in range(MAX_PRIORITY_BURST_MESSAGES + 2)]
    assert ranks == [JobPriority.ACCEPT] * MAX_PRIORITY_BURST_MESSAGES + [JobPriority.MORE] * 2
    assert await rank_of(admission, "other") is JobPriority.ACCEPT


async def test_c5_what_one_sends_at_once_is_stored_after_the_turns_in_its_order() -> None:
    admission = Admission()
    async with admission.turn("one"):
        second = asyncio.create_task(rank_of(admission, "one"))
        await settled()
        assert not second.done()
    assert await second is JobPriority.MORE
    assert await rank_of(admission, "one") is JobPriority.ACCEPT


async def test_c5_of_those_who_begin_at_once_the_first_goes_before_the_turns() -> None:
    admission = Admission()
    async with admission.reserve_beginning() as first, admission.reserve_beginning() as second:
        assert (first, second) == (JobPriority.ACCEPT, JobPriority.MORE)


async def test_those_of_one_network_begin_as_one_person() -> None:
    admission = Admission()
    school, elsewhere = b"school", b"elsewhere"
    async with (
        admission.reserve_beginning(school),
        admission.reserve_beginning(school) as second,
        admission.reserve_beginning(elsewhere) as other,
    ):
        assert (second, other) == (JobPriority.MORE, JobPriority.ACCEPT)


async def test_p6_who_is_forgotten_waits_for_all_that_they_sent_before() -> None:
    """Some of it is stored behind the turns, some is at the door: none of it comes afterwards."""
    messages = Sending(Admission())
    for _ in range(MAX_WAITING_MESSAGES):
        await messages.send("one")
    forgotten = await messages.forgets("one")
    await messages.forgets("other")
    assert messages.stored == ["one", "forgotten other"]
    await messages.ends()
    assert await forgotten is JobPriority.MORE
    sent = ["one"] * (MAX_WAITING_MESSAGES - 1)
    assert messages.stored == ["one", "forgotten other", *sent, "forgotten one"]


async def test_p6_who_is_forgotten_waits_until_the_one_before_is_stored() -> None:
    """Not only until it is let in."""
    messages = Sending(Admission())
    await messages.send("one")
    forgotten = await messages.forgets("one")
    assert messages.stored == ["one"]
    await messages.ends()
    await forgotten
    assert messages.stored == ["one", "forgotten one"]


async def test_s1_a_call_for_help_during_an_erasure_is_stored_after_it() -> None:
    """Or it could be gone before it was answered."""
    messages = Sending(Admission(stored=1))
    for person in ("other", "one"):
        for _ in range(MAX_PRIORITY_BURST_MESSAGES):
            await rank_of(messages.admission, person)
    await messages.send("other")  # the erasure waits for the end of that
    await messages.forgets("one")
    await messages.send("one", distressed)
    assert messages.stored == ["other"]
    await messages.ends()
    assert messages.stored == ["other", "forgotten one", "one"]


async def test_what_one_sends_is_stored_in_its_order_whatever_each_waits_for() -> None:
    """The first still waits among what goes first, where the second would find nobody."""
    messages = Sending(Admission(stored=1))
    for person in ("other", "one", "one"):
        await messages.send(person)
    assert messages.stored == ["other"]


async def test_nothing_is_kept_of_who_has_left() -> None:
    admission = Admission()
    async with admission.turn("one") as first, admission.turn("one") as second:
        assert second.before == (first,)
    assert second.before == ()


async def test_p6_who_wrote_too_much_is_forgotten_all_the_same() -> None:
    messages = Sending(Admission(in_a_row=MAX_WAITING_MESSAGES, a_second=FROZEN))
    for _ in range(100):
        await messages.send("one")
    forgotten = await messages.forgets("one")
    assert counted(await messages.ends())[TooManyWaiting] == 100 - MAX_WAITING_MESSAGES
    assert await forgotten is JobPriority.MORE
    assert not messages.admission._queues


async def test_c5_who_is_forgotten_again_and_again_stands_before_nobody() -> None:
    messages = Sending(Admission())
    tries = (messages._forget("one") for _ in range(100))
    ends = await asyncio.gather(*tries, return_exceptions=True)
    more = [JobPriority.MORE] * (MAX_WAITING_MESSAGES - MAX_PRIORITY_BURST_MESSAGES)
    assert ends[:MAX_WAITING_MESSAGES] == [JobPriority.ACCEPT] * MAX_PRIORITY_BURST_MESSAGES + more
    assert counted(ends)[TooManyWaiting] == 100 - MAX_WAITING_MESSAGES


async def test_what_fails_inside_leaves_its_place() -> None:
    admission = Admission(at_once=1)
    with pytest.raises(ZeroDivisionError):
        async with let_in(admission, "one", unasked):
            raise ZeroDivisionError
    async with let_in(admission, "one", unasked):
        pass


async def test_who_hangs_up_while_waiting_leaves_its_place() -> None:
    admission = Admission(stored=1)
    messages = Sending(admission)
    for person in ("one", "two", "one", "one", "one", "three"):
        await messages.send(person)
    for gone in (1, 2, 3):  # in the line, behind another of theirs, and at the door
        messages._tasks[gone].cancel()
    await messages.ends()
    assert sorted(messages.stored) == ["one", "one", "three"]
    assert not admission._queues


async def test_p4_a_class_of_28_who_write_at_once_is_let_in() -> None:
    messages = Sending(Admission())
    for _ in range(3):
        for pupil in range(28):
            await messages.send(f"pupil {pupil}")
    assert await messages.ends() == [None] * 3 * 28
