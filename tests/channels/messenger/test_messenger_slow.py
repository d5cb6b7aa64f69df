"""When Meta takes its time: nobody else waits for it, and what was never answered is counted."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.messenger import graph_client
from bot.storage.channel_tables import delivery_counts
from bot.storage.unit_of_work import reading
from tests.support.live_service import MAX_WAIT_SECONDS
from tests.support.messenger_user import ANNA, MessengerUser, run_on_messenger, wait_until_settled

BEN = "7001002003004006"


def counted(phone: MessengerUser) -> dict[str, int]:
    with reading(phone.service.parts.engine) as unit:
        return {row.outcome: row.count for row in unit.execute(sa.select(delivery_counts))}


def arrived(phone: MessengerUser) -> list[str]:
    return [each.text for each in phone.meta.arrived if each.who == phone.who]


def writes(phone: MessengerUser, words: str, comes: int) -> None:
    """Post it, and wait until so many messages came to them in all; others may hang."""
    meta = phone.meta
    assert meta.posts(phone.address, meta.text(phone.who, words)) == 200
    with meta.news:
        assert meta.news.wait_for(lambda: len(arrived(phone)) >= comes, MAX_WAIT_SECONDS)


def first_is_slow(number: int) -> str:
    return "slow" if number == 1 else ""


def test_others_are_answered_while_one_call_hangs(parts: Any) -> None:
    with run_on_messenger(parts) as (meta, service):
        anna, ben = MessengerUser(meta, service, ANNA), MessengerUser(meta, service, BEN)
        meta.fate = first_is_slow
        writes(anna, "bonjour", 1)
        writes(ben, "bonjour", 1)
        assert not meta.released.is_set()  # so the first call is still under way
        assert counted(ben) == {}
        meta.released.set()
        wait_until_settled(service)
        assert len(arrived(anna)) == 1
        assert counted(anna) == {}


def test_what_is_not_answered_in_time_is_unknown_counted_and_sent_again(
    parts: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph_client, "MAX_REQUEST_SECONDS", 0.5)
    with run_on_messenger(parts) as (meta, service):
        anna = MessengerUser(meta, service, ANNA)
        meta.fate = first_is_slow
        writes(anna, "bonjour", 1)
        wait_until_settled(service, clock)
        assert not meta.released.is_set()
        first, again = arrived(anna)
        assert first == again
        assert counted(anna) == {"unknown": 1}
