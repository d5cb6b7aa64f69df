"""Turn processing: one transaction that claims a message, runs the dialogue and stores replies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Optional

from bot.care.detector import DANGER, NOTHING, Signal
from bot.dialogue import self_corrections
from bot.guidance.salience import Salience
from bot.messages import Reply
from bot.messaging import care_episode
from bot.messaging.care_replies import CareContext, render_full_help, repeat_helplines
from bot.messaging.message_intake import PendingMessage
from bot.messaging.preprocessing import PreprocessedMessage
from bot.messaging.reply_composition import compose_replies
from bot.messaging.time_limit import TimeLimit
from bot.messaging.turn_dependencies import TurnDependencies, create_turn
from bot.storage import message_repository, reply_repository
from bot.storage.conversation_repository import lock_conversation, update_conversation
from bot.storage.unit_of_work import UnitOfWork, writing
from bot.storage.wakeup_repository import REPLY_STORED, notify
from bot.turn_context import Turn

# Including the first attempt, which the accept counts.
MAX_TURN_ATTEMPTS = 4


class AttemptsExhausted(Exception):
    """A message has used up its attempts; `head` has to be closed."""

    def __init__(self, head: PendingMessage) -> None:
        super().__init__("tried too often")
        self.head = head


class TurnOutcome(Enum):
    """How a turn ended."""

    ANSWERED = "answered"
    STALE = "stale"  # answered, erased, or held by another process


@dataclass(frozen=True)
class TurnResult:
    """The outcome of a turn, with the intent and the signal of its message.

    `is_quiet`: it left nothing that a page shows, as when a counsellor is to answer.
    """

    outcome: TurnOutcome
    intent: Optional[str] = None
    confidence: float = 0.0
    signal: Signal = NOTHING
    is_quiet: bool = False


STALE_RESULT = TurnResult(TurnOutcome.STALE)


def take_pending_message(parts: TurnDependencies, conversation: int) -> Optional[PendingMessage]:
    """Take the first waiting message of a conversation; its attempt is committed before the turn.

    Returns None if there is none, or another process holds the conversation.

    Raises:
        AttemptsExhausted: the message has used up its attempts and may kill the process.
    """
    with writing(parts.engine) as unit:
        if not lock_conversation(unit, conversation, wait=False):
            return None
        head = _fetch_pending_message(unit, conversation)
        if head is None:
            return None
        tried = message_repository.fetch_attempts(unit, head.id)
        if tried >= MAX_TURN_ATTEMPTS:
            raise AttemptsExhausted(head)
        message_repository.save_attempts(unit, head.id, tried + 1)
        unit.commit()
        return head


def answer_message(
    parts: TurnDependencies, head: PendingMessage, read: PreprocessedMessage
) -> TurnResult:
    """Answer `head` in one transaction; `read` is its preprocessed text.

    Raises:
        TurnTimeout: the turn took more than `turn_seconds`. On this or any other error, nothing of
            the turn is stored.
    """
    with TimeLimit(parts.settings.turn_seconds), writing(parts.engine) as unit:
        row = _lock_for_message(unit, head)
        if row is None:
            return STALE_RESULT
        was_signalled = head.signal != NOTHING or read.signal != NOTHING
        if read.signal != head.signal:
            care_episode.store_signal(unit, head, read.signal)
            head = replace(head, signal=read.signal)
        turn = _create_message_turn(parts, unit, row, head)
        turn.reading, turn.parses = read.reading, dict(read.parses)
        if (eased := care_episode.downgrade_practical_concern(turn, head)) != head.signal:
            care_episode.store_signal(unit, head, eased)
            head = replace(head, signal=eased)
        composed = compose_replies(parts, turn, row, head, read.parse)
        replies, counted = composed.replies, composed.counted
        is_quiet = not (replies or was_signalled)
        _store_replies(unit, row, head, replies, turn.now, counted=counted, wakes=not is_quiet)
        _store_salience(unit, row, turn)
        unit.commit()
    meant = composed.understood or {"name": None, "confidence": 0.0}
    understood = (meant["name"], meant["confidence"])
    return TurnResult(TurnOutcome.ANSWERED, *understood, head.signal, is_quiet)


def close_failed_message(parts: TurnDependencies, head: PendingMessage) -> TurnResult:
    """Close a message that cannot be answered, with an apology and a way to reach a human."""
    with writing(parts.engine) as unit:
        row = _lock_for_message(unit, head)
        if row is None:
            return STALE_RESULT
        turn = _create_message_turn(parts, unit, row, head)
        # While a counsellor has the conversation, the bot only speaks of a danger.
        silent = row.owner == "human"
        replies = [] if silent else [parts.dialogue.say(turn, "utter_failed", head.seq)]
        after = NOTHING if silent else care_episode.find_previous_signal(unit, head, turn.now)
        # Without the history: loading it may be what failed.
        care = CareContext(parts.dialogue, turn, row, head, head.signal or after)
        if head.signal.level == DANGER or (head.signal and not silent):
            replies.insert(0, render_full_help(care))
        elif after:
            replies.insert(0, repeat_helplines(care))
        _store_replies(unit, row, head, replies, turn.now, status=message_repository.FAILED)
        unit.commit()
    return TurnResult(TurnOutcome.ANSWERED)


def refund_attempt(parts: TurnDependencies, head: PendingMessage) -> None:
    """Take back an attempt that another process forestalled: two processes that keep losing to each
    other must not use up the attempts of a good message."""
    with writing(parts.engine) as unit:
        message_repository.refund_attempt(unit, head.id)
        unit.commit()


def _create_message_turn(
    parts: TurnDependencies, unit: UnitOfWork, row: Any, head: PendingMessage
) -> Turn:
    turn = create_turn(parts, unit, row, parts.clock())
    turn.text = self_corrections.resolve_correction(head.body) if head.kind == "text" else ""
    turn.corrects = bool(turn.text) and turn.text != head.body
    turn.seq, turn.code = head.seq, head.code
    return turn


def _store_salience(unit: UnitOfWork, row: Any, turn: Turn) -> None:
    """Store the salience of the conversation if it changed."""
    kept = None if turn.salience == Salience() else turn.salience.to_json()
    if kept != row.salience and not turn.forgotten:
        update_conversation(unit, row.id, salience=kept)


def _lock_for_message(unit: UnitOfWork, head: PendingMessage) -> Any:
    """Lock and return the conversation's row; None if it is gone or held by another process, or if
    `head` is no longer its first waiting message."""
    row = lock_conversation(unit, head.conversation, wait=False)
    is_first = row is not None and _fetch_pending_message(unit, head.conversation) == head
    return row if is_first else None


def _fetch_pending_message(unit: UnitOfWork, conversation: int) -> Optional[PendingMessage]:
    row = message_repository.find_waiting_head(unit, conversation)
    if row is None:
        return None
    signal = Signal(row.signal, row.topic, row.matter)
    content = (row.seq, row.kind, row.body)
    return PendingMessage(row.id, conversation, *content, signal, row.code_hash, row.channel)


def _store_replies(
    unit: UnitOfWork,
    row: Any,
    head: PendingMessage,
    replies: list[Reply],
    now: dt.datetime,
    status: str = message_repository.DONE,
    counted: bool = True,
    wakes: bool = True,
) -> None:
    """Store the replies and close the message; `wakes` the pages of other processes.

    The first `counted` turn shows the privacy notice (P1); turns about distress do not count, so
    the notice waits until the person turns to something else.
    """
    rendered = [reply.to_json() for reply in replies]
    last = reply_repository.insert_replies(unit, row, head.seq, rendered, now)
    message_repository.close_message(unit, head.id, status)
    if wakes:
        notify(unit, REPLY_STORED, row.id)
    turns = row.turns + counted
    update_conversation(unit, row.id, turns=turns, last_reply=last, last_seen=now)
