"""Records the messages that the dialogue did not answer, for the team.

How a message was met follows from the responses of its turn (`REASON_BY_RESPONSE`) and from the
message after it: a clarification that is taken up is no miss; a complaint, or the same question
asked again, says that the answer was beside it. Nothing is recorded of a message with a signal of
distress, of a short answer to an open question, of a command, or of small talk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from bot.dialogue.agent import UnderstoodMessage
from bot.dialogue.interpretation.entry_policy import asks_something
from bot.handoff import unanswered_repository
from bot.handoff.unanswered_repository import BESIDE, NOT_KNOWN, NOT_UNDERSTOOD
from bot.language.normalisation import normalise
from bot.language.question_similarity import is_same_question
from bot.messaging import care_episode
from bot.messaging.message_intake import PendingMessage
from bot.notebook.notebook_entries import Question
from bot.notebook.sensitive_topics import is_sensitive
from bot.storage.message_history_repository import fetch_last_typed_message, find_previous_message
from bot.storage.message_repository import CHOICE, TEXT
from bot.turn_context import Turn

# How a message was met, by the name of a response.
REASON_BY_RESPONSE: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("utter_fallback", "utter_fallback_words", "utter_fallback_open", "utter_silence"),
            *("utter_fallback_about", "utter_fallback_again", "utter_did_you_mean"),
            *("utter_which_occupation", "utter_name_occupation", "utter_name_training"),
            "utter_which_lead",
        ),
        NOT_UNDERSTOOD,
    ),
    **dict.fromkeys(
        (
            *("utter_question_unknown", "utter_question_unknown_beside", "utter_question_over"),
            *("utter_question_no_detail", "utter_occupation_unknown", "utter_occupation_near"),
            *("utter_study_unknown", "utter_study_level_unknown", "utter_field_unknown"),
            *("utter_no_training_fits", "utter_no_training_about", "utter_trainings_unknown"),
            *("utter_access_unknown", "utter_aspect_condition_unknown", "utter_check_unknown"),
            *("utter_difference_one_unknown", "utter_difference_unknown", "utter_events_none"),
            *("utter_occupation_not_held", "utter_aspect_age_unknown", "utter_aspect_not_known"),
            *("utter_shortage_unknown", "utter_out_of_scope_world", "utter_out_of_scope_need"),
        ),
        NOT_KNOWN,
    ),
}
# One per language.
_ABROAD_PREFIX = "utter_abroad_"
COMPLAINTS = frozenset({"utter_complained", "utter_complained_answers"})
# The response to a refusal without an open question: « non, c'est pas ça ».
REFUSAL = "utter_deny"
# A message of at most so many words may be the answer to an open question, or take up a
# clarification by its name.
MAX_SHORT_WORDS = 3
# From this cosine on two messages ask the same in other words.
MIN_SAME_COSINE = 0.95
# From this probability on a message is small talk.
MIN_SMALL_TALK = 0.5
# From this probability on a part of a message corrects the bot.
_CORRECTING, MIN_CORRECTING = "correct.bot", 0.5
# Intents of a button that leaves a clarification.
_LEAVING_INTENTS = frozenset({"have_question", "ask_human", "ask_help", "start_dreaming"})


@dataclass(frozen=True)
class AnsweredAct:
    """One act of a message, with the names of the responses said to it."""

    understood: UnderstoodMessage
    responses: tuple[str, ...]

    @property
    def words(self) -> str:
        """What was asked: the words that the act carries, else its text."""
        carried = {e["entity"]: e["value"] for e in self.understood.parse.get("entities") or ()}
        return str(carried.get("words") or self.understood.text)

    @property
    def reason(self) -> Optional[str]:
        """How the act was met, None where it was answered."""
        reasons = (REASON_BY_RESPONSE.get(name) for name in self.responses)
        abroad = any(name.startswith(_ABROAD_PREFIX) for name in self.responses)
        return next(filter(None, reasons), NOT_UNDERSTOOD if abroad else None)

    @property
    def complains(self) -> bool:
        """Whether it says that the answer before was wrong; a bare « non » may answer it."""
        refuses = REFUSAL in self.responses and len(self.understood.text.split()) > 1
        return refuses or bool(COMPLAINTS.intersection(self.responses))


def record_unanswered(
    turn: Turn,
    head: PendingMessage,
    typed: str,
    acts: Sequence[AnsweredAct],
    question: Optional[Question],
) -> None:
    """Record what a turn shows to be unanswered: its own message, or the one before.

    `typed` is the whole message, `question` the question that was open when it came.
    """
    if turn.forgotten or turn.taken_back is not None or _is_in_distress(turn, head):
        return
    before = find_previous_message(turn.unit, turn.conversation, head.seq)
    found: list[tuple[str, str]] = []
    complains = any(act.complains for act in acts)
    if complains or _corrects_bot(turn):
        asked = fetch_last_typed_message(turn.unit, turn.conversation, head.seq)
        found = [(asked, BESIDE)] if asked and not is_sensitive(asked) else []
    if not complains and not _asks_nothing(turn, head, question):
        found += _list_unanswered(turn, head, typed, acts)
    if _takes_up(head, acts, before):
        unanswered_repository.delete_unanswered_question(
            turn.unit, turn.conversation, before.body, NOT_UNDERSTOOD
        )
    for text, reason in found:
        unanswered_repository.add_unanswered_question(
            turn.unit, turn.conversation, text, turn.now, reason
        )


def _corrects_bot(turn: Turn) -> bool:
    """Whether the message, or a part of it, says that the answer before was beside the question."""
    if turn.corrects:
        return True
    segments = turn.reading.segments if turn.reading is not None else ()
    return any(segment.labels[_CORRECTING] >= MIN_CORRECTING for segment in segments)


def _list_unanswered(
    turn: Turn, head: PendingMessage, typed: str, acts: Sequence[AnsweredAct]
) -> Iterator[tuple[str, str]]:
    """Yield the words that were not answered and how they were met."""
    alone = typed if len(acts) == 1 else ""
    missed = [(act.words or alone, act.reason) for act in acts if act.reason]
    yield from ((words, reason) for words, reason in missed if words and reason)
    before = fetch_last_typed_message(turn.unit, turn.conversation, head.seq)
    if before and not missed and _asks_again(turn, before, typed):
        yield before, BESIDE
        yield typed, BESIDE


def _asks_again(turn: Turn, before: str, typed: str) -> bool:
    """Whether a message asks what the one before asked, in the same words or others."""
    if turn.reading is None or is_sensitive(before) or not asks_something(turn.reading):
        return False
    if is_same_question(normalise(before), normalise(typed)):
        return True
    query = turn.library.embedder.query
    return bool(query(before) @ query(typed) >= MIN_SAME_COSINE)


def _takes_up(head: PendingMessage, acts: Sequence[AnsweredAct], before: Any) -> bool:
    """Whether a message takes up the clarification that the one before got: a button of it, or a
    few words that were understood."""
    if before is None or before.kind != TEXT or any(act.reason for act in acts):
        return False
    intent = str(acts[0].understood.parse["intent"]["name"])
    if head.kind == CHOICE:
        return intent not in _LEAVING_INTENTS
    few = len(head.body.split()) <= MAX_SHORT_WORDS
    return few and not any(act.complains for act in acts)


def _asks_nothing(turn: Turn, head: PendingMessage, question: Optional[Question]) -> bool:
    """Whether a message is a press, a command, small talk or an answer to the open question."""
    if head.kind != TEXT or head.code or head.body.startswith("/"):
        return True
    if question is not None and (turn.is_answer or len(head.body.split()) <= MAX_SHORT_WORDS):
        return True
    reading = turn.reading
    if reading is None or not any(char.isalpha() for char in head.body):
        return True
    social = max(s.acts["social"] + s.acts["abuse"] for s in reading.segments)
    return bool(social >= MIN_SMALL_TALK and not asks_something(reading))


def _is_in_distress(turn: Turn, head: PendingMessage) -> bool:
    """Whether this message or the one before has a signal."""
    return bool(head.signal) or bool(care_episode.find_previous_signal(turn.unit, head, turn.now))
