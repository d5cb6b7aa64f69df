"""Delivery to the platforms: what stands in the outbox leaves, in order, conversation by
conversation.

A news of a conversation starts it at once; what was missed or put off, the sweep of each second
finds. The retries are the database's (`bot.conversation.delivering`): they survive a restart, which
those of a library in memory would not.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any, Optional

from sqlalchemy.exc import DBAPIError

from bot import metrics
from bot.conversation import delivering
from bot.conversation.delivering import Parcel
from bot.conversation.sending import Address, Gone, Later, Refused, Sender, SendError, Unknown
from bot.conversation.threads import Rank, Threads
from bot.conversation.turn import Parts
from bot.privacy.vault import Unreadable
from bot.storage.unit_of_work import reading, writing

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 1.0
AT_ONCE = 32
# Less than a route is held for.
SEND_SECONDS = 30.0


class Delivering:
    """Sends by the `senders`, one of each channel; does nothing when there are none."""

    def __init__(self, parts: Parts, threads: Threads, senders: Sequence[Sender]) -> None:
        self._parts, self._threads = parts, threads
        self._senders = {sender.channel: sender for sender in senders}
        self._busy: dict[int, asyncio.Task] = {}
        self._knocked: set[int] = set()
        # Whether the platform took or refused what was last sent.
        self.reached: dict[str, bool] = {}
        # One platform that hangs does not take the others' room.
        self._room = {name: asyncio.Semaphore(AT_ONCE) for name in self._senders}

    def tell(self, conversation: int) -> None:
        """Something new may be there to deliver."""
        if not self._senders:
            return
        if conversation in self._busy:
            self._knocked.add(conversation)
        else:
            self._busy[conversation] = asyncio.create_task(self._serve(conversation))

    async def run(self) -> None:
        """Sweep until cancelled, then let what is being sent arrive."""
        try:
            while self._senders:
                for conversation in await self._waiting():
                    self.tell(conversation)
                await asyncio.sleep(SWEEP_SECONDS)
        finally:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _waiting(self) -> list[int]:
        try:
            return await self._threads.run(Rank.READ, self._find)
        except DBAPIError as error:
            logger.error("delivery put off, database: %s", type(error).__name__)
            return []

    def _find(self) -> list[int]:
        with reading(self._parts.engine) as unit:
            return delivering.waiting(unit, tuple(self._senders), self._parts.clock())

    async def _serve(self, conversation: int) -> None:
        try:
            channel = await self._threads.run(Rank.READ, partial(self._channel, conversation))
            room, again = self._room.get(channel or ""), True
            while room and again:
                async with room:  # given back between: nobody keeps it by writing on
                    again = await self._all(conversation)
        except DBAPIError as error:
            logger.error("delivery put off, database: %s", type(error).__name__)
        finally:
            self._knocked.discard(conversation)
            del self._busy[conversation]

    async def _all(self, conversation: int) -> bool:
        """Send all that is there; whether there was news meanwhile."""
        self._knocked.discard(conversation)
        parcel = await self._write(delivering.take, conversation)
        while parcel is not None:
            parcel = await self._one(parcel)
        return conversation in self._knocked

    def _channel(self, conversation: int) -> Optional[str]:
        with reading(self._parts.engine) as unit:
            return delivering.channel_of(unit, conversation)

    async def _one(self, parcel: Parcel) -> Optional[Parcel]:
        """Send one message of the reply; what is to be sent after it."""
        last = True
        try:
            sender = self._senders[parcel.channel]
            messages = sender.messages(parcel.reply, parcel.seq)
            last = parcel.part + 1 >= len(messages)
            if parcel.part < len(messages):  # else nothing of it can be shown there
                await self._send(sender, parcel, messages[parcel.part])
        except SendError as error:
            return await self._write(delivering.failed, parcel, error, last)
        except Exception as error:  # noqa: BLE001  # a fault of ours must not be tried for ever
            # The class only: an exception's text may quote what was to be said.
            logger.error("a message could not be sent: %s", type(error).__name__)
            return await self._write(delivering.failed, parcel, Refused(), last)
        return await self._write(delivering.delivered, parcel, last)

    async def _send(self, sender: Sender, parcel: Parcel, message: Any) -> None:
        to = Address(parcel.conversation, self._open(parcel), parcel.heard)
        try:
            await asyncio.wait_for(sender.send(to, message, self._parts.clock()), SEND_SECONDS)
        except asyncio.TimeoutError:
            self.reached[parcel.channel] = False
            raise Unknown from None
        except SendError as error:
            self._failed(parcel.channel, error)
            raise
        self.reached[parcel.channel] = True
        metrics.delivery(parcel.channel, "arrived")

    def _failed(self, channel: str, error: SendError) -> None:
        """Whoever refuses a message was reached. What else is counted, its transaction counts."""
        self.reached[channel] = not isinstance(error, Later)
        if not error.counted:
            metrics.delivery(channel, "later")

    def _open(self, parcel: Parcel) -> str:
        """The platform's id. A route that can't be opened any more leads to nobody."""
        try:
            return self._parts.vault.open(parcel.sealed)
        except Unreadable:
            raise Gone from None

    async def _write(self, work: Any, *given: Any) -> Any:
        return await self._threads.run(Rank.TURN, partial(self._in_unit, work, given))

    def _in_unit(self, work: Any, given: tuple[Any, ...]) -> Any:
        with writing(self._parts.engine) as unit:
            done = work(unit, *given, self._parts.clock())
            unit.commit()
            return done
