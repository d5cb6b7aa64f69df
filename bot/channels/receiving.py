"""What people write on a platform, taken in once: the same for each platform that delivers."""

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
from bot.conversation import aside, elsewhere
from bot.conversation.admission import Admission
from bot.conversation.intake import (
    Button,
    Crowded,
    Head,
    Incoming,
    StaleChoice,
    TooManyWaiting,
    accept,
    typed,
)
from bot.conversation.listeners import Listeners
from bot.conversation.threads import Rank, Stuck, Threads
from bot.conversation.turn import Parts
from bot.conversation.worker import Worker
from bot.privacy import intake
from bot.privacy.pseudonyms import pseudonym
from bot.privacy.routing import Route
from bot.safeguarding.detector import detect

# What comes again, because it could not be stored now: the platform is not told that it was taken.
NOT_NOW = (SQLAlchemyError, Stuck, Crowded)
READ = 8000  # characters of a text that is refused are looked through for distress
_STALE, _TOO_LONG, _UNREADABLE = "[ancien bouton]", "[message trop long]", "[message illisible]"


class Taken(Enum):
    """What became of a press: it came before, or what was pressed means nothing any more."""

    NEW = "new"
    AGAIN = "again"
    STALE = "stale"


@dataclass(frozen=True)
class Receiving:
    """One platform's way in. `who` is the platform's own id of the person, `external_id` that of
    what they sent: the same one again changes nothing.

    Each method returns once the message is durable: whether it was not so before. It raises
    `TooManyWaiting` of this person, and one of NOT_NOW when nothing could be stored.
    """

    channel: str
    parts: Parts
    threads: Threads
    worker: Worker
    listeners: Listeners
    admission: Admission

    async def opened(self, who: str, external_id: str) -> bool:
        """The chat was opened: the bot says hello."""
        return await self._take(who, self._incoming(who, external_id, "open", "open"))

    async def text(self, who: str, external_id: str, text: str) -> bool:
        """Words. What can't be read is answered with the reason, and with the helplines when they
        are called for (S1)."""
        try:
            message = typed(
                self.channel, self.person(who), external_id, text, self.parts.key, self.parts.vault
            )
        except intake.Empty:
            message = self._incoming(who, external_id, aside.OTHER, "[autre envoi]")
        except intake.Refused as error:
            metrics.refusal(self.channel, error.reason)
            mark = _TOO_LONG if isinstance(error, intake.TooLong) else _UNREADABLE
            message = self._incoming(who, external_id, aside.OTHER, mark)
            message = replace(message, signal=detect(text[:READ]))
        return await self._take(who, message)

    async def choice(self, who: str, external_id: str, token: str) -> Taken:
        """A button. One of an erased or another conversation is answered as such."""
        kind = aside.MORE if aside.is_token(token) else "choice"
        try:
            new = await self._take(who, self._incoming(who, external_id, kind, token))
        except StaleChoice:
            metrics.refusal(self.channel, "stale_choice")
            await self.other(who, external_id, _STALE)
            return Taken.STALE
        return Taken.NEW if new else Taken.AGAIN

    async def button(self, who: str, external_id: str, button: Button) -> bool:
        """One that stands in the platform's menu, for everybody."""
        pressed = self._incoming(who, external_id, "choice", secrets.token_urlsafe(16))
        return await self._take(who, replace(pressed, button=button))

    async def other(self, who: str, external_id: str, mark: str, words: str = "") -> bool:
        """What is neither; `mark` is one of `bot.conversation.aside.MARKS`. `words` that are no
        message of their own are looked through for distress, and not kept."""
        message = self._incoming(who, external_id, aside.OTHER, mark)
        return await self._take(who, replace(message, signal=detect(words[:READ])))

    async def _take(self, who: str, message: Incoming) -> bool:
        sealed = self.parts.vault.seal(who)
        lasts = dt.timedelta(days=self.parts.settings.conversation_days)
        message = replace(message, route=Route(self.channel, sealed, lasts))
        head = await self._stored(message)
        metrics.message(self.channel, new=head is not None)
        if head is not None:
            self.listeners.tell(head.conversation)
            self.worker.hand(head)
        return head is not None

    async def _stored(self, message: Incoming) -> Optional[Head]:
        work = partial(accept, self.parts.engine, message, self.parts.clock())
        try:
            async with (
                self.admission.turn(message.person) as visit,
                self.admission.storing(visit, lambda: bool(message.signal), self.channel) as rank,
            ):
                return await self.threads.ask(rank, work)
        except TooManyWaiting:
            metrics.refusal(self.channel, "too_many")
            raise
        except Crowded:
            metrics.refusal(self.channel, "busy")
            raise
        except (SQLAlchemyError, Stuck):
            metrics.refusal(self.channel, "storage_failed")
            raise

    async def human_wrote(self, who: str, at: dt.datetime) -> None:
        """Somebody of the team answered there themselves: the bot steps back."""
        work = partial(elsewhere.step_back, self.parts, self.channel, self.person(who), at)
        async with self.turn():
            conversation = await self.threads.ask(Rank.TURN, work)
        if conversation is not None:
            self.listeners.tell(conversation)

    def _incoming(self, who: str, external_id: str, kind: str, body: str) -> Incoming:
        return Incoming(self.channel, self.person(who), external_id, kind, body)

    def turn(self) -> AbstractAsyncContextManager[Any]:
        """For as long as something that the platform posted is read or stored, one step at a time:
        platforms take turns with people."""
        return self.admission.turn(self.channel)

    def person(self, who: str) -> str:
        """The pseudonym."""
        return pseudonym(self.channel, who, self.parts.key)
