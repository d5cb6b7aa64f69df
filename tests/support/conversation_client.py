"""One person in a test: sends, is answered, reads back what is stored."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, Optional

import sqlalchemy as sa

from bot.messaging.message_intake import (
    IncomingMessage,
    PendingMessage,
    accept_message,
    build_typed_message,
)
from bot.messaging.preprocessing import preprocess
from bot.messaging.turn_dependencies import TurnDependencies
from bot.messaging.turn_processor import TurnResult, answer_message
from bot.notebook import notebook_repository
from bot.storage.column_types import metadata
from bot.storage.conversation_tables import inbox, outbox
from bot.storage.unit_of_work import reading
from tests.support.database_rows import read_rows

Act = Callable[[Any, Any, Any], list]


class ConversationClient:
    """Talks to the real turns, without the worker."""

    def __init__(self, parts: TurnDependencies, name: str = "person") -> None:
        self.parts, self.name = parts, name
        self._ids = itertools.count(1)

    def sends(self, text: str, client_id: Optional[str] = None) -> Optional[PendingMessage]:
        """Type a text; stored, not answered."""
        number = client_id or f"id{next(self._ids)}"
        return self._accept(
            build_typed_message("web", self.name, number, text, self.parts.key, self.parts.vault)
        )

    def presses(self, token: str) -> Optional[PendingMessage]:
        """Press a button; stored, not answered."""
        return self._accept(
            IncomingMessage("web", self.name, f"id{next(self._ids)}", "choice", token)
        )

    def sends_other(self, kind: str, body: str) -> Optional[PendingMessage]:
        """Something of a platform that is neither words nor a choice; stored, not answered."""
        return self._accept(IncomingMessage("web", self.name, f"id{next(self._ids)}", kind, body))

    def opens(self) -> Optional[PendingMessage]:
        """Open the chat; stored, not answered."""
        return self._accept(IncomingMessage("web", self.name, "open", "open"))

    def gets(self, head: Optional[PendingMessage]) -> TurnResult:
        """Answer one stored message, as a worker does."""
        assert head is not None
        return answer_message(self.parts, head, preprocess(self.parts, head))

    def says(self, text: str) -> list[str]:
        """Send and be answered: the texts of the replies."""
        head = self.sends(text)
        self.gets(head)
        assert head is not None
        return self.told(head.seq)

    def told(self, answers: Optional[int] = None) -> list[str]:
        """The texts of the replies, all of them or those to one message."""
        return [r.reply.get("text", "") for r in self.replies() if answers in (None, r.answers)]

    def replies(self) -> list[Any]:
        return read_rows(self.parts.engine, outbox, self._mine(outbox), outbox.c.seq)

    def messages(self) -> list[Any]:
        return read_rows(self.parts.engine, inbox, self._mine(inbox), inbox.c.seq)

    def statuses(self) -> list[str]:
        return [message.status for message in self.messages()]

    def notebook(self) -> Optional[dict[str, Any]]:
        with reading(self.parts.engine) as unit:
            kept = notebook_repository.find_notebook(unit, self.name)
            return kept.data if kept else None

    def token(self, label: str) -> str:
        """The newest button with this label."""
        found = [
            choice["token"]
            for row in self.replies()
            for choice in row.reply.get("choices", ())
            if choice["label"] == label
        ]
        return found[-1]

    def conversation(self) -> Any:
        table = metadata.tables["conversations"]
        return read_rows(self.parts.engine, table, table.c.person == self.name, table.c.id)[0]

    def _accept(self, incoming: IncomingMessage) -> Optional[PendingMessage]:
        return accept_message(self.parts.engine, incoming, self.parts.clock())

    def _mine(self, table: sa.Table) -> Any:
        conversations = metadata.tables["conversations"]
        mine = sa.select(conversations.c.id).where(conversations.c.person == self.name)
        return table.c.conversation_id.in_(mine)
