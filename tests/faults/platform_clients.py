"""People on Telegram and Messenger under load: what they write is posted until it is taken."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import aiohttp
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.channels import messenger, telegram
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
from tests.faults.recording_clients import MAX_UNANSWERED, RETRY_SECONDS, UNREACHED
from tests.faults.stored_rows import count_waiting, read_conversation
from tests.support.messenger_double import MessengerDouble
from tests.support.telegram_double import Chat, TelegramDouble
from tests.support.telegram_user import SECRET

WORDS = ("merci beaucoup", "aide", "c'est quoi le métier de plombier ?")
_LIMIT = aiohttp.ClientTimeout(total=20)
_WRITTEN = 1764064800  # seconds of the epoch
_updates = itertools.count(500_000_001)


class PlatformClient(ABC):
    """One person; `sent` and `confirmed` are what the platform posted and what was taken."""

    channel: str

    def __init__(
        self, http: aiohttp.ClientSession, address: Callable[[], str], native: int, key: bytes
    ) -> None:
        self._http, self._address, self._key = http, address, key
        self.native, self._draw = str(native), Random(native)
        self.history = ClientHistory(f"{self.channel} {native}")

    @abstractmethod
    def _event(self, text: str) -> tuple[str, bytes, dict[str, str]]:
        """A message as the platform posts it: the id that is stored, the body, the headers."""

    @abstractmethod
    def arrived(self) -> list[str]:
        """The messages that came to this person, in order."""

    @abstractmethod
    def compile(self, sender: Any, reply: Reply, seq: int) -> list[str]:
        """The messages that a reply is."""

    @property
    def person(self) -> str:
        """Their pseudonym."""
        return derive_pseudonym(self.channel, self.native, self._key)

    async def write_until(self, over: asyncio.Event, engine: Engine) -> None:
        """Say one thing after the other, but not too much that is not answered."""
        while not over.is_set():
            while count_waiting(engine, self.person) > MAX_UNANSWERED:
                await asyncio.sleep(RETRY_SECONDS)
            await self.say(self._draw.choice(WORDS))
            await asyncio.sleep(self._draw.uniform(0.2, 0.8))

    async def say(self, text: str) -> None:
        """Post one message, and again until it is taken."""
        number, body, headers = self._event(text)
        self.history.sent.append(SentMessage(number, text))
        while not await self._is_taken(body, headers):
            await asyncio.sleep(RETRY_SECONDS)
        self.history.confirmed.append(number)

    async def _is_taken(self, body: bytes, headers: dict[str, str]) -> bool:
        where = f"{self._address()}/{self.channel}"
        headers = {**headers, "content-type": "application/json"}
        try:
            posted = self._http.post(where, data=body, headers=headers, timeout=_LIMIT)
            async with posted as answer:
                return answer.status == 200
        except UNREACHED:
            return False

    def find_violations(self, engine: Engine, sender: Any) -> list[Finding]:
        """Compare what was posted with the rows, and the rows with the chat."""
        stored = read_conversation(engine, self.person)
        # What a web page shows reply by reply, a chat shows message by message: compared below.
        self.history.shown = [*stored.replies]
        expected = self.list_expected(engine, sender)
        unknown = count_outcomes(engine).get("unknown", 0)
        return [
            *find_violations(self.history, stored),
            *find_delivery_violations(self.history.client, expected, self.arrived(), unknown),
        ]

    def count_copies(self, engine: Engine, sender: Any) -> int:
        """How many messages the chat shows more than once."""
        return count_copies(self.list_expected(engine, sender), self.arrived())

    def list_expected(self, engine: Engine, sender: Any) -> list[str]:
        """The messages that this person is to get, in order."""
        mine = sa.select(conversations.c.id).where(conversations.c.person == self.person)
        rows = sa.select(outbox).where(outbox.c.conversation_id.in_(mine)).order_by(outbox.c.seq)
        with reading(engine) as unit:
            found = unit.execute(rows).all()
        messages: list[str] = []
        for row, later in itertools.zip_longest(found, found[1:]):
            followed = later is not None and later.answers == row.answers
            reply = replace(Reply.from_json(row.reply), followed=followed)
            messages += self.compile(sender, reply, row.seq)
        return messages


class TelegramClient(PlatformClient):
    """One person on Telegram."""

    channel = telegram.CHANNEL

    def __init__(self, double: TelegramDouble, *given: Any) -> None:
        super().__init__(*given)
        self._double = double
        self.chat = double.chats.setdefault(int(self.native), Chat(int(self.native)))

    def arrived(self) -> list[str]:
        """What the chat shows."""
        return [shown.get("text") or shown.get("caption", "") for shown in self.chat.messages]

    def compile(self, sender: Any, reply: Reply, seq: int) -> list[str]:
        """Texts and captions."""
        messages = sender.messages(reply, seq)
        return [message.file.label if message.file else message.text for message in messages]

    def _event(self, text: str) -> tuple[str, bytes, dict[str, str]]:
        number, who = next(self._double.numbers), {"id": int(self.native), "first_name": "Zoé"}
        message = {
            "message_id": number,
            "date": _WRITTEN,
            "chat": {**who, "type": "private"},
            "from": {**who, "is_bot": False, "language_code": "fr"},
            "text": text,
        }
        kept = derive_pseudonym(f"{self.channel} message", f"{number}:{_WRITTEN}", self._key)
        update = {"update_id": next(_updates), "message": message}
        return kept, json.dumps(update).encode(), {"x-telegram-bot-api-secret-token": SECRET}


class MessengerClient(PlatformClient):
    """One person on Messenger."""

    channel = messenger.CHANNEL

    def __init__(self, meta: MessengerDouble, *given: Any) -> None:
        super().__init__(*given)
        self._meta = meta

    def arrived(self) -> list[str]:
        """What the chat shows."""
        return [_dump(each.message) for each in self._meta.arrived if each.who == self.native]

    def compile(self, sender: Any, reply: Reply, seq: int) -> list[str]:
        """Whole messages of the Send API."""
        return [_dump(message.message) for message in sender.messages(reply, seq)]

    def _event(self, text: str) -> tuple[str, bytes, dict[str, str]]:
        event = self._meta.text(self.native, text)
        body = self._meta.body(event)
        kept = hashlib.sha256(event["message"]["mid"].encode()).hexdigest()[:40]
        return kept, body, self._meta.signed(body)


def _dump(message: dict[str, Any]) -> str:
    return json.dumps(message, sort_keys=True)


def count_outcomes(engine: Engine) -> dict[str, int]:
    """How sends ended that did not simply arrive."""
    summed = sa.select(delivery_counts.c.outcome, sa.func.sum(delivery_counts.c.count))
    with reading(engine) as unit:
        return dict(unit.execute(summed.group_by(delivery_counts.c.outcome)).all())


async def until_delivered(clients: Sequence[PlatformClient], engine: Engine) -> None:
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
