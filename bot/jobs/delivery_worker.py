"""Delivery of the outbox to the platforms, in order, conversation by conversation.

A new reply starts delivery at once; a sweep each second finds what was missed or put off. Retries
are kept in the database (`bot.messaging.delivery_progress`), so they survive a restart.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any, Optional

from sqlalchemy.exc import DBAPIError

from bot import metrics
from bot.messaging import delivery_progress, delivery_repository
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.delivery_progress import DeliveryAttempt
from bot.messaging.platform_sender import (
    DeliveryUnknown,
    MessageRefused,
    PlatformSender,
    Recipient,
    RecipientGone,
    RetryableError,
    SendError,
)
from bot.messaging.turn_dependencies import TurnDependencies
from bot.privacy.vault import UnreadableToken
from bot.storage.unit_of_work import reading, writing

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 1.0
MAX_CONCURRENT_CONVERSATIONS = 32
# Must be less than ROUTE_HOLD_DURATION.
MAX_SEND_SECONDS = 30.0


class DeliveryWorker:
    """Delivers replies by the `senders`, one per channel; does nothing without any."""

    def __init__(
        self, parts: TurnDependencies, threads: DbExecutor, senders: Sequence[PlatformSender]
    ) -> None:
        self._parts, self._threads = parts, threads
        self._senders = {sender.channel: sender for sender in senders}
        self._busy: dict[int, asyncio.Task] = {}
        self._dirty: set[int] = set()
        # By channel, whether the platform answered the last send, even with a refusal.
        self.reached: dict[str, bool] = {}
        # Per platform, so that one that hangs does not block the others.
        self._slots = {
            name: asyncio.Semaphore(MAX_CONCURRENT_CONVERSATIONS) for name in self._senders
        }

    def tell(self, conversation: int) -> None:
        """Start delivery of a conversation that may have new replies."""
        if not self._senders:
            return
        if conversation in self._busy:
            self._dirty.add(conversation)
        else:
            self._busy[conversation] = asyncio.create_task(self._serve(conversation))

    async def run(self) -> None:
        """Sweep until cancelled, then finish the sends under way."""
        try:
            while self._senders:
                for conversation in await self._waiting():
                    self.tell(conversation)
                await asyncio.sleep(SWEEP_SECONDS)
        finally:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _waiting(self) -> list[int]:
        try:
            return await self._threads.run(JobPriority.READ, self._find)
        except DBAPIError as error:
            logger.error("delivery put off, database: %s", type(error).__name__)
            return []

    def _find(self) -> list[int]:
        with reading(self._parts.engine) as unit:
            return delivery_repository.find_deliverable_conversations(
                unit, tuple(self._senders), self._parts.clock()
            )

    async def _serve(self, conversation: int) -> None:
        try:
            channel = await self._threads.run(
                JobPriority.READ, partial(self._channel, conversation)
            )
            slots, again = self._slots.get(channel or ""), True
            while slots and again:
                async with slots:  # released in between, so that one conversation cannot keep it
                    again = await self._all(conversation)
        except DBAPIError as error:
            logger.error("delivery put off, database: %s", type(error).__name__)
        finally:
            self._dirty.discard(conversation)
            del self._busy[conversation]

    async def _all(self, conversation: int) -> bool:
        """Send everything that is due; returns whether new replies came meanwhile."""
        self._dirty.discard(conversation)
        parcel = await self._write(delivery_progress.hold_next_delivery, conversation)
        while parcel is not None:
            parcel = await self._send_one(parcel)
        return conversation in self._dirty

    def _channel(self, conversation: int) -> Optional[str]:
        with reading(self._parts.engine) as unit:
            return delivery_repository.find_delivery_channel(unit, conversation)

    async def _send_one(self, parcel: DeliveryAttempt) -> Optional[DeliveryAttempt]:
        """Send one message of a reply; returns the next one to send, if any."""
        last = True
        try:
            sender = self._senders[parcel.channel]
            messages = sender.messages(parcel.reply, parcel.seq)
            last = parcel.part + 1 >= len(messages)
            if parcel.part < len(messages):  # a reply may have no message on this platform
                await self._send(sender, parcel, messages[parcel.part])
        except SendError as error:
            return await self._write(delivery_progress.record_failed, parcel, error, last)
        except Exception as error:  # noqa: BLE001  # a bug must not be retried for ever
            # Only the class is logged: the text of an exception may quote the message.
            logger.error("a message could not be sent: %s", type(error).__name__)
            return await self._write(
                delivery_progress.record_failed, parcel, MessageRefused(), last
            )
        return await self._write(delivery_progress.record_delivered, parcel, last)

    async def _send(self, sender: PlatformSender, parcel: DeliveryAttempt, message: Any) -> None:
        to = Recipient(parcel.conversation, self._open(parcel), parcel.heard)
        try:
            await asyncio.wait_for(sender.send(to, message, self._parts.clock()), MAX_SEND_SECONDS)
        except asyncio.TimeoutError:
            self.reached[parcel.channel] = False
            raise DeliveryUnknown from None
        except SendError as error:
            self._failed(parcel.channel, error)
            raise
        self.reached[parcel.channel] = True
        metrics.count_delivery(parcel.channel, "arrived")

    def _failed(self, channel: str, error: SendError) -> None:
        """Note whether the platform was reached, and count an outcome that no row counts."""
        self.reached[channel] = not isinstance(error, RetryableError)
        if not error.counted:
            metrics.count_delivery(channel, "later")

    def _open(self, parcel: DeliveryAttempt) -> str:
        """Decrypt the person's id on the platform.

        Raises:
            RecipientGone: the id cannot be decrypted any more.
        """
        try:
            return self._parts.vault.open(parcel.sealed)
        except UnreadableToken:
            raise RecipientGone from None

    async def _write(self, work: Any, *given: Any) -> Any:
        return await self._threads.run(JobPriority.TURN, partial(self._in_unit, work, given))

    def _in_unit(self, work: Any, given: tuple[Any, ...]) -> Any:
        with writing(self._parts.engine) as unit:
            done = work(unit, *given, self._parts.clock())
            unit.commit()
            return done
