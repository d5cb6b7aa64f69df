"""What the bot answered from the base, for the summary: ids of entries, the newest first.

It goes with its conversation, and no notebook takes it along: what somebody looked at is not what
they said. What any wording of an entry says of health, origin, religion, residence, justice or
distress is not kept at all: its title alone may sound harmless.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import sqlalchemy as sa

from bot.care.detector import detect
from bot.notebook.sensitive_topics import is_sensitive
from bot.storage.handoff_tables import answered
from bot.storage.unit_of_work import UnitOfWork

MAX_ENTRIES = 8

# Built once: at each answer, building a statement costs as much as running it.
_OF_CONVERSATION = answered.c.conversation_id == sa.bindparam("conversation")
_INSERT = answered.insert()
_DELETE_SAME = answered.delete().where(_OF_CONVERSATION, answered.c.entry == sa.bindparam("told"))
_COUNT = sa.select(sa.func.count()).select_from(answered).where(_OF_CONVERSATION)
_SELECT_KEPT = (
    sa.select(answered.c.id)
    .where(_OF_CONVERSATION)
    .order_by(answered.c.id.desc())
    .limit(MAX_ENTRIES)
)
_DELETE_OLDEST = answered.delete().where(_OF_CONVERSATION, answered.c.id.not_in(_SELECT_KEPT))


def add_answered_entry(
    unit: UnitOfWork, conversation: int, entry: str, wordings: Iterable[str], asked: str = ""
) -> None:
    """Remember an answer; `wordings`: all that the entry is called and asked by; `asked`: what the
    person said. Of more than MOST the oldest go."""
    # What was said in distress is never answered from the base: only what is private is looked for.
    if any(map(_is_private, wordings)) or is_sensitive(asked):
        return
    mine = {"conversation": conversation, "told": entry}
    unit.execute(_DELETE_SAME, mine)
    unit.execute(_INSERT, {"conversation_id": conversation, "entry": entry})
    if unit.execute(_COUNT, mine).scalar_one() > MAX_ENTRIES:
        unit.execute(_DELETE_OLDEST, mine)


# For the base alone: it has a few thousand wordings, and what persons typed is not to stay here.
@lru_cache(maxsize=8192)
def _is_private(wording: str) -> bool:
    return is_sensitive(wording) or bool(detect(wording))


def delete_answered_entries(unit: UnitOfWork, conversation: int, entries: Iterable[str]) -> None:
    """Forget these."""
    mine = answered.c.conversation_id == conversation
    unit.execute(answered.delete().where(mine, answered.c.entry.in_(list(entries))))


def count_answers_by_entry(unit: UnitOfWork) -> dict[str, int]:
    """In how many of the conversations that are kept each entry was an answer."""
    counted = sa.select(answered.c.entry, sa.func.count()).group_by(answered.c.entry)
    return dict(map(tuple, unit.execute(counted)))


def list_answered_entries(unit: UnitOfWork, conversation: int) -> list[str]:
    """The ids, the newest first."""
    return list(unit.execute(_select_newest(conversation, answered.c.entry)).scalars())


def _select_newest(conversation: int, column: sa.Column) -> sa.Select:
    mine = answered.c.conversation_id == conversation
    return sa.select(column).where(mine).order_by(answered.c.id.desc()).limit(MAX_ENTRIES)
