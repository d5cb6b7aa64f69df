"""People of the script: they act through their channel and read replies from the outbox."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, Optional

from bot.messages import Reply
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.conversation_repository import find_conversation
from bot.storage.message_repository import has_waiting_message
from bot.storage.reply_repository import list_replies_after
from bot.storage.unit_of_work import UnitOfWork
from evaluation.privacy_audit.audited_service import AuditedService

MAX_WAIT_SECONDS = 60.0


class ScriptMismatch(Exception):
    """The day did not go as its script says."""


@dataclass
class ScriptedPerson:
    """`who` is the channel's id of the person, `named` their name there."""

    run: AuditedService
    who: str
    named: str = ""
    channel: ClassVar[str] = ""
    _read: int = field(default=0, init=False)

    @property
    def pseudonym(self) -> str:
        """The service's pseudonym of the person."""
        return derive_pseudonym(self.channel, self.who, self.run.service.parts.key)

    async def says(self, text: str) -> int:
        """Send a text; return the status of the response."""
        raise NotImplementedError

    async def presses(self, token: str) -> int:
        """Press a button."""
        raise NotImplementedError

    async def sends(self, what: str, text: str) -> int:
        """Send something other than text, with planted data in it."""
        raise NotImplementedError

    async def conversation(self) -> Optional[int]:
        """Return the number of the conversation, None without one."""
        found: Optional[int] = await self.run.read(
            lambda unit: find_conversation(unit, self.pseudonym)
        )
        return found

    async def settles(self) -> None:
        """Wait until all messages of the person are processed."""
        for _ in range(int(MAX_WAIT_SECONDS * 50)):
            if not await self.run.read(partial(_has_waiting_messages, self.pseudonym)):
                return
            await asyncio.sleep(0.02)
        raise ScriptMismatch("a message has no answer")

    async def last_reply(self) -> int:
        """Return the number of the last reply."""
        rows = await self.run.read(partial(_list_replies, self.pseudonym, 0))
        return int(rows[-1].seq) if rows else 0

    async def answers(self) -> list[Reply]:
        """Return the replies since the last call."""
        await self.settles()
        rows = await self.run.read(partial(_list_replies, self.pseudonym, self._read))
        self._read = rows[-1].seq if rows else self._read
        return [Reply.from_json(row.reply) for row in rows]

    async def token(self, label: str) -> str:
        """Return the token of the newest button whose label starts like this."""
        for row in reversed(await self.run.read(partial(_list_replies, self.pseudonym, 0))):
            for choice in Reply.from_json(row.reply).offered:
                if choice.label.startswith(label):
                    return choice.token
        raise ScriptMismatch(f"no button « {label} »")


def _has_waiting_messages(person: str, unit: UnitOfWork) -> bool:
    conversation = find_conversation(unit, person)
    return conversation is not None and has_waiting_message(unit, conversation)


def _list_replies(person: str, after: int, unit: UnitOfWork) -> list[Any]:
    conversation = find_conversation(unit, person)
    return [] if conversation is None else list_replies_after(unit, conversation, after)
