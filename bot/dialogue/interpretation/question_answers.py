"""What answers a question of one label: a profession, a study, a list or an entry of the base.

The answers are tried in a fixed order; the first that applies is the only one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Optional

from bot.choice_payloads import AskQuestion
from bot.dialogue.interpretation import elliptical_questions, entry_ranking, entry_topics
from bot.dialogue.interpretation.comparisons import answer_aspect_of_both, answer_difference
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.labelled_questions import (
    Answer,
    LabelledQuestion,
    list_described_occupations,
    make_question,
)
from bot.dialogue.interpretation.list_answers import (
    answer_field,
    answer_list,
    answer_unspecified_list,
)
from bot.dialogue.interpretation.question_labels import (
    DEFINITION_LABELS,
    RULE_LABELS,
    STUDY_LABELS,
    make_entry_act,
)
from bot.dialogue.interpretation.subject_resolution import (
    NAMED,
    POINTED,
    SALIENT,
    Subject,
    list_distinct_mentions,
)
from bot.dialogue.interpretation.word_counts import (
    MAX_BARE_WORDS,
    MAX_ELLIPTICAL_WORDS,
    MAX_SHORT_WORDS,
)
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import QUESTION, SERVICE, UNKNOWN, Referent
from knowledge.search_index import SearchHit


def list_answers(
    label: str, subject: Subject, segment: SegmentReading, state: InformationState
) -> Iterator[Answer]:
    """Yield what answers a question of `label` about `subject`."""
    question = make_question(label, subject, segment, state)
    for answer in _ANSWERS_BEFORE_ENTRIES:
        answers = answer(question)
        if answers is not None:
            yield from answers
            return
    hit = _find_entry(question)
    for answer_with_entry in _ANSWERS_WITH_ENTRY:
        answers = answer_with_entry(question, hit)
        if answers is not None:
            yield from answers
            return
    yield from _list_unsure_answers(question, hit)


def _answer_subject(question: LabelledQuestion) -> Optional[list[Answer]]:
    """What the study or profession under discussion has, or a rule about it."""
    label, subject, segment, state = (
        question.label,
        question.subject,
        question.segment,
        question.state,
    )
    about = elliptical_questions.find_asked_subject(label, subject, segment, state)
    if about is not None:
        hit = elliptical_questions.find_entry_beside(about, label, segment, state)
        if hit is not None:
            return [(make_entry_act(hit.id, segment.text), 1.0, f"of {about.id} ({hit.id})")]
        return list(elliptical_questions.propose_subject_answers(label, about, segment, state))
    rule = elliptical_questions.find_subject_rule(label, subject, segment, state)
    if rule is None:
        return None
    return [(make_entry_act(rule.id, segment.text), 1.0, f"the subject's own rule ({rule.id})")]


def _answer_unknown_subject(question: LabelledQuestion) -> Optional[list[Answer]]:
    """A question that goes on about a profession that the base does not hold."""
    subject = question.subject
    current = next(iter(subject.referents), None) if subject.how == SALIENT else None
    if not current or current.type != UNKNOWN or not (question.hangs and question.suits_occupation):
        return None
    act = Act("ask_occupation", {"unknown": current.id}, question.segment.text)
    return [(act, 0.9, "still not in the base")]


def _answer_contact(question: LabelledQuestion) -> Optional[list[Answer]]:
    """The contact details of the centre, where no other service is named and nothing is told that
    somebody else sees to: « mon patron ne paie pas mes heures, qui je contacte ? »."""
    segment = question.segment
    short = segment.word_count <= MAX_ELLIPTICAL_WORDS
    told_before = len(segment.asked) > 1
    if question.label != "ask.contact" or segment.mentions or told_before or not short:
        return None
    return [(Act("ask_place", {}, question.segment.text), 1.0, "nobody else is named")]


def _answer_candidates(question: LabelledQuestion) -> Optional[list[Answer]]:
    """A name that several professions have."""
    candidates = list(question.subject.candidates)
    if not candidates or not question.suits_occupation:
        return None
    act = question.occupation_act({"candidates": candidates})
    return [(act, 0.95, "the name may be several")]


_ANSWERS_BEFORE_ENTRIES: tuple[Callable[[LabelledQuestion], Optional[list[Answer]]], ...] = (
    answer_difference,
    answer_aspect_of_both,
    _answer_subject,
    _answer_unknown_subject,
    _answer_contact,
    answer_unspecified_list,
    answer_list,
    _answer_candidates,
)


def _find_entry(question: LabelledQuestion) -> Optional[SearchHit]:
    """Find the entry that the question may ask for beside what it is about."""
    label, segment, state = question.label, question.segment, question.state
    if label not in RULE_LABELS:
        return None
    defines = label in DEFINITION_LABELS and segment.word_count <= MAX_ELLIPTICAL_WORDS
    hit = entry_ranking.find_best_entry(segment, state, defines=defines)
    if hit is None or not question.hangs or question.subject.how != SALIENT:
        return hit
    if question.occupations and question.suits_occupation:
        return elliptical_questions.find_entry_beside(
            question.occupations[0], label, segment, state
        )
    if segment.word_count <= MAX_SHORT_WORDS:
        return _keep_if_same_matter(hit, question.subject.referents, segment, state)
    return hit


def _keep_if_same_matter(
    hit: SearchHit, spoken: tuple[Referent, ...], segment: SegmentReading, state: InformationState
) -> Optional[SearchHit]:
    """Return the hit if it is still likely with the name of the last entry, else None."""
    if not spoken or spoken[0].type not in (QUESTION, SERVICE):
        return hit
    near = [
        each.id for each in entry_ranking.rank_entries(segment, state, spoken[0]) if _is_sure(each)
    ]
    return hit if hit.id in near or hit.id == spoken[0].id else None


def _answer_missing_subject(
    question: LabelledQuestion, hit: Optional[SearchHit]
) -> Optional[list[Answer]]:
    """A profession that is only described, or one to be asked back."""
    if question.occupations or question.subject.referents or not question.suits_occupation:
        return None
    study = question.label in STUDY_LABELS and not question.segment.going_on
    if _is_sure(hit) and not study:
        return None
    described = list_described_occupations(question)
    if described:
        values: dict[str, Any] = (
            {"occupation": described[0]} if len(described) == 1 else {"candidates": described}
        )
        act = question.occupation_act({**values, "aspect": question.aspect})
        return [(act, 0.9, "it is described")]
    if list_distinct_mentions(question.segment) or question.segment.word_count > MAX_SHORT_WORDS:
        return None
    act = question.occupation_act({"aspect": question.aspect})
    # Beside something else that was said, to ask back is seldom what helps most.
    return [(act, 0.9 if question.segment.alone else 0.6, "of what is not said")]


def _answer_with_entry(
    question: LabelledQuestion, hit: Optional[SearchHit]
) -> Optional[list[Answer]]:
    """The entry, unless the profession itself is what is asked about."""
    if hit is None or not _is_sure(hit):
        return None
    how, occupations = question.subject.how, question.occupations
    if occupations and how in (NAMED, POINTED) and hit.score < entry_ranking.NAME_SCORE:
        # An entry on the age of firefighters is more specific than their profession.
        age = question.label == "ask.admission"
        if not (age and _is_about(hit.title, occupations[0], question.state)):
            return None
    if (
        occupations
        and how == SALIENT
        and question.suits_occupation
        and question.segment.word_count <= MAX_ELLIPTICAL_WORDS
        and not elliptical_questions.asks_definition(question.segment)
    ):
        return None
    return [(make_entry_act(hit.id, question.segment.text), 1.0, f"the base has it ({hit.id})")]


def _is_about(title: str, trade: Referent, state: InformationState) -> bool:
    """Whether the title of an entry names a profession, not only its branch."""
    named = (m for m in state.library.link(title).mentions if not m.is_branch)
    return any(trade.id in mention.ids for mention in named)


def _answer_with_occupation(
    question: LabelledQuestion, hit: Optional[SearchHit]
) -> Optional[list[Answer]]:
    """The profession: named, or under discussion while no entry is likely."""
    if not question.occupations or not question.suits_occupation:
        return None
    named = question.subject.how in (NAMED, POINTED)
    short = question.segment.word_count <= MAX_ELLIPTICAL_WORDS
    if not (named or short or hit is None or hit.score < entry_ranking.LIKELY_SCORE):
        return None
    occupation = question.occupations[0].id
    fit = (
        elliptical_questions.AFTER_ENTRY_PROBABILITY
        if question.after_entry
        else elliptical_questions.SURE_PROBABILITY
    )
    act = question.occupation_act({"occupation": occupation, "aspect": question.aspect})
    return [(act, fit, f"{question.subject.how} {occupation}")]


_ANSWERS_WITH_ENTRY: tuple[
    Callable[[LabelledQuestion, Optional[SearchHit]], Optional[list[Answer]]], ...
] = (answer_field, _answer_missing_subject, _answer_with_entry, _answer_with_occupation)


def _list_unsure_answers(question: LabelledQuestion, hit: Optional[SearchHit]) -> Iterator[Answer]:
    """Yield an entry that is only possible, and that the base may not have the answer."""
    subject, segment, state = question.subject, question.segment, question.state
    best = _find_possible_entry(question, hit)
    least = entry_ranking.SURE_SCORE if segment.going_on else entry_ranking.POSSIBLE_SCORE
    if best and best.score >= least:
        act = make_entry_act(best.id, question.segment.text)
        yield act, 1.2 * best.score, f"the base may have it ({best.id})"
    unknown = next((r.id for r in subject.referents if r.type == UNKNOWN), subject.unknown)
    if unknown and question.suits_occupation:
        yield (
            Act("ask_occupation", {"unknown": unknown}, question.segment.text),
            0.9,
            "not in the base",
        )
    elif _is_sure(best):
        return
    elif elliptical_questions.asks_study_description(question.label, subject, state):
        values: dict[str, Any] = {"study": subject.referents[0].id, "aspect": "description"}
        act = Act("ask_aspect", values, question.segment.text)
        yield act, elliptical_questions.SURE_PROBABILITY, "what the study is"
    else:
        ranked = entry_ranking.rank_entries(segment, state)[:2]
        near = [h.id for h in ranked if h.score >= entry_ranking.NEAR_SCORE]
        values = {"words": question.segment.text, "value": AskQuestion.UNKNOWN, "near": near}
        yield Act("ask_question", values, question.segment.text), 0.5, "nothing in the base"


def _find_possible_entry(
    question: LabelledQuestion, hit: Optional[SearchHit]
) -> Optional[SearchHit]:
    """Find the likelier of `hit` and the entry for what the question is about."""
    subject, segment, state = question.subject, question.segment, question.state
    before = subject.referents[:1] if subject.how in (SALIENT, POINTED) else ()
    nearer = entry_ranking.find_best_entry(segment, state, before[0]) if before else hit
    best = max((h for h in (hit, nearer) if h), key=lambda h: h.score, default=None)
    if best is None:
        return None
    # « c combien » is about the profession, and about an entry only if it has an amount.
    of_card = bool(question.last) and subject.how == SALIENT
    if of_card and question.segment.word_count <= MAX_BARE_WORDS:
        return None
    return best if entry_topics.has_figure_for(segment, best.id, state) else None


def _is_sure(hit: Optional[SearchHit]) -> bool:
    return hit is not None and hit.score >= entry_ranking.SURE_SCORE
