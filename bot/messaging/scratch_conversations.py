"""Conversations in a temporary database, to see what the dialogue would reply.

The turns are the real ones. Nothing is stored in the service's database, and nothing is sent.
"""

from __future__ import annotations

import contextlib
import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.booking.local_time import local_day
from bot.messages import Reply
from bot.messaging import message_intake, preprocessing, turn_processor
from bot.messaging.message_intake import build_typed_message
from bot.messaging.turn_dependencies import TurnDependencies
from bot.privacy.network_hashes import NetworkHashes
from bot.storage.database_engine import create_database_engine
from bot.storage.reply_repository import list_answers
from bot.storage.schema_migration import migrate_schema
from bot.storage.unit_of_work import reading
from knowledge.library import CurrentLibrary, Library

CHANNEL = "web"


@dataclass(frozen=True)
class ScratchConversations:
    """Conversations of invented people; each call begins a new one."""

    parts: TurnDependencies
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def reply(self, text: str) -> str:
        """Return the texts of the replies to a first message.

        Raises:
            MessageRefused: the text cannot be a message.
        """
        parts, person = self.parts, f"scratch-{next(self._numbers)}"
        incoming = build_typed_message(CHANNEL, person, "1", text, parts.key, parts.vault)
        head = message_intake.accept_message(parts.engine, incoming, parts.clock())
        if head is None:
            raise RuntimeError("a scratch conversation was used twice")
        read = preprocessing.preprocess(parts, head)
        turn_processor.answer_message(parts, head, read)
        with reading(parts.engine) as unit:
            rows = list_answers(unit, head.conversation, head.seq)
        return "\n".join(filter(None, (Reply.from_json(row).text for row in rows)))


@contextlib.contextmanager
def open_scratch_conversations(
    parts: TurnDependencies, library: Library
) -> Iterator[ScratchConversations]:
    """Open conversations with a library of their own; everything is deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="boussole-scratch-") as folder:
        engine = create_database_engine(f"sqlite:///{Path(folder) / 'scratch.sqlite'}")
        try:
            migrate_schema(engine)
            current = CurrentLibrary.of(library, local_day(parts.clock()))
            yield ScratchConversations(
                replace(parts, engine=engine, current=current, networks=NetworkHashes())
            )
        finally:
            engine.dispose()
