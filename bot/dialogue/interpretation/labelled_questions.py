"""A segment read as a question of one label, with what the question is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Optional

from bot.dialogue.interpretation import elliptical_questions
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.passing_mentions import MIN_AHEAD, MIN_DESCRIBED
from bot.dialogue.interpretation.question_labels import (
    OCCUPATION_INTENT_BY_LABEL,
    OCCUPATION_ONLY_LABELS,
    aspect_of_label,
)
from bot.dialogue.interpretation.subject_resolution import SALIENT, Subject
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import OCCUPATION, Referent

# How many professions are offered that a description may mean.
MAX_DESCRIBED = 4
# An infinitive with its object: « fabriquer des bijoux ».
_ACTIVITY = re.compile(r"\w{2,}(?:er|ir|re) \w")
# An act, how well it fits the question (a factor on the probability of its label), and why.
Answer = tuple[Act, float, str]


@dataclass(frozen=True)
class LabelledQuestion:
    """A segment read as a question of one label.

    `occupations`: the professions that it is about; `last`: the profession mentioned last in the
    conversation; `hangs`: the segment names no subject of its own; `after_entry`: the profession is
    taken from before an entry that was answered since; `suits_occupation`: a profession has what
    the label asks, its `aspect`.
    """

    label: str
    subject: Subject
    segment: SegmentReading
    state: InformationState
    occupations: tuple[Referent, ...]
    last: Optional[Referent]
    hangs: bool
    after_entry: bool
    suits_occupation: bool
    aspect: str

    def occupation_act(self, values: dict[str, Any]) -> Act:
        """The act that answers the label for a profession."""
        return Act(OCCUPATION_INTENT_BY_LABEL[self.label], values, self.segment.text)


def make_question(
    label: str, subject: Subject, segment: SegmentReading, state: InformationState
) -> LabelledQuestion:
    """Resolve the professions that a question of `label` is about."""
    occupations = tuple(r for r in subject.referents if r.type == OCCUPATION)
    last = state.salience.find_newest_of_type(OCCUPATION)
    hangs = elliptical_questions.leaves_subject_out(segment)
    only_occupation = label in OCCUPATION_ONLY_LABELS
    named_before = last == state.profession_named_before
    still_meant = only_occupation or (
        label in OCCUPATION_INTENT_BY_LABEL
        and (named_before or (hangs and last == elliptical_questions.find_current_subject(state)))
    )
    after_entry = False
    if not occupations and subject.how == SALIENT and last and still_meant:
        occupations = (last,)
        after_entry = not named_before and not only_occupation
    return LabelledQuestion(
        *(label, subject, segment, state, occupations, last, hangs, after_entry),
        suits_occupation=label in OCCUPATION_INTENT_BY_LABEL,
        aspect=aspect_of_label(label),
    )


def list_described_occupations(question: LabelledQuestion) -> list[str]:
    """Return the professions that a segment describes without naming one. A bare noun (« l'unif
    c'est dur ? ») describes none, unless something is asked that only professions have."""
    segment, state = question.segment, question.state
    if any(m.type == PROFESSION and m.candidates for m in segment.mentions):
        return []
    # « je voudrais ramasser les poubelles, ça recrute ? »
    described = state.wish_told_before if segment.going_on else segment.spelt
    topic = sentence_forms.find_topic(described)
    told = topic or described
    if question.label not in OCCUPATION_ONLY_LABELS and not _ACTIVITY.search(told):
        return []
    near = state.library.near(told, told=not topic)
    clear = [each for each, nearness in near if nearness >= MIN_DESCRIBED][:MAX_DESCRIBED]
    alone = len(near) == 1 or (len(near) > 1 and near[0][1] - near[1][1] >= MIN_AHEAD)
    return clear[:1] if alone else clear
