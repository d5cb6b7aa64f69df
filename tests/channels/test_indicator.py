"""« is typing »: after a while, only where the bot answers, and never after the answer."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from bot.channels.best_effort import BestEffort
from bot.channels.typing_indicator import TYPING_DELAY_SECONDS, TypingIndicator

ANNA = "7001002003004005"
FOR_EVER = 1e6
NOTHING: Any = None


class Platform:
    """What it was asked to show; the call ends once it may. `looked`: whether it was asked of the
    database before that there is something to answer."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.asked, self.may_end = asyncio.Event(), asyncio.Event()
        self.looked = asyncio.Event()

    async def show(self, who: str) -> None:
        self.asked.set()
        await self.may_end.wait()
        self.shown.append(who)


@pytest.fixture
async def platform() -> Platform:
    return Platform()


def typing(platform: Platform, waits: bool = True, **given: float) -> TypingIndicator:
    """`waits`: whether the database knows of a message that the bot has to answer."""

    async def run(rank: Any, work: Any) -> bool:
        platform.looked.set()
        return waits

    threads: Any = SimpleNamespace(run=run)
    times = {"patience": FOR_EVER, "after": 0.0, **given}
    return TypingIndicator("messenger", platform.show, NOTHING, threads, BestEffort(), **times)


async def test_an_answer_that_comes_soon_comes_alone(platform: Platform) -> None:
    shows = typing(platform, after=TYPING_DELAY_SECONDS)
    shows.soon(ANNA)
    for _ in range(5):
        await asyncio.sleep(0)
    await shows.over(ANNA)
    assert not platform.looked.is_set()
    assert not platform.asked.is_set()
    assert not shows._shows


async def test_the_answer_waits_for_what_shows_that_it_comes(platform: Platform) -> None:
    shows = typing(platform)
    shows.soon(ANNA)
    shows.soon(ANNA)
    await platform.asked.wait()
    answer = asyncio.create_task(shows.over(ANNA))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not answer.done()
    platform.may_end.set()
    await answer
    assert platform.shown == [ANNA]


async def test_the_answer_does_not_wait_for_ever(platform: Platform) -> None:
    shows = typing(platform, patience=0.0)
    shows.soon(ANNA)
    await platform.asked.wait()
    task = shows._shows[ANNA]
    await shows.over(ANNA)
    await asyncio.wait((task,))  # and neither does what comes after it
    assert platform.shown == []
    assert not shows._shows


async def test_nothing_is_shown_where_the_bot_has_nothing_to_answer(platform: Platform) -> None:
    shows = typing(platform, waits=False)
    shows.soon(ANNA)
    await platform.looked.wait()
    await asyncio.gather(*shows._shows.values())
    assert not platform.asked.is_set()
