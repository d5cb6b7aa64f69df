"""C5: how much of one person, and of all, is let in at the same time and in a row."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

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


@asynccontextmanager
async def inside(
    admission: Admission, person: str, count: int, urgent: Callable[[], bool] = unasked
) -> AsyncIterator[AsyncExitStack]:
    """So many of their messages are being stored."""
    async with AsyncExitStack() as stack:
        for _ in range(count):
            await stack.enter_async_context(admission.of(person, urgent))
        yield stack


async def test_c5_so_many_of_one_person_are_let_in_at_the_same_time() -> None:
    admission = Admission()
    async with inside(admission, "one", MOST_WAITING):
        with pytest.raises(TooManyWaiting):
            await admission.of("one", calm).__aenter__()
        async with admission.of("other", unasked):
            pass
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
    async with inside(admission, "one", 4), inside(admission, "two", 1):
        with pytest.raises(Crowded):
            await admission.of("three", calm).__aenter__()
    async with admission.of("three", unasked):
        pass


async def test_s1_in_distress_nobody_is_asked_to_wait() -> None:
    admission = Admission(in_a_row=2, a_second=FROZEN, at_once=3)
    async with inside(admission, "one", 2), inside(admission, "two", 1):
        for person in ("one", "three"):
            async with admission.of(person, distressed):
                pass


async def test_s1_a_flood_of_distress_has_an_end_too() -> None:
    admission = Admission(FOR_EVER)
    async with inside(admission, "one", MOST_WAITING * TIMES_IN_DISTRESS, distressed):
        with pytest.raises(TooManyWaiting):
            await admission.of("one", distressed).__aenter__()


async def test_what_fails_inside_leaves_its_place() -> None:
    admission = Admission(at_once=1)
    with pytest.raises(ZeroDivisionError):
        async with admission.of("one", unasked):
            1 / 0  # noqa: B018
    async with admission.of("one", unasked):
        pass
    assert not admission._inside  # nobody is remembered who is not there


async def test_p4_a_class_of_28_who_write_at_once_is_let_in() -> None:
    admission = Admission()
    async with AsyncExitStack() as stack:
        for pupil in range(28):
            for _ in range(3):
                await stack.enter_async_context(admission.of(f"pupil {pupil}", unasked))
