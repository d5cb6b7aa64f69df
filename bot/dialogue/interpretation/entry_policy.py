"""When an entry found in context (`contextual_entries`) is answered, offered or suggested.

Of the entries above 0.2 somewhat more than half are right, above 0.4 three in four
(docs/understanding.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Optional

from bot.choice_payloads import AskQuestion
from bot.dialogue.interpretation.contextual_entries import ContextualEntries
from bot.dialogue.interpretation.entry_proposers import OFF_TOPICS
from bot.dialogue.interpretation.entry_ranking import is_for_other_age
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_labels import make_entry_act
from bot.dialogue.interpretation.word_counts import MAX_ELLIPTICAL_WORDS, MAX_SHORT_WORDS
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.labels import FRENCH, PROFESSION
from bot.dialogue.reading.segment_readings import Reading, SegmentReading
from bot.guidance.salience import LASTING_TYPES, QUESTION

# Least probability of an answer: in French, in another language, to a statement, to a taste or goal
# that asks nothing (which leads to professions), and under an open question.
MIN_FRENCH, MIN_FOREIGN, MIN_TOLD, MIN_AFTER_TASTE, SURE_PROBABILITY = 0.3, 0.5, 0.45, 0.75, 0.45
# From here on an entry precedes the intent of the whole message.
CERTAIN_PROBABILITY = 0.5
# From here on a message states a taste or a goal.
MIN_TASTE, _TASTES = 0.5, ("tell.like", "tell.goal", "tell.strength")
# An entry replaces another whose share is at most this.
MAX_REPLACED_SHARE = 0.3
# Least probability of a button, and their number beside the first.
MIN_ON_BUTTON, MAX_NEAR = 0.1, 2
MIN_ASKING = 0.3
# Least probability of a suggestion, how many are made, and the least share of each.
MIN_SUGGESTED, MAX_SUGGESTED, MIN_SUGGESTED_SHARE = 0.11, 2, 0.5
_HELD_LABELS = ("tell.done", "tell.situation")
_BECOMES = re.compile(r"\b(?:devenir|formation|études|se former)\b")
_JOINER = re.compile(r"^\W*(?:et|mais|donc|puis|sinon)\b\s*", re.IGNORECASE)


def min_probability(state: InformationState, reading: Reading) -> float:
    """Return the probability from which an entry answers a message."""
    asks = asks_something(reading)
    if not asks and _tastes_likely(reading):
        return MIN_AFTER_TASTE
    if state.question is not None or _lacks_subject(state, reading):
        return SURE_PROBABILITY
    if not asks:
        return MIN_TOLD
    return MIN_FRENCH if reading.language == FRENCH else MIN_FOREIGN


def _tastes_likely(reading: Reading) -> bool:
    tastes = (sum(each.labels[label] for label in _TASTES) for each in reading.segments)
    return max(tastes) >= MIN_TASTE


def asks_something(reading: Reading) -> bool:
    """Whether any segment asks something, by its form or by its labels."""
    return any(
        sentence_forms.is_question(s.text) or _asking_probability(s) >= MIN_ASKING
        for s in reading.segments
    )


def filter_entries(
    meant: Optional[ContextualEntries], state: InformationState, reading: Reading
) -> Optional[ContextualEntries]:
    """Drop the entries that cannot be meant.

    Those for another age than the one stated (« J'ai 18 ans, je peux arrêter l'école ? » does not
    answer at 17), those about meetings or the bot where a few words go on from something else
    (« ça dure combien de temps ? »), and those on how to become what somebody only says they are.
    """
    if meant is None:
        return None
    held = () if asks_something(reading) else tuple(_list_held_trades(reading))
    elsewhere = _goes_on_from_subject(state, reading)
    left = tuple(
        pair
        for pair in meant.ranked
        if not is_for_other_age(pair[0], reading.text, state)
        and not (elsewhere and _is_off_topic(pair[0], state))
        and not _teaches(pair[0], held, state)
    )
    if len(left) == len(meant.ranked):
        return meant
    first = meant.share(left[0][0]) if left else 0.0
    return ContextualEntries(left, meant.probability * first) if len(left) > 1 else None


def _list_held_trades(reading: Reading) -> Iterator[str]:
    """Yield the names of the professions that somebody says to have or to have had."""
    for segment in reading.segments:
        if segment.label in _HELD_LABELS and not segment.about_other:
            yield from (m.text.lower() for m in segment.mentions if m.type == PROFESSION)


def _teaches(entry_id: str, trades: Sequence[str], state: InformationState) -> bool:
    """Whether an entry tells how to become one of these."""
    entry = state.library.base.questions.get(entry_id)
    asked = entry.question.lower() if entry is not None else ""
    return any(trade in asked for trade in trades) and _BECOMES.search(asked) is not None


def _goes_on_from_subject(state: InformationState, reading: Reading) -> bool:
    """Whether a few words ask something while a profession, a study or an entry is spoken about
    that has nothing to do with meetings or the bot."""
    subject, first = state.salience.subject, reading.segments[0]
    short = len(reading.segments) == 1 and first.word_count <= MAX_ELLIPTICAL_WORDS
    if subject is None or subject.type not in (QUESTION, *LASTING_TYPES) or not short:
        return False
    return first.act == "ask" and not _is_off_topic(subject.id, state)


def _lacks_subject(state: InformationState, reading: Reading) -> bool:
    """Whether a short question has no subject to be about: « c'est payant ? »."""
    words = sum(each.word_count for each in reading.segments)
    few = words <= MAX_SHORT_WORDS and not reading.mentions
    return few and state.salience.subject is None


def make_contextual_act(meant: ContextualEntries, text: str) -> Act:
    """Return the act of the likeliest entry, with the next ones to choose from if unsure."""
    act = make_entry_act(meant.first, text)
    if meant.probability < SURE_PROBABILITY:
        act.values["near"] = [each for each, _ in meant.ranked[1 : 1 + MAX_NEAR]]
    return act


def make_unknown_act(meant: ContextualEntries, text: str, answered: Sequence[object]) -> Act:
    """Return the act that says that a question is not answered beside others, with the likeliest
    entries that are not `answered`."""
    near = [each for each, _ in meant.ranked if each not in answered][:MAX_NEAR]
    words = _JOINER.sub("", text).strip(" ,.;")
    values = {"words": words, "value": AskQuestion.UNKNOWN_BESIDE, "near": near}
    return Act("ask_question", values, text)


def list_likely_entries(meant: ContextualEntries) -> list[Act]:
    """Return the acts of the entries likely enough for a button."""
    return [
        make_entry_act(each, "")
        for each, _ in meant.ranked[: 1 + MAX_NEAR]
        if meant.probability * meant.share(each) >= MIN_ON_BUTTON
    ]


def with_suggestions(noted: Act, state: InformationState, meant: ContextualEntries) -> Act:
    """Add the entries that may help to the note of a statement that asks nothing."""
    near = [
        each
        for each, _ in meant.ranked[:MAX_SUGGESTED]
        if meant.share(each) >= MIN_SUGGESTED_SHARE and not _is_off_topic(each, state)
    ]
    if meant.probability < MIN_SUGGESTED or not near:
        return noted
    return replace(noted, values={**noted.values, "near": near})


def _is_off_topic(entry_id: str, state: InformationState) -> bool:
    """Whether an entry is about the bot or appointments."""
    entry = state.library.base.questions.get(entry_id)
    return entry is not None and entry.topic in OFF_TOPICS


def _asking_probability(segment: SegmentReading) -> float:
    return segment.acts["ask"] + segment.acts["service"]
