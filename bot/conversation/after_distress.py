"""After a signal of distress, the bot has asked an open question: what comes next may answer it.

« oui » is then no answer to a questionnaire, and « depuis deux ans » is no interest to note. Until
the person turns to something else, the lines are given again, and nothing of it is kept in the
notebook.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Optional

import sqlalchemy as sa

from bot.conversation import aside, commands
from bot.conversation.intake import Head
from bot.dialogue.understanding import turns_away
from bot.guidance.folding import fold
from bot.safeguarding.detector import DANGER, NOTHING, Signal
from bot.storage.tables import inbox
from bot.storage.unit_of_work import UnitOfWork

RECENT = dt.timedelta(hours=2)
# Said after a worry, never enough after a danger.
_BETTER = re.compile(r"\b(?:[cs]a va mieux|tout va bien|je vais (?:bien|mieux))\b")
# Built once, as in `turn`.
_BEFORE = (
    sa.select(inbox.c.received, inbox.c.signal, inbox.c.topic, inbox.c.matter)
    .where(
        inbox.c.conversation_id == sa.bindparam("conversation"),
        inbox.c.seq < sa.bindparam("head"),
        inbox.c.kind.notin_(aside.KINDS),
    )
    .order_by(inbox.c.seq.desc())
    .limit(1)
)


def carried(
    unit: UnitOfWork, head: Head, parse: Optional[dict[str, Any]], now: dt.datetime
) -> Signal:
    """The signal of the message before, when `head` may be about it still; else NOTHING."""
    if head.kind == aside.OTHER:  # a photo, a voice message: it may say anything
        return before(unit, head, now)
    if head.kind != "text" or head.code or parse is None or commands.meant(head.body):
        return NOTHING
    signal = before(unit, head, now)
    danger = signal.level == DANGER
    if turns_away(parse, danger) or (not danger and _BETTER.search(fold(head.body))):
        return NOTHING
    return signal


def before(unit: UnitOfWork, head: Head, now: dt.datetime) -> Signal:
    """The signal of the message before, while it is recent."""
    last = unit.execute(_BEFORE, {"conversation": head.conversation, "head": head.seq}).first()
    if last is None or now - last.received > RECENT:
        return NOTHING
    return Signal(last.signal, last.topic, last.matter)


def carry(unit: UnitOfWork, head: Head, signal: Signal) -> None:
    """Let the message after this one know, too."""
    mine = inbox.c.id == head.id
    told = {"signal": signal.level, "topic": signal.topic, "matter": signal.matter}
    unit.execute(inbox.update().where(mine).values(**told))


def signalled(unit: UnitOfWork, conversation: int, since: dt.datetime) -> bool:
    """Whether a message since then told of distress, or may have answered a question of care."""
    query = sa.select(inbox.c.id).where(
        inbox.c.conversation_id == conversation,
        inbox.c.received > since,
        inbox.c.signal != NOTHING.level,
    )
    return unit.execute(query.limit(1)).first() is not None
