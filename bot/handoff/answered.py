"""What the bot answered from the base, for the summary: ids of entries, the newest first.

It goes with its conversation, and no notebook takes it along: what somebody looked at is not what
they said. What any wording of an entry says of health, origin, religion, residence, justice or
distress is not kept at all: its title alone may sound harmless.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from bot.guidance.kept_out import kept_out
from bot.safeguarding.detector import detect
from bot.storage.handoff_tables import answered
from bot.storage.unit_of_work import UnitOfWork

MOST = 8


def keep(unit: UnitOfWork, conversation: int, entry: str, wordings: Iterable[str]) -> None:
    """Remember an answer; `wordings`: what was asked, and all that the entry is called and asked
    by. Of more than MOST the oldest go."""
    if any(kept_out(each) or detect(each) for each in wordings):
        return
    drop(unit, conversation, [entry])
    unit.execute(answered.insert().values(conversation_id=conversation, entry=entry))
    newest = _newest(conversation, answered.c.id)
    mine = answered.c.conversation_id == conversation
    unit.execute(answered.delete().where(mine, answered.c.id.not_in(newest)))


def drop(unit: UnitOfWork, conversation: int, entries: Iterable[str]) -> None:
    """Forget these."""
    mine = answered.c.conversation_id == conversation
    unit.execute(answered.delete().where(mine, answered.c.entry.in_(list(entries))))


def recent(unit: UnitOfWork, conversation: int) -> list[str]:
    """The ids, the newest first."""
    return list(unit.execute(_newest(conversation, answered.c.entry)).scalars())


def _newest(conversation: int, column: sa.Column) -> sa.Select:
    mine = answered.c.conversation_id == conversation
    return sa.select(column).where(mine).order_by(answered.c.id.desc()).limit(MOST)
