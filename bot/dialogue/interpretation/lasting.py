"""A question that leaves its subject out asks of the profession or study that is spoken about.

« ça coûte combien ? », « ya un examen ? », « et le master, il est où ? »: what the subject has goes
before an entry of the base that only has the same words. An entry is asked for where the question
names what that entry is about, or where the entry is about the subject itself, and where it stays
likely with the name of the subject put before the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Optional

from bot.dialogue.interpretation import answers
from bot.dialogue.interpretation.brevity import count_words
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.subjects import NAMED, POINTED, Subject, own_names
from bot.dialogue.reading.labels import TOWN
from bot.dialogue.reading.reader import SegmentReading
from bot.dialogue.reading.tokens import fold
from bot.guidance.salience import (
    LASTING,
    OCCUPATION,
    QUESTION,
    SERVICE,
    STUDY,
    TRAINING,
    UNKNOWN,
    Referent,
)
from knowledge import conditions, studies
from knowledge import topics as topic_words
from knowledge.base import PLACE
from knowledge.index import Hit
from knowledge.studies import Study

_STUDIES = (STUDY, TRAINING)
# A question of more words tells enough by itself.
MAX_HANGING = 12
# In so many words more than a study is told.
MAX_NAMING = 14
MIN_ASKED, MIN_PAID = 0.5, 0.2
# What a study has, of its own or by the rule of its kind.
OF_STUDIES = frozenset(
    {
        *("ask.length", "ask.place", "ask.schedule", "ask.admission", "ask.level", "ask.cost"),
        *("ask.enrol", "ask.dates", "ask.after", "ask.difficulty", "ask.trainings", "ask.access"),
    }
)
# What a profession has by the rule of the studies that lead to it.
BY_ITS_STUDIES = frozenset({"ask.cost", "ask.enrol", "ask.dates"})
# Asked of a study, these are of the profession that it leads to.
OF_ITS_PROFESSION = frozenset(
    {"ask.pay", "ask.jobs", "ask.day", "ask.conditions", "ask.related", "ask.try"}
)
# Of these an entry about the subject itself knows more than what holds for its kind.
RULED = frozenset(
    {"ask.admission", "ask.rule", "ask.access", "ask.level", "ask.dates", "ask.enrol"}
)
# Asked after an entry was answered, the subject is a little less likely than the entry.
BENEATH_AN_ENTRY, SURELY = 0.85, 0.98
# An entry so likely with the words of a study before the question is about that study.
_VERY = 0.95
_DEFINES = re.compile(
    r"\b(?:c ?(?:est)? ?(?:quoi|koi)|qu ?est ce que?) (?:le|la|les|l|un|une|des)\b"
)
_TO_EXERCISE = re.compile(r"\b(?:exercer|pratiquer|le metier|travailler|bosser)\b")


def hangs(segment: SegmentReading) -> bool:
    """Whether a segment names nothing of its own, so that it hangs on what was spoken about."""
    few = count_words(segment.text) <= MAX_HANGING
    return few and not own_names(segment) and not defines(segment)


def defines(segment: SegmentReading) -> bool:
    """Whether it is asked what something is: « c'est quoi le CEFA »."""
    said = fold(segment.text).replace("'", " ").replace("’", " ")
    return _DEFINES.search(said) is not None


def spoken_about(state: InformationState) -> Optional[Referent]:
    """The profession or study that the talk is about. Words for a study that the base knows
    nothing of (« la VAE ») are it only until an entry was answered; nothing else is while it is
    about the centre itself."""
    newest = state.salience.subject
    if newest is not None and state.library.base.files.get(newest.id) == PLACE:
        return None
    for each in state.salience.referents:
        unheld = each.type == STUDY and not _is_a_study(each, state)
        if each.type in LASTING and not (unheld and each != state.salience.subject):
            return each
    return None


def subject_asked(
    label: str, subject: Subject, segment: SegmentReading, state: InformationState
) -> Optional[Referent]:
    """The study or profession of which `label` is asked: named, or what the talk is about."""
    if subject.how in (NAMED, POINTED):
        if count_words(segment.text) > MAX_NAMING or segment.of_act("ask") < MIN_ASKED:
            return None
        kinds = {r.type for r in subject.referents}
        about = subject.referents[0] if len(kinds) == 1 else None
        if about is not None and is_only_a_level(about, state):
            return None
        if len(subject.referents) > 1 and kinds == {OCCUPATION}:
            return None
    else:
        about = spoken_about(state) if hangs(segment) else None
    if about is None or not has(about, label, state):
        return None
    # « c combien ? » of a profession asks for its pay as well.
    paid = about.type == OCCUPATION and label == "ask.cost" and segment.of("ask.pay") >= MIN_PAID
    return None if paid else about


def has(about: Referent, label: str, state: InformationState) -> bool:
    """Whether a study has what is asked, or a profession has it by its studies."""
    if about.type in (OCCUPATION, UNKNOWN):
        if about.type == UNKNOWN or label not in BY_ITS_STUDIES:
            return False
        leading = state.library.base.trainings_for(about.id)
        return bool(studies.rule_of_all(leading, label.partition(".")[2]))
    if label in OF_ITS_PROFESSION:
        return bool(_profession(about, state))
    asked = label in OF_STUDIES and _is_a_study(about, state)
    return asked and study_of(about, state).has(label.partition(".")[2])


def describes(label: str, subject: Subject, state: InformationState) -> bool:
    """Whether it is asked what a study or a school is of which the base has trainings."""
    named = subject.how == NAMED and len(subject.referents) == 1
    if label != "ask.description" or not named or subject.referents[0].type not in _STUDIES:
        return False
    return bool(study_of(subject.referents[0], state).trainings)


def rule_of_it(
    label: str, subject: Subject, segment: SegmentReading, state: InformationState
) -> Optional[Hit]:
    """The entry about the very subject that a question on a rule hangs on: « ya un numerus
    clausus ? » of veterinary studies, « il vaut encore quelque chose ? » of a diploma."""
    about = spoken_about(state)
    if about is None or subject.how in (NAMED, POINTED) or not hangs(segment):
        return None
    if label not in RULED or about.type == OCCUPATION:
        return None
    return beside(about, label, segment, state)


def study_of(referent: Referent, state: InformationState, degree: str = "") -> Study:
    """The study that a referent stands for, in the base of now."""
    return studies.called(referent.id, state.library.base, degree)


def is_only_a_level(about: Referent, state: InformationState) -> bool:
    """« un bachelier en horaire décalé » names no study that the base could have."""
    if about.type != STUDY:
        return False
    study = study_of(about, state)
    return study.kind == studies.HIGHER and not study.trainings


def _is_a_study(referent: Referent, state: InformationState) -> bool:
    if referent.type == TRAINING:
        return referent.id in state.library.base.trainings
    return referent.type == STUDY and study_of(referent, state).known


def asked_of_it(
    label: str, about: Referent, segment: SegmentReading, state: InformationState
) -> Iterator[tuple[Act, float, str]]:
    """What is answered of a study, or of a profession by its studies."""
    text, aspect = segment.text, label.partition(".")[2]
    newest = state.salience.subject
    on_the_way = newest is not None and newest.type in (QUESTION, SERVICE) and newest != about
    fit = BENEATH_AN_ENTRY if on_the_way and hangs(segment) else SURELY
    if about.type == OCCUPATION:
        values = {"occupation": about.id, "aspect": aspect}
        yield Act("ask_aspect", values, text), fit, f"the studies of {about.id}"
        return
    if any(m.type == TOWN for m in segment.mentions) and label in ("ask.place", "ask.trainings"):
        values = {"study": about.id, "about": name(about, state)}
        yield Act("search_trainings", values, text), fit, f"{about.id}, in a town"
        return
    profession = _profession(about, state)
    exercises = label == "ask.level" and _TO_EXERCISE.search(fold(text))
    if profession and (label in OF_ITS_PROFESSION or exercises):
        intent = OF_PROFESSION.get(label, "ask_aspect")
        values = {"occupation": profession, "aspect": aspect}
        yield Act(intent, values, text), fit, f"the profession of {about.id}"
        return
    if label not in OF_ITS_PROFESSION:
        study: dict[str, Any] = {"study": about.id, "aspect": aspect}
        called = [m.text for m in segment.mentions if m.target == about]
        if called:
            study["about"] = called[0]
        yield Act("ask_aspect", study, text), fit, f"of the study {about.id}"


OF_PROFESSION = {
    "ask.pay": "ask_pay",
    "ask.jobs": "ask_prospects",
    "ask.day": "ask_day",
    "ask.related": "ask_related",
    "ask.try": "ask_try",
}


def _profession(about: Referent, state: InformationState) -> str:
    """The one profession that a study leads to, or none."""
    found = {each for t in study_of(about, state).trainings[:3] for each in t.occupations}
    return found.pop() if len(found) == 1 else ""


def beside(
    about: Referent, label: str, segment: SegmentReading, state: InformationState
) -> Optional[Hit]:
    """The entry that is asked for though a subject is spoken about, or none."""
    said = topic_words.words(segment.text) - _words_of(about, segment, state)
    bare = answers.best(segment, state)
    with_subject = {hit.id: hit for hit in answers.ranked(segment, state, about)}
    nearest = next(iter(with_subject.values()), None)
    if bare is not None and bare.id in with_subject:
        score = min(with_subject[bare.id].score, bare.score)
        named = said & state.library.topics.get(bare.id, frozenset())
        first = with_subject[bare.id] == nearest and hangs(segment)
        if score >= answers.SURE and (named or (first and not _is_general(bare, about, state))):
            return replace(bare, score=score)
    ruled = label in RULED or conditions.asked(segment.text) is not None
    if nearest is None or nearest.score < answers.SURE or not ruled:
        return None
    if nearest.score >= _VERY and about.type != OCCUPATION and not has(about, label, state):
        return nearest
    return _of_its_field(nearest, about, state)


def _is_general(hit: Hit, about: Referent, state: InformationState) -> bool:
    """Whether an entry says what every study of this kind has: the study has it anyway."""
    if about.type not in _STUDIES:
        return False
    return hit.id in studies.RULES.get(study_of(about, state).kind, {}).values()


def _of_its_field(hit: Hit, about: Referent, state: InformationState) -> Optional[Hit]:
    """An entry where it is about the subject by name, not only about its kind: a general rule is
    what its kind has anyway."""
    called = name(about, state)
    kind = studies.kind_named(called)
    field = called if kind in (studies.NONE, studies.ARTS) else _field(called)
    return hit if topic_words.words(field) & state.library.topics.get(hit.id, frozenset()) else None


def _field(called: str) -> str:
    return " ".join(studies.subject_words(called))


def _words_of(about: Referent, segment: SegmentReading, state: InformationState) -> frozenset[str]:
    """The words that call the subject: its name, and those by which the segment names it."""
    named = (m.text for m in own_names(segment))
    return topic_words.words(" ".join((name(about, state), *named)))


def name(referent: Referent, state: InformationState) -> str:
    """How the subject is called."""
    return answers.name(referent, state)
