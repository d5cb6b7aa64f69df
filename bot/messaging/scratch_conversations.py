"""Conversations in a temporary database, to see what the dialogue would reply.

The turns are the real ones. Nothing is stored in the service's database, and nothing is sent.
"""

from __future__ import annotations

import contextlib
import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
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
class ScratchReply:
    """The texts of the replies to a message, and the labels of their buttons."""

    text: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScratchConversations:
    """Conversations of invented people; each call begins a new one."""

    parts: TurnDependencies
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def with_library(self, library: Library) -> ScratchConversations:
        """Return conversations with another library, in the same database."""
        current = CurrentLibrary.of(library, local_day(self.parts.clock()))
        return ScratchConversations(replace(self.parts, current=current), self._numbers)

    def reply(self, text: str) -> ScratchReply:
        """Return the replies to a first message.

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
        replies = [Reply.from_json(row) for row in rows]
        labels = tuple(choice.label for reply in replies for choice in reply.choices)
        return ScratchReply("\n".join(filter(None, (reply.text for reply in replies))), labels)


@contextlib.contextmanager
def open_scratch_conversations(
    parts: TurnDependencies, library: Library
) -> Iterator[ScratchConversations]:
    """Open conversations with a library of their own; everything is deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="boussole-scratch-") as folder:
        path = Path(folder) / "scratch.sqlite"
        path.write_bytes(_make_empty_database())
        engine = create_database_engine(f"sqlite:///{path}")
        try:
            current = CurrentLibrary.of(library, local_day(parts.clock()))
            yield ScratchConversations(
                replace(parts, engine=engine, current=current, networks=NetworkHashes())
            )
        finally:
            engine.dispose()


@lru_cache(maxsize=1)
def _make_empty_database() -> bytes:
    """Return a migrated database without rows, made once per process: it takes a second."""
    with tempfile.TemporaryDirectory(prefix="boussole-scratch-") as folder:
        path = Path(folder) / "empty.sqlite"
        engine = create_database_engine(f"sqlite:///{path}")
        try:
            migrate_schema(engine)
        finally:
            engine.dispose()
        return path.read_bytes()
