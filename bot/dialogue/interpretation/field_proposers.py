"""Proposers for a field of work that is wanted, or that replaces the list on screen."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_labels import OCCUPATION_INTENT_BY_LABEL
from bot.dialogue.interpretation.word_counts import MAX_SHORT_WORDS
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import OCCUPATION
from knowledge import work_fields

MIN_GOAL, WANTED_WEIGHT, REPLACING_PROBABILITY = 0.5, 0.9, 0.95
# From this probability on a question is about the profession spoken about.
MIN_OF_SUBJECT = 0.9
# Acts that ask for no list.
_NO_LIST_AFTER = ("react", "answer", "social")


def propose_wanted_field(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the professions of a wanted field: « je voudrais travailler dans la mode »."""
    goal = segment.labels["tell.goal"]
    # « bosser avec les bêtes » is a taste; « un boulot avec des bêtes » asks for several.
    if goal >= MIN_GOAL and work_fields.names_work(segment.spelt):
        # « un boulot manuel sans quitter l'école » wants no work in a school.
        wanted = work_fields.strip_exclusion(segment.spelt)
        yield from _propose_wanted(wanted, segment.text, WANTED_WEIGHT * goal, segment, state)


def propose_field_without(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose a field with an exclusion: « … dans le médical ¦ mais pas médecin »."""
    wish = state.wish_told_before
    if wish and work_fields.parse_exclusion(segment.spelt):
        yield from _propose_wanted(wish, wish, WANTED_WEIGHT, segment, state)


def _propose_wanted(
    wanted: str, asked: str, weight: float, segment: SegmentReading, state: InformationState
) -> Iterator[Hypothesis]:
    field = work_fields.find_field(state.library.base, wanted)
    if field is not None:
        values = {"field": field.id, "asked": asked, "wanted": "yes"}
        act = Act("ask_field", values, segment.text)
        yield Hypothesis(act, weight, f"the field {field.id} is wanted")


def propose_other_field(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose another field in place of the list: « et dans la mécanique ? »."""
    subject = state.salience.subject
    spoken = subject is None or subject.type == OCCUPATION
    if not (state.shown and spoken and segment.alone) or segment.word_count > MAX_SHORT_WORDS:
        return
    named = any(mention.type == PROFESSION for mention in segment.mentions)
    if named or segment.act in _NO_LIST_AFTER:
        return
    of_subject = sum(segment.labels[label] for label in OCCUPATION_INTENT_BY_LABEL)
    if subject is not None and of_subject >= MIN_OF_SUBJECT:
        return  # « il faut quelle école ? » of the profession spoken about
    field = work_fields.find_field(state.library.base, segment.spelt)
    if field is not None and work_fields.names_only_field(field, segment.spelt):
        act = Act("ask_field", {"field": field.id, "asked": segment.text}, segment.text)
        yield Hypothesis(act, REPLACING_PROBABILITY, f"the field {field.id} instead")
