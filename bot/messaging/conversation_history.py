"""The messages and replies of a conversation after a cursor, for pages that reload or reconnect."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.storage.conversation_repository import fetch_conversation
from bot.storage.message_history_repository import list_shown_messages
from bot.storage.message_repository import WAITING
from bot.storage.reply_repository import list_replies_after
from bot.storage.unit_of_work import UnitOfWork

# At most as many digits as fit the database columns.
_CURSOR = re.compile(r"(\d{1,9})\.(\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class HistoryCursor:
    """The numbers of the last message and the last reply seen, written as "3.7"."""

    heard: int = 0
    said: int = 0

    @classmethod
    def parse(cls, text: str) -> HistoryCursor:
        """Parse the output of `str`.

        Raises:
            ValueError: the text is not a cursor.
        """
        match = _CURSOR.fullmatch(text)
        if match is None:
            raise ValueError("not a cursor")
        return cls(*map(int, match.groups()))

    def __str__(self) -> str:
        return f"{self.heard}.{self.said}"


@dataclass(frozen=True)
class HistoryEntry:
    """A message or reply as JSON data, with the cursor after it."""

    cursor: HistoryCursor
    data: dict[str, Any]


def fetch_entries_since(
    unit: UnitOfWork, conversation: int, cursor: HistoryCursor
) -> list[HistoryEntry]:
    """Return the entries after `cursor` in order, each reply after the message it answers."""
    heard = list_shown_messages(unit, conversation, cursor.heard)
    said = list_replies_after(unit, conversation, cursor.said)
    lines = [((row.seq, 0, row.seq), _message_data(row)) for row in heard] + [
        (
            (row.answers, 1, row.seq),
            {
                "from": "bot",
                "seq": row.seq,
                "answers": row.answers,
                "at": row.created.isoformat(),
                **{name: value for name, value in row.reply.items() if name != "code"},
            },
        )
        for row in said
    ]
    entries = []
    kept = fetch_conversation(unit, conversation)
    erased = kept.erased_through if kept else 0
    if cursor != HistoryCursor() and cursor.heard < erased:
        cursor = HistoryCursor(erased, cursor.said)
        entries.append(HistoryEntry(cursor, {"from": "service", "erased": True}))
    for (_, side, seq), data in sorted(lines, key=lambda line: line[0]):
        cursor = HistoryCursor(cursor.heard, seq) if side else HistoryCursor(seq, cursor.said)
        entries.append(HistoryEntry(cursor, data))
    return entries


def _message_data(row: Any) -> dict[str, Any]:
    text = row.label if row.kind == "choice" else row.body
    client_id = row.external_id.partition(":")[2]
    waiting = row.status == WAITING
    kept = {
        "from": "person",
        "seq": row.seq,
        "id": client_id,
        "text": text,
        "waiting": waiting,
        "at": row.received.isoformat(),
    }
    return {**kept, "choice": row.body} if row.kind == "choice" else kept
