"""One message taken back by whoever wrote it: its words go, and all that repeats them.

Its row stays, with a mark in the place of the words: it is still known if a platform sends it
again, no number of the conversation is missing, and help that it called for still was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Optional

import sqlalchemy as sa

from bot.language.erasable_caches import clear_caches
from bot.messages import TakenBack
from bot.privacy import delivery_address_repository, message_retraction_repository
from bot.privacy.repetition import RepetitionCheck
from bot.storage.channel_tables import routes
from bot.storage.conversation_tables import inbox, outbox
from bot.storage.database_engine import mark_wal_for_truncation
from bot.storage.unit_of_work import UnitOfWork

RETRACTED_BODY = "[message effacé]"
# As the kinds of `bot.messaging.non_text_input`: nothing reads it as words.
_RETRACTED_KIND = "other"
_MAX_MESSAGES_SEARCHED = 100  # messages


@dataclass(frozen=True)
class Retraction:
    """What went: for the page, and for what else was made of the message. `turns`: when it was
    answered; what was noted then was noted from it."""

    shown: TakenBack
    repeats: RepetitionCheck
    turns: frozenset[dt.datetime]


def find_last_typed_message(
    unit: UnitOfWork, conversation: int, before: int, is_meant: Callable[[str], Any]
) -> Optional[int]:
    """The number of the last typed message that may be meant; None where there is none."""
    mine = (inbox.c.conversation_id == conversation) & (inbox.c.seq < before)
    query = sa.select(inbox.c.seq, inbox.c.body).where(mine, inbox.c.kind == "text")
    rows = unit.execute(query.order_by(inbox.c.seq.desc()).limit(_MAX_MESSAGES_SEARCHED)).all()
    return next((row.seq for row in rows if is_meant(row.body)), None)


def retract_message(
    unit: UnitOfWork,
    conversation: int,
    person: str,
    number: int,
    names: Callable[[str], tuple[str, ...]],
) -> Optional[Retraction]:
    """Take message `number` of a conversation out of all that is stored; None where it has no words
    (any more). `names` finds in a text what tells who somebody is.

    The notebook and the tracker are the caller's: a turn holds them.
    """
    mark_wal_for_truncation(unit.connection)
    mine = (inbox.c.conversation_id == conversation) & (inbox.c.seq == number)
    body = unit.execute(sa.select(inbox.c.body).where(mine, inbox.c.kind == "text")).scalar()
    if body is None:
        return None
    repeats = RepetitionCheck(body, names(body))
    unit.execute(
        inbox.update().where(mine).values(kind=_RETRACTED_KIND, body=RETRACTED_BODY, code_hash=None)
    )
    answers = outbox.c.conversation_id == conversation
    query = sa.select(outbox).where(answers, outbox.c.answers >= number)
    rows = unit.execute(query.order_by(outbox.c.seq)).all()
    replies = [row.seq for row in rows if repeats.is_repeated_in(row.reply)]
    _reset_half_sent_reply(unit, conversation, replies)
    unit.execute(outbox.delete().where(answers, outbox.c.seq.in_(replies)))
    message_retraction_repository.delete_repeating_rows(unit, conversation, repeats.is_repeated_in)
    message_retraction_repository.rewrite_summaries(
        unit, conversation, person, partial(_shorten_summary, repeats)
    )
    unit.on_commit(clear_caches)
    turns = frozenset(row.created for row in rows if row.answers == number)
    return Retraction(TakenBack(number, tuple(replies)), repeats, turns)


def _reset_half_sent_reply(unit: UnitOfWork, conversation: int, replies: list[int]) -> None:
    """Of a reply that goes while parts of it had left already, the next one has none behind it."""
    mine = routes.c.conversation_id == conversation
    sent = sa.select(routes.c.sent).where(mine).scalar_subquery()
    unsent = (outbox.c.conversation_id == conversation) & (outbox.c.seq > sent)
    if unit.execute(sa.select(sa.func.min(outbox.c.seq)).where(unsent)).scalar() in replies:
        delivery_address_repository.forget_sent_parts(unit, conversation)


def _shorten_summary(repeats: RepetitionCheck, summary: str) -> Optional[str]:
    """Without the lines that repeat the message; None where there are none."""
    lines = summary.splitlines()
    left = [line for line in lines if not repeats(line)]
    return None if left == lines else "\n".join(left)
