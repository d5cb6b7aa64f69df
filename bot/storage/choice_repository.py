"""The choices of conversations: what the opaque token of a button means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.storage.conversation_tables import choices
from bot.storage.unit_of_work import UnitOfWork

_BY_TOKEN = sa.select(choices).where(choices.c.token == sa.bindparam("chosen"))
_IN_CONVERSATION = sa.select(choices.c.token).where(
    choices.c.token == sa.bindparam("chosen"),
    choices.c.conversation_id == sa.bindparam("conversation"),
)
_INSERT = choices.insert()


def insert_choices(unit: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Store one or more choices."""
    unit.execute(_INSERT, rows)


def find_choice(unit: UnitOfWork, token: str) -> Any:
    """Return the row of a choice; None if it was erased."""
    return unit.execute(_BY_TOKEN, {"chosen": token}).first()


def fetch_choice(unit: UnitOfWork, token: str) -> Any:
    """Return the row of a choice.

    Raises:
        sqlalchemy.exc.NoResultFound: it was erased.
    """
    return unit.execute(_BY_TOKEN, {"chosen": token}).one()


def is_choice_of(unit: UnitOfWork, token: str, conversation: int) -> bool:
    """Whether the choice was offered in this conversation."""
    mine = {"chosen": token, "conversation": conversation}
    return unit.execute(_IN_CONVERSATION, mine).first() is not None
