"""Questions that leave out their subject, and are about the current profession or study.

« ça coûte combien ? », « ya un examen ? »: what the subject has goes before an entry with the same
words. An entry is preferred where the question names its topic, or where it is about the subject
itself, and where it stays likely with the name of the subject before the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Optional

from bot.choice_payloads import AskAspect
from bot.dialogue.interpretation import entry_ranking, entry_topics
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.subject_resolution import (
    NAMED,
    POINTED,
    Subject,
    list_distinct_mentions,
)
from bot.dialogue.interpretation.word_counts import MAX_ELLIPTICAL_QUESTION_WORDS
from bot.dialogue.reading.labels import TOWN
from bot.dialogue.reading.message_tokens import fold_text
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import (
    LASTING_TYPES,
    OCCUPATION,
    QUESTION,
    SERVICE,
    STUDY,
    TRAINING,
    UNKNOWN,
    Referent,
)
from knowledge import access_conditions, question_topics, study_lookup
from knowledge.entry_kinds import PLACE_FILE
from knowledge.search_index import SearchHit
from knowledge.study_lookup import Study

_STUDY_TYPES = (STUDY, TRAINING)
# A longer segment says more than the name of a study.
MAX_NAMING_WORDS = 14
MIN_ASKED, MIN_PAID = 0.5, 0.2
# Aspects of a study, its own or by the rule of its kind.
STUDY_ASPECTS = frozenset(
    {
        *("ask.length", "ask.place", "ask.schedule", "ask.admission", "ask.level", "ask.cost"),
        *("ask.enrol", "ask.dates", "ask.after", "ask.difficulty", "ask.trainings", "ask.access"),
    }
)
# Aspects of a profession by the rule of its studies.
STUDY_RULE_ASPECTS = frozenset({"ask.cost", "ask.enrol", "ask.dates"})
# Aspects that a study has through the profession it leads to.
OCCUPATION_ASPECTS = frozenset(
    {"ask.pay", "ask.jobs", "ask.day", "ask.conditions", "ask.related", "ask.try"}
)
# Aspects on which an entry about the subject knows more than the rule of its kind.
RULE_ASPECTS = frozenset(
    {"ask.admission", "ask.rule", "ask.access", "ask.level", "ask.dates", "ask.enrol"}
)
# Probability of the subject right after an entry was answered, and otherwise.
AFTER_ENTRY_PROBABILITY, SURE_PROBABILITY = 0.85, 0.98
# An entry this likely with the name of a study is about that study.
_MIN_ABOUT_STUDY = 0.95
_DEFINES = re.compile(
    r"\b(?:c ?(?:est)? ?(?:quoi|koi)|qu ?est ce que?) (?:le|la|les|l|un|une|des)\b"
)
_TO_EXERCISE = re.compile(r"\b(?:exercer|pratiquer|le metier|travailler|bosser)\b")


def leaves_subject_out(segment: SegmentReading) -> bool:
    """Whether a segment names no subject of its own."""
    few = segment.word_count <= MAX_ELLIPTICAL_QUESTION_WORDS
    return few and not list_distinct_mentions(segment) and not asks_definition(segment)


def asks_definition(segment: SegmentReading) -> bool:
    """Whether a segment asks what something is: « c'est quoi le CEFA »."""
    folded = fold_text(segment.text).replace("'", " ").replace("’", " ")
    return _DEFINES.search(folded) is not None


def find_current_subject(state: InformationState) -> Optional[Referent]:
    """Find the profession or study under discussion.

    Words for an unknown study (« la VAE ») count only until an entry is answered; nothing counts
    while the centre is the subject.
    """
    newest = state.salience.subject
    if newest is not None and state.library.base.files.get(newest.id) == PLACE_FILE:
        return None
    for each in state.salience.referents:
        unheld = each.type == STUDY and not _is_known_study(each, state)
        if each.type in LASTING_TYPES and not (unheld and each != state.salience.subject):
            return each
    return None


def find_asked_subject(
    label: str, subject: Subject, segment: SegmentReading, state: InformationState
) -> Optional[Referent]:
    """Find the study or profession that `label` is asked of: named, or current."""
    if subject.how in (NAMED, POINTED):
        if segment.word_count > MAX_NAMING_WORDS or segment.acts["ask"] < MIN_ASKED:
            return None
        kinds = {r.type for r in subject.referents}
        about = subject.referents[0] if len(kinds) == 1 else None
        if about is not None and is_bare_level(about, state):
            return None
        if len(subject.referents) > 1 and kinds == {OCCUPATION}:
            return None
    else:
        about = find_current_subject(state) if leaves_subject_out(segment) else None
    if about is None or not has_aspect(about, label, state):
        return None
    # « c combien ? » about a profession may also ask for its pay.
    paid = (
        about.type == OCCUPATION and label == "ask.cost" and segment.labels["ask.pay"] >= MIN_PAID
    )
    return None if paid else about


def has_aspect(about: Referent, label: str, state: InformationState) -> bool:
    """Whether a study has an aspect, or a profession has it through its studies."""
    if about.type in (OCCUPATION, UNKNOWN):
        if about.type == UNKNOWN or label not in STUDY_RULE_ASPECTS:
            return False
        aspect = label.partition(".")[2]
        return bool(study_lookup.list_rules_for(about.id, aspect, state.library.base))
    if label in OCCUPATION_ASPECTS:
        return bool(_single_occupation(about, state))
    asked = label in STUDY_ASPECTS and _is_known_study(about, state)
    return asked and resolve_study(about, state).has(label.partition(".")[2])


def asks_study_description(label: str, subject: Subject, state: InformationState) -> bool:
    """Whether a study or school with trainings in the knowledge base is to be described."""
    named = subject.how == NAMED and len(subject.referents) == 1
    if label != "ask.description" or not named or subject.referents[0].type not in _STUDY_TYPES:
        return False
    return bool(resolve_study(subject.referents[0], state).trainings)


def find_subject_rule(
    label: str, subject: Subject, segment: SegmentReading, state: InformationState
) -> Optional[SearchHit]:
    """Find the entry about the current subject that a question on a rule asks for: « ya un
    numerus clausus ? »."""
    about = find_current_subject(state)
    if about is None or subject.how in (NAMED, POINTED) or not leaves_subject_out(segment):
        return None
    if label not in RULE_ASPECTS or about.type == OCCUPATION:
        return None
    return find_entry_beside(about, label, segment, state)


def resolve_study(referent: Referent, state: InformationState, degree: str = "") -> Study:
    """Return the study that a referent stands for."""
    return study_lookup.resolve_study(referent.id, state.library.base, degree)


def is_bare_level(about: Referent, state: InformationState) -> bool:
    """Whether a referent is a level without a study: « un bachelier en horaire décalé »."""
    if about.type != STUDY:
        return False
    study = resolve_study(about, state)
    return study.kind == study_lookup.HIGHER and not study.trainings


def _is_known_study(referent: Referent, state: InformationState) -> bool:
    if referent.type == TRAINING:
        return referent.id in state.library.base.trainings
    return referent.type == STUDY and resolve_study(referent, state).known


def propose_subject_answers(
    label: str, about: Referent, segment: SegmentReading, state: InformationState
) -> Iterator[tuple[Act, float, str]]:
    """Yield the answers about a study, or about a profession by its studies."""
    text, asked = segment.text, _asked_aspect(label, about, segment, state)
    newest = state.salience.subject
    on_the_way = newest is not None and newest.type in (QUESTION, SERVICE) and newest != about
    fit = (
        AFTER_ENTRY_PROBABILITY if on_the_way and leaves_subject_out(segment) else SURE_PROBABILITY
    )
    if about.type == OCCUPATION:
        values = {"occupation": about.id, **asked}
        yield Act("ask_aspect", values, text), fit, f"the studies of {about.id}"
        return
    if any(m.type == TOWN for m in segment.mentions) and label in ("ask.place", "ask.trainings"):
        values = {"study": about.id, "about": entry_topics.referent_name(about, state)}
        yield Act("search_trainings", values, text), fit, f"{about.id}, in a town"
        return
    profession = _single_occupation(about, state)
    exercises = label == "ask.level" and _TO_EXERCISE.search(fold_text(text))
    if profession and (label in OCCUPATION_ASPECTS or exercises):
        intent = INTENT_BY_OCCUPATION_ASPECT.get(label, "ask_aspect")
        values = {"occupation": profession, **asked}
        yield Act(intent, values, text), fit, f"the profession of {about.id}"
        return
    if label not in OCCUPATION_ASPECTS:
        study: dict[str, Any] = {"study": about.id, **asked}
        called = [m.text for m in segment.mentions if m.target == about]
        if called:
            study["about"] = called[0]
        yield Act("ask_aspect", study, text), fit, f"of the study {about.id}"


def _asked_aspect(
    label: str, about: Referent, segment: SegmentReading, state: InformationState
) -> dict[str, str]:
    """Return the aspect of a label; with OTHER_DATE where no rule tells the date that is named."""
    aspect, rule = label.partition(".")[2], study_lookup.DATES_RULE
    if aspect == "dates" and rule not in [each.id for each in segment.asked[0].ranked]:
        own = _list_own_stems(about, segment, state)
        enrols = own & question_topics.list_content_stems(state.library.base.title(rule) or "")
        if own and not enrols:
            return {"aspect": aspect, "value": AskAspect.OTHER_DATE}
    return {"aspect": aspect}


INTENT_BY_OCCUPATION_ASPECT = {
    "ask.pay": "ask_pay",
    "ask.jobs": "ask_prospects",
    "ask.day": "ask_day",
    "ask.related": "ask_related",
    "ask.try": "ask_try",
}


def _single_occupation(about: Referent, state: InformationState) -> str:
    """Return the only profession that a study leads to, or ""."""
    found = {each for t in resolve_study(about, state).trainings[:3] for each in t.occupations}
    return found.pop() if len(found) == 1 else ""


def find_entry_beside(
    about: Referent, label: str, segment: SegmentReading, state: InformationState
) -> Optional[SearchHit]:
    """Find the entry that is asked for although a subject is current."""
    stems = _list_own_stems(about, segment, state)
    bare = entry_ranking.find_best_entry(segment, state)
    with_subject = {hit.id: hit for hit in entry_ranking.rank_entries(segment, state, about)}
    nearest = next(iter(with_subject.values()), None)
    if bare is not None and bare.id in with_subject:
        score = min(with_subject[bare.id].score, bare.score)
        named = stems & state.library.topics.get(bare.id, frozenset())
        first = with_subject[bare.id] == nearest and leaves_subject_out(segment)
        own = about.type in _STUDY_TYPES and label not in RULE_ASPECTS
        if score >= entry_ranking.SURE_SCORE and (
            named or (first and not own and not _is_general_rule(bare, about, state))
        ):
            return bare._replace(score=score)
    ruled = label in RULE_ASPECTS or access_conditions.find_condition(segment.text) is not None
    if nearest is None or nearest.score < entry_ranking.SURE_SCORE or not ruled:
        return None
    if (
        nearest.score >= _MIN_ABOUT_STUDY
        and about.type != OCCUPATION
        and not has_aspect(about, label, state)
    ):
        return nearest
    return _entry_about_subject(nearest, about, state)


def _is_general_rule(hit: SearchHit, about: Referent, state: InformationState) -> bool:
    """Whether an entry states what every study of this kind has."""
    if about.type not in _STUDY_TYPES:
        return False
    return hit.id in study_lookup.KIND_RULES.get(resolve_study(about, state).kind, {}).values()


def _entry_about_subject(
    hit: SearchHit, about: Referent, state: InformationState
) -> Optional[SearchHit]:
    """Return the entry if it is about the subject by name, not only about its kind."""
    called = entry_topics.referent_name(about, state)
    kind = study_lookup.parse_kind(called)
    field = called if kind in (study_lookup.NONE, study_lookup.ARTS) else _subject_field(called)
    return (
        hit
        if question_topics.list_content_stems(field) & state.library.topics.get(hit.id, frozenset())
        else None
    )


def _subject_field(called: str) -> str:
    return " ".join(study_lookup.list_subject_words(called))


def _list_own_stems(
    about: Referent, segment: SegmentReading, state: InformationState
) -> frozenset[str]:
    """Return the stems of the content words beside those that name the subject."""
    stems, called = question_topics.list_content_stems, entry_topics.referent_name(about, state)
    named = (m.text for m in list_distinct_mentions(segment))
    return stems(segment.text) - stems(" ".join((called, *named)))
