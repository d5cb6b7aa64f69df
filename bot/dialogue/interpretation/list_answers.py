"""Answers to a question that asks for a list of professions, trainings or places."""

from __future__ import annotations

from typing import Any, Optional

from bot.dialogue.interpretation import elliptical_questions, entry_ranking
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.labelled_questions import Answer, LabelledQuestion
from bot.dialogue.interpretation.question_labels import (
    LIST_INTENTS,
    OCCUPATION_ONLY_LABELS,
    PLACE_LABELS,
    make_entry_act,
)
from bot.dialogue.interpretation.subject_resolution import NAMED
from bot.dialogue.interpretation.word_counts import MAX_ELLIPTICAL_WORDS
from bot.dialogue.reading.labels import FIELD, TOWN, TRAINING
from bot.dialogue.reading.linker import NONE
from bot.dialogue.reading.segment_readings import SegmentReading
from knowledge import work_fields
from knowledge.search_index import SearchHit


def answer_unspecified_list(question: LabelledQuestion) -> Optional[list[Answer]]:
    """An entry instead of a list, where the question does not say of what."""
    label, segment, state = question.label, question.segment, question.state
    if not (label in LIST_INTENTS or (label in PLACE_LABELS and not question.occupations)):
        return None
    if elliptical_questions.find_current_subject(state) is not None:
        return None
    if _specifies_list(label, segment, state):
        return None
    hit = entry_ranking.find_best_entry(segment, state)
    if hit is None or hit.score < entry_ranking.SURE_SCORE:
        return None
    return [(make_entry_act(hit.id, question.segment.text), 1.0, f"the base has it ({hit.id})")]


def answer_list(question: LabelledQuestion) -> Optional[list[Answer]]:
    """A list of professions, of trainings, or of the places where something is taught."""
    label, segment, state = question.label, question.segment, question.state
    nameless = not (question.occupations or question.subject.candidates)
    if label in PLACE_LABELS and nameless and _names_town_or_field(segment):
        values = _list_values(segment, state)
        return [(Act("search_trainings", values, question.segment.text), 1.0, "where it is taught")]
    # « il y a des études pour ça ? », unless the message tells another wish before it
    few = segment.word_count <= MAX_ELLIPTICAL_WORDS and not segment.mentions
    goes_on = question.hangs and few and not state.wish_told_before
    meant = question.occupations and (question.subject.how == NAMED or goes_on)
    if label not in LIST_INTENTS or (meant and label == "ask.trainings"):
        return None
    return [
        (
            Act(LIST_INTENTS[label], _list_values(segment, state), question.segment.text),
            1.0,
            "a list",
        )
    ]


def answer_field(question: LabelledQuestion, hit: Optional[SearchHit]) -> Optional[list[Answer]]:
    """The professions of a field of which something is asked that only professions have (« ça
    embauche dans l'horeca ? »), unless the entry `hit` is sure."""
    segment, state = question.segment, question.state
    sure = hit is not None and hit.score >= entry_ranking.SURE_SCORE
    if question.subject.how == NAMED or question.label not in OCCUPATION_ONLY_LABELS or sure:
        return None
    named = [m.text for m in segment.mentions if m.type == FIELD and m.target is None]
    if segment.going_on and state.profession_named_before is None:
        named.append(state.wish_told_before)  # « la mode, y a du travail ? »
    for each in named:
        field = work_fields.find_named_field(state.library.base, each)
        if field is not None:
            act = Act("ask_field", {"field": field.id, "asked": segment.text}, segment.text)
            return [(act, 0.9, f"the field {field.id} is named")]
    return None


def _specifies_list(label: str, segment: SegmentReading, state: InformationState) -> bool:
    """Whether a question says what the list is of, or asks for the person's own leads."""
    if any(m.type in "pstf" and m.quality != NONE for m in segment.mentions):
        return True
    if segment.alone and label == "ask.professions":
        return True
    if segment.word_count <= MAX_ELLIPTICAL_WORDS:  # « et le soir ou le samedi ? »
        return state.library.searched(segment.spelt) is not None
    return state.library.lists(segment.spelt)


def _names_town_or_field(segment: SegmentReading) -> bool:
    """Whether a segment mentions a town, a field or a training."""
    return any(m.type in (TRAINING, FIELD, TOWN) for m in segment.mentions)


def _list_values(segment: SegmentReading, state: InformationState) -> dict[str, Any]:
    """Return what the list is of, in the person's words, and the entry that may replace it."""
    named = [m.text for m in segment.mentions if m.type in "pstf"] or [state.wish_told_before]
    hit = entry_ranking.find_best_entry(segment, state)
    near = [hit.id] if hit and hit.score >= entry_ranking.SURE_SCORE else []
    return {"about": named[0], "near": near, "asked": segment.text}
