"""A pace for each of many people: who is quiet for long enough costs no memory."""

from __future__ import annotations

import asyncio

import pytest

from bot.messaging.keyed_limiters import KeyedLimiters


async def test_whoever_has_all_of_their_pace_again_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now[0])
    paces = KeyedLimiters(burst=2, a_second=1)
    for number in range(100):
        await paces.of(number).acquire(2 if number == 0 else 1)
    now[0] = 1.5  # all but the first have theirs again
    assert not paces.of(0).has_capacity(2)
    paces.of("another")
    assert len(paces._limiters) == 2
    assert not paces.of(0).has_capacity(2)
