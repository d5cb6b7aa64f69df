"""What the bot answered from the base, for the summary: ids of entries, the newest first.

It goes with its conversation, and no notebook takes it along: what somebody looked at is not what
they said. What any wording of an entry says of health, origin, religion, residence, justice or
distress is not kept at all: its title alone may sound harmless.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import sqlalchemy as sa

from bot.guidance.kept_out import kept_out
from bot.safeguarding.detector import detect
from bot.storage.handoff_tables import answered
from bot.storage.unit_of_work import UnitOfWork

MOST = 8

# Built once: at each answer, building a statement costs as much as running it.
_MINE = answered.c.conversation_id == sa.bindparam("conversation")
_ADD = answered.insert()
_FORGET = answered.delete().where(_MINE, answered.c.entry == sa.bindparam("told"))
_COUNT = sa.select(sa.func.count()).select_from(answered).where(_MINE)
_KEPT = sa.select(answered.c.id).where(_MINE).order_by(answered.c.id.desc()).limit(MOST)
_FORGET_OLDEST = answered.delete().where(_MINE, answered.c.id.not_in(_KEPT))


def keep(
    unit: UnitOfWork, conversation: int, entry: str, wordings: Iterable[str], asked: str = ""
) -> None:
    """Remember an answer; `wordings`: all that the entry is called and asked by; `asked`: what the
    person said. Of more than MOST the oldest go."""
    # What was said in distress is never answered from the base: only what is private is looked for.
    if any(map(_is_private, wordings)) or kept_out(asked):
        return
    mine = {"conversation": conversation, "told": entry}
    unit.execute(_FORGET, mine)
    unit.execute(_ADD, {"conversation_id": conversation, "entry": entry})
    if unit.execute(_COUNT, mine).scalar_one() > MOST:
        unit.execute(_FORGET_OLDEST, mine)


# For the base alone: it has a few thousand wordings, and what persons typed is not to stay here.
@lru_cache(maxsize=8192)
def _is_private(wording: str) -> bool:
    return kept_out(wording) or bool(detect(wording))


def drop(unit: UnitOfWork, conversation: int, entries: Iterable[str]) -> None:
    """Forget these."""
    mine = answered.c.conversation_id == conversation
    unit.execute(answered.delete().where(mine, answered.c.entry.in_(list(entries))))


def often(unit: UnitOfWork) -> dict[str, int]:
    """In how many of the conversations that are kept each entry was an answer."""
    counted = sa.select(answered.c.entry, sa.func.count()).group_by(answered.c.entry)
    return dict(map(tuple, unit.execute(counted)))


def recent(unit: UnitOfWork, conversation: int) -> list[str]:
    """The ids, the newest first."""
    return list(unit.execute(_newest(conversation, answered.c.entry)).scalars())


def _newest(conversation: int, column: sa.Column) -> sa.Select:
    mine = answered.c.conversation_id == conversation
    return sa.select(column).where(mine).order_by(answered.c.id.desc()).limit(MOST)
