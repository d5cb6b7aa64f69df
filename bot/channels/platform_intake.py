"""Intake of messages from the platforms that deliver, each message once."""

from __future__ import annotations

import datetime as dt
import secrets
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import Any, Optional

from sqlalchemy.exc import SQLAlchemyError

from bot import metrics
from bot.care.detector import detect
from bot.messaging import external_reply, non_text_input
from bot.messaging.admission import Admission
from bot.messaging.db_executor import DbExecutor, JobPriority, StorageStuck
from bot.messaging.listeners import Listeners
from bot.messaging.message_intake import (
    IncomingMessage,
    MenuButton,
    PendingMessage,
    ServiceCrowded,
    StaleChoice,
    TooManyWaiting,
    accept_message,
    build_typed_message,
)
from bot.messaging.turn_dependencies import TurnDependencies
from bot.messaging.worker import Worker
from bot.privacy import message_validation
from bot.privacy.delivery_address_repository import DeliveryAddress
from bot.privacy.pseudonyms import derive_pseudonym

# Errors after which an event is not acknowledged, so that the platform sends it again.
RETRYABLE_ERRORS = (SQLAlchemyError, StorageStuck, ServiceCrowded)
MAX_SCANNED_CHARS = 8000  # of a refused text, scanned for distress
_STALE_MARK, _TOO_LONG_MARK, _UNREADABLE_MARK = (
    "[ancien bouton]",
    "[message trop long]",
    "[message illisible]",
)


class PressOutcome(Enum):
    """The result of a press: new, received before, or on a button that is no longer valid."""

    NEW = "new"
    AGAIN = "again"
    STALE = "stale"


@dataclass(frozen=True)
class PlatformIntake:
    """Stores the messages of one platform.

    `who` is the platform's own id of the person, `external_id` that of the message; a message with
    a known id changes nothing. The methods return once the message is durable; those
    that return a bool say whether it is new.

    Raises:
        TooManyWaiting: the person has too many waiting messages.
        RETRYABLE_ERRORS: the message could not be stored.
    """

    channel: str
    parts: TurnDependencies
    threads: DbExecutor
    worker: Worker
    listeners: Listeners
    admission: Admission

    async def opened(self, who: str, external_id: str) -> bool:
        """Take in the opening of a chat, which the bot answers with a greeting."""
        return await self._take(who, self._incoming(who, external_id, "open", "open"))

    async def text(self, who: str, external_id: str, text: str) -> bool:
        """Take in a text. Invalid text is answered with the reason, and with the helplines if it
        calls for help (S1)."""
        try:
            message = build_typed_message(
                self.channel, self.person(who), external_id, text, self.parts.key, self.parts.vault
            )
        except message_validation.MessageEmpty:
            message = self._incoming(who, external_id, non_text_input.OTHER, "[autre envoi]")
        except message_validation.MessageRefused as error:
            metrics.count_refusal(self.channel, error.reason)
            mark = (
                _TOO_LONG_MARK
                if isinstance(error, message_validation.MessageTooLong)
                else _UNREADABLE_MARK
            )
            message = self._incoming(who, external_id, non_text_input.OTHER, mark)
            message = replace(message, signal=detect(text[:MAX_SCANNED_CHARS]))
        return await self._take(who, message)

    async def choice(self, who: str, external_id: str, token: str) -> PressOutcome:
        """Take in the press of a button; one that is not valid here is answered as stale."""
        kind = non_text_input.MORE if non_text_input.is_more_token(token) else "choice"
        try:
            new = await self._take(who, self._incoming(who, external_id, kind, token))
        except StaleChoice:
            metrics.count_refusal(self.channel, "stale_choice")
            await self.other(who, external_id, _STALE_MARK)
            return PressOutcome.STALE
        return PressOutcome.NEW if new else PressOutcome.AGAIN

    async def button(self, who: str, external_id: str, button: MenuButton) -> bool:
        """Take in the press of a button in the platform's menu."""
        pressed = self._incoming(who, external_id, "choice", secrets.token_urlsafe(16))
        return await self._take(who, replace(pressed, button=button))

    async def other(self, who: str, external_id: str, mark: str, words: str = "") -> bool:
        """Take in anything else, as a mark of `bot.messaging.non_text_input.MARK_RESPONSES`.

        `words` that come with it are scanned for distress and not stored.
        """
        message = self._incoming(who, external_id, non_text_input.OTHER, mark)
        return await self._take(who, replace(message, signal=detect(words[:MAX_SCANNED_CHARS])))

    async def _take(self, who: str, message: IncomingMessage) -> bool:
        sealed = self.parts.vault.seal(who)
        lasts = dt.timedelta(days=self.parts.settings.conversation_days)
        message = replace(message, route=DeliveryAddress(self.channel, sealed, lasts))
        head = await self._stored(message)
        metrics.count_message(self.channel, new=head is not None)
        if head is not None:
            self.listeners.tell(head.conversation)
            self.worker.hand(head)
        return head is not None

    async def _stored(self, message: IncomingMessage) -> Optional[PendingMessage]:
        work = partial(accept_message, self.parts.engine, message, self.parts.clock())
        try:
            async with (
                self.admission.turn(message.person) as visit,
                self.admission.reserve_storage(
                    visit, lambda: bool(message.signal), self.channel
                ) as rank,
            ):
                return await self.threads.ask(rank, work)
        except TooManyWaiting:
            metrics.count_refusal(self.channel, "too_many")
            raise
        except ServiceCrowded:
            metrics.count_refusal(self.channel, "busy")
            raise
        except (SQLAlchemyError, StorageStuck):
            metrics.count_refusal(self.channel, "storage_failed")
            raise

    async def human_wrote(self, who: str, at: dt.datetime) -> None:
        """Hand the conversation over to a team member who wrote on the platform at `at`."""
        work = partial(external_reply.give_to_human, self.parts, self.channel, self.person(who), at)
        async with self.turn():
            conversation = await self.threads.ask(JobPriority.TURN, work)
        if conversation is not None:
            self.listeners.tell(conversation)

    def _incoming(self, who: str, external_id: str, kind: str, body: str) -> IncomingMessage:
        return IncomingMessage(self.channel, self.person(who), external_id, kind, body)

    def turn(self) -> AbstractAsyncContextManager[Any]:
        """Hold the platform's turn while a step of its events is processed: platforms take turns
        with people."""
        return self.admission.turn(self.channel)

    def person(self, who: str) -> str:
        """Return the pseudonym of a person."""
        return derive_pseudonym(self.channel, who, self.parts.key)
