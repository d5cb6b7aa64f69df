"""Remove a message on its author's request, and everything that repeats it.

Its row stays, with a mark instead of the text: a redelivery is still recognised, the numbering has
no gap, and it is known that the message called for help.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Optional

from bot.language.erasable_caches import clear_caches
from bot.messages import TakenBack
from bot.privacy import delivery_address_repository, message_retraction_repository
from bot.privacy.repetition import RepetitionCheck
from bot.storage import message_history_repository, reply_repository
from bot.storage.database_engine import mark_wal_for_truncation
from bot.storage.unit_of_work import UnitOfWork

RETRACTED_BODY = "[message effacé]"
_MAX_MESSAGES_SEARCHED = 100


@dataclass(frozen=True)
class Retraction:
    """What was removed, for the page and for data derived from the message.

    `turns`: when it was answered; entries noted then come from it.
    """

    shown: TakenBack
    repeats: RepetitionCheck
    turns: frozenset[dt.datetime]


def find_last_typed_message(
    unit: UnitOfWork, conversation: int, before: int, is_meant: Callable[[str], Any]
) -> Optional[int]:
    """Return the number of the last typed message that `is_meant` accepts, or None."""
    rows = message_history_repository.list_last_typed_messages(
        unit, conversation, before, _MAX_MESSAGES_SEARCHED
    )
    return next((row.seq for row in rows if is_meant(row.body)), None)


def retract_message(
    unit: UnitOfWork,
    conversation: int,
    person: str,
    number: int,
    names: Callable[[str], tuple[str, ...]],
) -> Optional[Retraction]:
    """Remove message `number` from all that is stored; return None if it has no text (any more).

    `names` finds identifying words in a text. The caller handles the notebook and the tracker,
    which a turn holds.
    """
    mark_wal_for_truncation(unit.connection)
    body = message_history_repository.find_typed_text(unit, conversation, number)
    if body is None:
        return None
    repeats = RepetitionCheck(body, names(body))
    message_history_repository.replace_words(unit, conversation, number, RETRACTED_BODY)
    rows = reply_repository.list_replies_from_message(unit, conversation, number)
    replies = [row.seq for row in rows if repeats.is_repeated_in(row.reply)]
    _reset_half_sent_reply(unit, conversation, replies)
    reply_repository.delete_numbered_replies(unit, conversation, replies)
    message_retraction_repository.delete_repeating_rows(unit, conversation, repeats.is_repeated_in)
    message_retraction_repository.rewrite_summaries(
        unit, conversation, person, partial(_shorten_summary, repeats)
    )
    unit.on_commit(clear_caches)
    turns = frozenset(row.created for row in rows if row.answers == number)
    return Retraction(TakenBack(number, tuple(replies)), repeats, turns)


def _reset_half_sent_reply(unit: UnitOfWork, conversation: int, replies: list[int]) -> None:
    """Reset the sent parts of a removed reply, so that the next one is sent in full."""
    if reply_repository.find_first_unsent(unit, conversation) in replies:
        delivery_address_repository.forget_sent_parts(unit, conversation)


def _shorten_summary(repeats: RepetitionCheck, summary: str) -> Optional[str]:
    """Return the summary without the lines that repeat the message, None to leave it as it is."""
    lines = summary.splitlines()
    left = [line for line in lines if not repeats(line)]
    return None if left == lines else "\n".join(left)
