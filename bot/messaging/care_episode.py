"""The distress episode of a conversation: its history, its state, and the signals stored for it.

The full help ends in an open question. Until the person turns to something else, their messages
belong to the episode: « oui » answers no questionnaire, and nothing goes into the notebook.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

from bot.care import abusive_messages, episode_states, reply_kinds
from bot.care.detector import CHECKING, CONCERN, DANGER, GENERAL, NOTHING, Signal
from bot.care.signals import CONCERN_FOR_ANOTHER, GENERAL_CONCERNS
from bot.dialogue.interpretation import contextual_entries, entry_policy, interpreter
from bot.dialogue.reading.segment_readings import Reading
from bot.guidance import audience, form_of_address
from bot.messaging import non_text_input
from bot.messaging.message_intake import PendingMessage
from bot.notebook.sensitive_topics import is_sensitive
from bot.storage import message_history_repository, message_repository
from bot.storage.unit_of_work import UnitOfWork
from bot.turn_context import Turn

# Messages within the gap are one talk. A question that is the last thing on the screen stays open
# for a day, but a message that may be about orientation then is.
MAX_TALK_GAP, MAX_QUESTION_AGE = dt.timedelta(hours=2), dt.timedelta(days=1)
_MAX_HISTORY_MESSAGES = 50
# A question, or a statement of what somebody can or cannot do, is practical.
MIN_PRACTICAL_PROBABILITY, _CONSTRAINT_LABELS = 0.7, ("tell.constraint", "tell.dislike")
# Kinds of messages that care replies answer; a press is not one of them.
_ANSWERED_KINDS = ("text", non_text_input.OTHER)


@dataclass(frozen=True)
class EpisodeHistory:
    """The messages of this talk with a signal of distress, newest first."""

    rows: tuple[Any, ...]

    def answered(self, signal: Signal) -> int:
        """Return how many messages had this topic and matter, with this level or a danger."""
        about = (signal.topic, signal.matter)
        return sum(
            (row.topic, row.matter) == about and row.signal in (signal.level, DANGER)
            for row in self.rows
        )

    def is_known(self, signal: Signal) -> bool:
        """Whether a message had this matter, with this level or a danger."""
        levels = (signal.level, DANGER)
        return any(row.matter == signal.matter and row.signal in levels for row in self.rows)

    def heard(self, kind: Optional[str]) -> bool:
        """Whether an earlier message is a reply of this kind."""
        return kind in map(_find_reply_kind, self.rows)

    def last_is_one_of(self, kinds: frozenset[str]) -> bool:
        """Whether the last message is a reply of one of these kinds."""
        return bool(self.rows) and _find_reply_kind(self.rows[0]) in kinds

    @property
    def formal(self) -> Optional[bool]:
        """Whether the person uses or asked for « vous »; None if unknown."""
        texts = (row.body for row in self.rows if row.kind == "text")
        forms = map(form_of_address.parse_requested_form, texts)
        return next((form for form in forms if form is not None), None)

    @property
    def highest_level(self) -> str:
        """The highest level of the messages."""
        grave = any(row.signal == DANGER for row in self.rows)
        return DANGER if grave else self.last.level

    @property
    def last(self) -> Signal:
        """The signal of the last message."""
        return _signal_from_row(self.rows[0]) if self.rows else NOTHING


EMPTY_HISTORY = EpisodeHistory(())


def load_history(unit: UnitOfWork, head: PendingMessage, now: dt.datetime) -> EpisodeHistory:
    """Load the messages with a signal that precede `head` in the same talk."""
    rows = message_history_repository.list_signalled_messages(
        unit,
        head.conversation,
        head.seq,
        levels=(CONCERN, DANGER),
        since=now - MAX_TALK_GAP,
        most=_MAX_HISTORY_MESSAGES,
    )
    return EpisodeHistory(tuple(row for row in rows if row.kind in _ANSWERED_KINDS))


def find_episode_state(turn: Turn, head: PendingMessage) -> str:
    """Return the state of the episode before `head` (`bot.care.episode_states`)."""
    last = find_previous_message(turn.unit, head)
    if (
        last is not None
        and last.signal == CHECKING
        and turn.now - last.received <= MAX_QUESTION_AGE
    ):
        return episode_states.CHECKING
    if find_standing_signal(last, turn.now):
        return episode_states.IN_CARE
    earlier = load_history(turn.unit, head, turn.now).rows
    return episode_states.RELEASED if earlier else episode_states.NONE


def is_in_danger(turn: Turn, head: PendingMessage) -> bool:
    """Whether the episode before `head` goes on and holds a danger."""
    if find_episode_state(turn, head) != episode_states.IN_CARE:
        return False
    return load_history(turn.unit, head, turn.now).highest_level == DANGER


def may_add_checking(turn: Turn, head: PendingMessage) -> bool:
    """Whether the checking line may follow the answer: not twice in a row, nor in an episode."""
    if head.signal.level != CHECKING:
        return False
    state = find_episode_state(turn, head)
    begins = episode_states.advance(state, episode_states.CHECKED) == episode_states.CHECKING
    return begins and state != episode_states.CHECKING


def downgrade_practical_concern(turn: Turn, head: PendingMessage) -> Signal:
    """Return the signal of a message, lowered to CHECKING if it is a practical general concern.

    A practical message is answered by the dialogue, followed by the checking line. Signals with a
    matter of their own, and messages within an episode, keep their level.
    """
    signal, reading = head.signal, turn.reading
    if (
        signal not in GENERAL_CONCERNS
        or reading is None
        or find_episode_state(turn, head) == episode_states.IN_CARE
    ):
        return signal
    # A relative asks what to do; a friend's worry keeps its signal.
    for_another = turn.notebook.whom is not None and not audience.is_about_oneself(head.body)
    if signal == CONCERN_FOR_ANOTHER and not for_another:
        return signal
    # A person's own sensitive matter keeps its signal.
    if not for_another and (is_sensitive(head.body) or not _is_practical(turn, reading)):
        return signal
    return Signal(CHECKING, GENERAL, GENERAL)


def _is_practical(turn: Turn, reading: Reading) -> bool:
    """Whether a message asks for something practical, or the base answers it."""
    practical = max(
        segment.acts["ask"]
        + segment.acts["request"]
        + sum(segment.labels[label] for label in _CONSTRAINT_LABELS)
        for segment in reading.segments
    )
    if practical >= MIN_PRACTICAL_PROBABILITY:
        return True
    entry = contextual_entries.find_contextual_entries(interpreter.build_state(turn), reading)
    return entry is not None and entry.probability >= entry_policy.MIN_FRENCH


def find_admitted_signal(turn: Turn, head: PendingMessage) -> Signal:
    """Return the signal of the checking line that « oui, c'est lourd » answers; else NOTHING."""
    if head.kind != "text" or head.reply.kind != reply_kinds.HEAVY:
        return NOTHING
    return (
        find_last_checking(turn, head)
        if find_episode_state(turn, head) == episode_states.CHECKING
        else NOTHING
    )


def find_last_checking(turn: Turn, head: PendingMessage) -> Signal:
    """Return the last checking signal of this talk; else NOTHING."""
    last = message_history_repository.find_last_signalled_message(
        turn.unit, head.conversation, head.seq, CHECKING
    )
    return (
        NOTHING
        if last is None or turn.now - last.received > MAX_QUESTION_AGE
        else _signal_from_row(last)
    )


def asks_to_resume(turn: Turn, head: PendingMessage, parse: Optional[dict[str, Any]]) -> bool:
    """Whether the message only asks to go back to orientation, while a care question is open."""
    if (
        head.kind != "text"
        or head.code
        or parse is None
        or reply_kinds.RESUMES not in head.reply.kinds
    ):
        return False
    if (
        parse["intent"]["name"] == "ask_human"
        or abusive_messages.classify_abuse(head.body) == abusive_messages.SEXUAL
    ):
        return False
    last = find_previous_message(turn.unit, head)
    return bool(find_standing_signal(last, turn.now))


def find_continued_signal(unit: UnitOfWork, head: PendingMessage, now: dt.datetime) -> Signal:
    """Return the previous signal if `head` continues it: a general concern, or a question about the
    helplines that was detected as a concern; else NOTHING."""
    asks = head.kind == "text" and head.reply.kind in reply_kinds.ABOUT_LINES
    if head.signal.level != CONCERN or not (asks or head.signal.topic == GENERAL):
        return NOTHING
    return find_previous_signal(unit, head, now)


def find_previous_signal(unit: UnitOfWork, head: PendingMessage, now: dt.datetime) -> Signal:
    """Return the signal of the previous message if it belongs to the same talk; else NOTHING."""
    last = find_previous_message(unit, head)
    return NOTHING if last is None or now - last.received > MAX_TALK_GAP else _signal_from_row(last)


def preserve_episode(unit: UnitOfWork, head: PendingMessage, now: dt.datetime) -> None:
    """Carry the episode over a message that does not change it, such as a retraction."""
    signal = find_previous_signal(unit, head, now)
    if signal:
        store_signal(unit, head, signal)


def store_signal(unit: UnitOfWork, head: PendingMessage, signal: Signal) -> None:
    """Store the signal of a message, so that the next one finds it."""
    message_repository.save_signal(unit, head.id, signal.level, signal.topic, signal.matter)


def find_previous_message(unit: UnitOfWork, head: PendingMessage) -> Any:
    """Return the row of the message before `head`; None if there is none."""
    return message_history_repository.find_previous_message(unit, head.conversation, head.seq)


def find_standing_signal(last: Any, now: dt.datetime) -> Signal:
    """Return the signal of the previous message while its question is open; else NOTHING."""
    return (
        NOTHING
        if last is None or now - last.received > MAX_QUESTION_AGE
        else _signal_from_row(last)
    )


def _find_reply_kind(row: Any) -> Optional[str]:
    return reply_kinds.read_reply(row.body).kind if row.kind == "text" else None


def _signal_from_row(row: Any) -> Signal:
    return Signal(row.signal, row.topic, row.matter)
