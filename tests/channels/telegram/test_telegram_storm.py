"""Everything comes twice and out of order, one send in ten fails: each message is answered once, in
order, none is lost, and sends of which Telegram said nothing are counted.

The dialogue is the real one. `make soak` plays 1,000 messages.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from typing import Any

import httpx
import sqlalchemy as sa

from bot.channels.telegram import CHANNEL
from bot.messages import Reply
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.channel_tables import delivery_counts
from bot.storage.conversation_tables import conversations, inbox, outbox
from bot.storage.unit_of_work import reading
from tests.support.live_service import MAX_WAIT_SECONDS, LiveService
from tests.support.telegram_double import TelegramDouble
from tests.support.telegram_user import SECRET, TelegramUser

MESSAGES = int(os.environ.get("UPDATES", "120"))
OF_ONE = 10
WINDOW = 30  # an update comes at most so many places away from its own
FAULTS = ("500", "429 1", "gateway", "drop", "accepted: drop", "accepted: gateway")
SILENT = {"gateway", "drop", "accepted: drop", "accepted: gateway"}
# Not the notebook: its file is made when it is sent, and may be gone by then.
WORDS = (
    *("/start", "/aide", "/rever", "j'aime réparer des vélos", "c'est quoi une AOB ?", "merci"),
    *("soudeur", "ca gagne combien", "/explorer", "/conseiller", "jsp", "/reflechir"),
)


class Weather:
    """Which send fails, and how: one in ten."""

    def __init__(self, draw: random.Random) -> None:
        self.drawn: Counter[str] = Counter()
        self._draw = draw

    def __call__(self, method: str) -> str:
        if self._draw.random() >= 0.1:
            return ""
        fault = self._draw.choice(FAULTS)
        self.drawn[fault] += 1
        return fault


def test_each_message_is_answered_once_and_in_order(
    double: TelegramDouble, on_telegram: LiveService
) -> None:
    draw = random.Random(2026)
    weather = Weather(draw)
    people = [TelegramUser(double, on_telegram, 1000 + n) for n in range(MESSAGES // OF_ONE)]
    updates = [p.wrote(draw.choice(WORDS)) for _ in range(OF_ONE) for p in people]
    twice = sorted(
        [(n + draw.uniform(0, WINDOW), n) for n in range(len(updates)) for _ in range(2)]
    )
    double.fault = weather
    asyncio.run(post(on_telegram, [updates[n] for _, n in twice]))
    for person in people:
        double.until(person.settled)
    told = {"Internal Server Error", "Too Many Requests: retry after 1"}
    assert {each for each in double.refused if "query" not in each} <= told
    assert counted(on_telegram) == {
        "unknown": sum(n for fault, n in weather.drawn.items() if fault in SILENT)
    }
    repeated = sum(check(person, on_telegram) for person in people)
    assert repeated <= sum(n for fault, n in weather.drawn.items() if fault.startswith("accepted"))


async def post(service: LiveService, updates: list[dict[str, Any]]) -> None:
    """As Telegram calls: twenty at a time."""
    room = asyncio.Semaphore(20)
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}

    async def one(client: httpx.AsyncClient, update: dict[str, Any]) -> None:
        async with room:
            while not await taken(client, update):
                continue

    async def taken(client: httpx.AsyncClient, update: dict[str, Any]) -> bool:
        """A connection kept open may just have been closed: then it comes again, as Telegram's."""
        try:
            posted = await client.post(f"{service.url}/telegram", json=update, headers=headers)
        except httpx.TransportError:
            return False
        assert posted.status_code == 200
        return True

    async with httpx.AsyncClient(timeout=MAX_WAIT_SECONDS) as client:
        await asyncio.gather(*(one(client, update) for update in updates))


def check(person: TelegramUser, service: LiveService) -> int:
    """All of theirs is in the outbox once, and has arrived in order; how much arrived again."""
    whose = derive_pseudonym(CHANNEL, str(person.native), service.parts.key)
    with reading(service.parts.engine) as unit:
        mine = sa.select(conversations.c.id).where(conversations.c.person == whose)
        heard = unit.execute(
            sa.select(inbox).where(inbox.c.conversation_id.in_(mine)).order_by(inbox.c.seq)
        ).all()
        said = unit.execute(
            sa.select(outbox).where(outbox.c.conversation_id.in_(mine)).order_by(outbox.c.seq)
        ).all()
    assert [row.seq for row in heard] == list(range(1, OF_ONE + 1))
    assert {row.status for row in heard} == {"done"}
    assert [row.seq for row in said] == list(range(1, len(said) + 1))
    answers = [row.answers for row in said]
    assert answers == sorted(answers)
    assert set(answers) == set(range(1, OF_ONE + 1))
    return _repeated(person, _expected(service, said))


def _expected(service: LiveService, said: list[Any]) -> list[str]:
    sender = service.service.platforms[0].sender
    return [
        message.file.label if message.file else message.text
        for row in said
        for message in sender.messages(Reply.from_json(row.reply), row.seq)
    ]


def _repeated(person: TelegramUser, expected: list[str]) -> int:
    """Nothing is missing or out of place; a message may come again right after itself."""
    place = again = 0
    for message in person.chat.messages:
        shown = message.get("text") or message["caption"]
        if place < len(expected) and shown == expected[place]:
            place += 1
        else:
            assert shown == expected[place - 1]
            again += 1
    assert place == len(expected)
    return again


def counted(service: LiveService) -> dict[str, int]:
    with reading(service.parts.engine) as unit:
        return dict(
            unit.execute(
                sa.select(delivery_counts.c.outcome, sa.func.sum(delivery_counts.c.count)).group_by(
                    delivery_counts.c.outcome
                )
            ).all()
        )
