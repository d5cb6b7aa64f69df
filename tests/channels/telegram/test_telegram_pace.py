"""Telegram's pace: a few messages to a chat at once, then one a second; thirty a second in all."""

from __future__ import annotations

import asyncio

from bot.channels.telegram.send_rate_limiter import MAX_CHAT_BURST_MESSAGES, SendRateLimiter


async def ready(*turns: asyncio.Task) -> list[bool]:
    """Which of them may go without waiting for time to pass."""
    for _ in range(20):
        await asyncio.sleep(0)
    done = [turn.done() for turn in turns]
    for turn in turns:
        turn.cancel()
    await asyncio.gather(*turns, return_exceptions=True)
    return done


def start(pace: SendRateLimiter, chat: str) -> asyncio.Task:
    return asyncio.create_task(pace.turn(chat))


async def test_a_chat_takes_a_few_at_once_and_then_waits() -> None:
    pace = SendRateLimiter(a_second=1_000)
    turns = [start(pace, "one") for _ in range(MAX_CHAT_BURST_MESSAGES + 1)]
    assert await ready(*turns) == [True] * MAX_CHAT_BURST_MESSAGES + [False]


async def test_another_chat_does_not_wait_for_it() -> None:
    pace = SendRateLimiter(a_second=1_000)
    turns = [start(pace, "one") for _ in range(MAX_CHAT_BURST_MESSAGES + 3)]
    assert await ready(*turns, start(pace, "other")) == [True] * MAX_CHAT_BURST_MESSAGES + [
        False
    ] * 3 + [True]


async def test_all_chats_together_keep_to_thirty_a_second() -> None:
    turns = [start(pace, str(n)) for pace in [SendRateLimiter()] for n in range(30)]
    done = await ready(*turns)
    assert done[:3] == [True] * 3
    assert not any(done[5:])


async def test_a_mark_on_a_button_takes_none_of_a_chat() -> None:
    pace = SendRateLimiter(a_second=1_000)
    for _ in range(MAX_CHAT_BURST_MESSAGES * 3):
        await pace.wait_for_any()
    assert await ready(start(pace, "one")) == [True]
