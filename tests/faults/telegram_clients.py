"""People on Telegram under load: the platform posts what they write until it is taken."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import aiohttp
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.channels.telegram import CHANNEL
from bot.messages import Reply
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.channel_tables import delivery_counts, routes
from bot.storage.conversation_tables import conversations, outbox
from bot.storage.unit_of_work import reading
from tests.faults.client_history import (
    ClientHistory,
    Finding,
    SentMessage,
    count_copies,
    find_delivery_violations,
    find_violations,
)
from tests.faults.recording_clients import RETRY_SECONDS, UNREACHED
from tests.faults.stored_rows import read_conversation
from tests.support.telegram_double import Chat, TelegramDouble
from tests.support.telegram_user import SECRET

WORDS = ("merci beaucoup", "aide", "c'est quoi le métier de plombier ?")
_HEADERS = {"x-telegram-bot-api-secret-token": SECRET}
_LIMIT = aiohttp.ClientTimeout(total=20)
_WRITTEN = 1764064800  # seconds of the epoch
_updates = itertools.count(500_000_001)


class TelegramClient:
    """One person; `sent` and `confirmed` are what Telegram posted and what was taken."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        address: Callable[[], str],
        double: TelegramDouble,
        native: int,
        key: bytes,
    ) -> None:
        self._http, self._address, self._double, self._key = http, address, double, key
        self.native, self._draw = native, Random(native)
        self.chat = double.chats.setdefault(native, Chat(native))
        self.history = ClientHistory(f"telegram {native}")

    @property
    def person(self) -> str:
        """Their pseudonym."""
        return derive_pseudonym(CHANNEL, str(self.native), self._key)

    async def write(self, count: int) -> None:
        """Say so many things."""
        for _ in range(count):
            await self.say(self._draw.choice(WORDS))

    async def write_until(self, over: asyncio.Event) -> None:
        """Say one thing after the other."""
        while not over.is_set():
            await self.say(self._draw.choice(WORDS))
            await asyncio.sleep(self._draw.uniform(0.2, 0.8))

    async def say(self, text: str) -> None:
        """Post one update, and again until it is taken."""
        update = self._update(text)
        number = f"{update['message']['message_id']}:{_WRITTEN}"
        message = SentMessage(derive_pseudonym(f"{CHANNEL} message", number, self._key), text)
        self.history.sent.append(message)
        while not await self._is_taken(update):
            await asyncio.sleep(RETRY_SECONDS)
        self.history.confirmed.append(message.id)

    async def _is_taken(self, update: dict[str, Any]) -> bool:
        where = f"{self._address()}/telegram"
        try:
            posted = self._http.post(where, json=update, headers=_HEADERS, timeout=_LIMIT)
            async with posted as answer:
                return answer.status == 200
        except UNREACHED:
            return False

    def _update(self, text: str) -> dict[str, Any]:
        who = {"id": self.native, "first_name": "Zoé"}
        message: dict[str, Any] = {
            "message_id": next(self._double.numbers),
            "date": _WRITTEN,
            "chat": {**who, "type": "private"},
            "from": {**who, "is_bot": False, "language_code": "fr"},
            "text": text,
        }
        return {"update_id": next(_updates), "message": message}

    def find_violations(self, engine: Engine, sender: Any) -> list[Finding]:
        """Compare what was posted with the rows, and the rows with the chat."""
        stored = read_conversation(engine, self.person)
        # What the page of a web client shows, the chat shows message by message: compared below.
        self.history.shown = [*stored.replies]
        expected = list_expected(engine, self.person, sender)
        unknown = count_outcomes(engine).get("unknown", 0)
        return [
            *find_violations(self.history, stored),
            *find_delivery_violations(self.history.client, expected, self.arrived(), unknown),
        ]

    def count_copies(self, engine: Engine, sender: Any) -> int:
        """How many messages the chat shows more than once."""
        return count_copies(list_expected(engine, self.person, sender), self.arrived())

    def arrived(self) -> list[str]:
        """What the chat shows."""
        return [shown.get("text") or shown.get("caption", "") for shown in self.chat.messages]


def list_expected(engine: Engine, person: str, sender: Any) -> list[str]:
    """The messages that a person is to get, in order."""
    mine = sa.select(conversations.c.id).where(conversations.c.person == person)
    with reading(engine) as unit:
        rows = unit.execute(
            sa.select(outbox).where(outbox.c.conversation_id.in_(mine)).order_by(outbox.c.seq)
        ).all()
    return [
        message.file.label if message.file else message.text
        for row in rows
        for message in sender.messages(Reply.from_json(row.reply), row.seq)
    ]


def count_outcomes(engine: Engine) -> dict[str, int]:
    """How sends ended that did not simply arrive."""
    summed = sa.select(delivery_counts.c.outcome, sa.func.sum(delivery_counts.c.count))
    with reading(engine) as unit:
        return dict(unit.execute(summed.group_by(delivery_counts.c.outcome)).all())


async def until_delivered(clients: Sequence[TelegramClient], engine: Engine) -> None:
    """Wait until all of them have all that is in the outbox."""
    whose = [client.person for client in clients]
    joined = sa.join(routes, conversations, routes.c.conversation_id == conversations.c.id)
    left = sa.select(sa.func.count()).select_from(joined)
    unsent = left.where(
        conversations.c.person.in_(whose), routes.c.sent < conversations.c.last_reply
    )
    while True:
        with reading(engine) as unit:
            if not unit.execute(unsent).scalar_one():
                return
        await asyncio.sleep(0.05)
