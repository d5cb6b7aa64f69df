"""What an entry of the base answers, by itself or going on from what was answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Optional

from bot.dialogue.interpretation import answers, lasting
from bot.dialogue.interpretation.brevity import MAX_BARE, MAX_ELLIPSIS, MAX_SHORT, count_words
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.questions import (
    DEFINITIONS,
    LISTS,
    OF_OCCUPATIONS,
    OF_OCCUPATIONS_ALONE,
    asks_for_a_condition,
    entry,
)
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.subjects import brought_up, own_names, subject_of
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance.salience import (
    OCCUPATION,
    QUESTION,
    SERVICE,
    STUDY,
    TRAINING,
    UNKNOWN,
    Referent,
    Salience,
)
from knowledge import fields, topics
from knowledge.base import PLACE

# What an entry counts by itself where a few words go on from an answer.
OF_SO_FEW_WORDS = 0.3
SHORTLY, LESS_SHORTLY = 0.9, 0.6
# From this probability of asking on, something is asked.
MIN_ASKED = 0.5
# What an entry of the base counts where the question names a profession.
BESIDE_A_TRADE, OF_TRADES_ALONE = 0.6, 0.2
# What it counts less where somebody only tells, or says what they think of a lead, …
OF_TOLD, OF_TASTES, OF_REACTIONS = 0.45, 0.75, 0.8
TASTES = ("tell.like", "tell.dislike", "tell.strength", "tell.goal")
# … or asks for what has a reply of its own.
OF_PLAIN, MAYBE_THE_CENTRE = 0.5, 0.2
NEVER = 2.0
_FIGURES = ("ask.length", "ask.cost")
# The entry on how far the bot can be believed.
TRUST = "robot-fiable"
SURELY_THE_SOURCE = 1.0
_WHAT_IT_IS = re.compile(r"\b(?:robot|bot|ia|machine|humain\w*|vraie? personne)\b", re.IGNORECASE)
# Topics of the base that are about the bot and the place.
ASIDE = frozenset({"robot", "rendez-vous"})
OF_THE_CENTRE = ("service.place", "service.help", "off.task")


def entry_asked(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What an entry of the base answers, whatever label its words have (« jsui enceinte, jpeux
    continuer lécole »). What has an answer of its own goes before: a profession that is spoken
    about, a list, the place, a taste that is only told."""
    if _only_tells_a_degree(state, segment):
        return
    defines = segment.label in DEFINITIONS and count_words(segment.text) <= MAX_ELLIPSIS
    hit = answers.best(segment, state, defines=defines)
    about = _subject_with(segment.label, state) if lasting.hangs(segment) else None
    if about is not None:
        hit = lasting.beside(about, segment.label, segment, state)
    elif rule := lasting.rule_of_it(segment.label, subject_of(segment, state), segment, state):
        hit = rule
    least = answers.SURE if segment.going_on else answers.POSSIBLE
    if hit is None or hit.score < least:
        return
    elsewhere = _is_of_the_centre(segment) or (_goes_on(state, segment) and not defines)
    by_name = hit.score >= answers.BY_NAME and not elsewhere and segment.act != "tell"
    weight = 1.0 if by_name else _room_for_entries(state, segment)
    if asks_for_a_condition(segment, state):
        weight = min(weight, BESIDE_A_TRADE)
    yield Hypothesis(entry(hit.id, segment.text), weight * hit.score, f"asks for {hit.id}")


def source_asked(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« source ? », « t'es sûr ? » right after an answer: where that answer comes from."""
    if not state.salience.told or own_names(segment):
        return
    if count_words(segment.text) > MAX_ELLIPSIS:
        return
    hit = answers.best(segment, replace(state, salience=Salience()))
    of_itself = _WHAT_IT_IS.search(segment.text) is not None
    if hit is not None and hit.id == TRUST and hit.score >= answers.NEAR and not of_itself:
        act = Act("ask_again", {"value": "source"}, segment.text)
        yield Hypothesis(act, SURELY_THE_SOURCE, "the source of what was answered")


def _subject_with(label: str, state: InformationState) -> Optional[Referent]:
    """The profession or study that is spoken about, where it has what is asked."""
    about = lasting.spoken_about(state)
    if about is None or lasting.has(about, label, state):
        return about
    if label in OF_OCCUPATIONS_ALONE and about.type != UNKNOWN:
        return state.salience.of_type(OCCUPATION)
    of_trade = about.type in (OCCUPATION, UNKNOWN)
    return about if of_trade and label in OF_OCCUPATIONS.keys() | lasting.RULED else None


def _is_of_the_centre(segment: SegmentReading) -> bool:
    """Whether it asks the bot or the place for something that has a reply of its own."""
    requests = segment.of_act("request") >= MIN_ASKED
    return requests or max(map(segment.of, OF_THE_CENTRE)) >= MAYBE_THE_CENTRE


def follow_up(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« gratuit ? », « et pour s'inscrire ? » after an answer of the base: of the same matter, by
    another entry or by more of the same."""
    subject, asks = state.salience.subject, segment.of_act("ask") + segment.of_act("service")
    if subject is None or subject.type not in (QUESTION, SERVICE) or asks < MIN_ASKED:
        return
    if segment.going_on:  # from the same message: read with it (`answers`)
        return
    if own_names(segment) or count_words(segment.text) > MAX_ELLIPSIS:
        return
    lasts = _subject_with(segment.label, state) is not None
    hits = answers.ranked(segment, state, subject)
    others = (
        hit
        for hit in hits
        if hit.id != subject.id
        and not _is_aside(hit.id, subject, state)
        and answers.tells_of(segment, hit.id, state, at_once=lasts)
    )
    other, own = next(others, None), next((h.score for h in hits if h.id == subject.id), 0.0)
    least = max(own, _enough(other.id, subject, lasts, state)) if other is not None else NEVER
    if other is not None and other.score >= least:
        act, reason = entry(other.id, segment.text), f"goes on from {subject.id}"
    elif count_words(segment.text) > MAX_BARE or (lasts and not _has_it(segment, subject, state)):
        return
    elif state.library.base.files.get(subject.id) == PLACE:
        act, reason = Act("ask_place", {}, segment.text), "of the centre"
    else:
        values = {"question": subject.id}
        if segment.label not in _FIGURES or answers.tells_of(segment, subject.id, state):
            values["more"] = "yes"
        act, reason = Act("ask_question", values, segment.text), f"more of {subject.id}"
    short = count_words(segment.text) <= MAX_SHORT
    yield Hypothesis(act, asks * (SHORTLY if short else LESS_SHORTLY), reason)


def _has_it(segment: SegmentReading, subject: Referent, state: InformationState) -> bool:
    """Whether the entry that was answered has a figure, rather than the subject beneath it."""
    return segment.label in _FIGURES and answers.tells_of(segment, subject.id, state)


def _enough(entry_id: str, subject: Referent, lasts: bool, state: InformationState) -> float:
    """From which score on another entry goes on from one: a likely one where it is of the same
    matter, a sure one of the same topic; where a subject lasts that has what is asked, the same
    matter alone is gone on from."""
    questions = state.library.base.questions
    if not {entry_id, subject.id} <= set(questions):
        return answers.SURE
    other, one = questions[entry_id], questions[subject.id]
    same_matter = topics.words(other.question) & topics.names(one) & state.library.topics[entry_id]
    if same_matter:
        return answers.SURE if lasts else answers.LIKELY
    return NEVER if lasts else answers.SURE


def _is_aside(entry_id: str, subject: Referent, state: InformationState) -> bool:
    """« gratuit ? » after an answer about courses asks neither of the robot nor of appointments."""
    questions = state.library.base.questions
    topics = [questions[each].topic if each in questions else "" for each in (entry_id, subject.id)]
    return topics[0] in ASIDE and topics[0] != topics[1]


def _goes_on(state: InformationState, segment: SegmentReading) -> bool:
    """« ya du taf ? »: a few words that ask of what is spoken about, naming nothing."""
    asks = segment.of_act("ask") + segment.of_act("service") >= MIN_ASKED
    few = count_words(segment.text) <= MAX_SHORT and not segment.going_on
    return few and asks and not own_names(segment) and state.salience.subject is not None


def _only_tells_a_degree(state: InformationState, segment: SegmentReading) -> bool:
    """« j'ai juste le CE6P », while a profession or study is spoken about: what it is was not
    asked."""
    tells = segment.act == "tell" and bool(segment.mentions) and not own_names(segment)
    return tells and lasting.spoken_about(state) is not None


def _names_a_study_asked(state: InformationState, segment: SegmentReading) -> bool:
    """Whether a study is named and asked for what it has: its length, its place."""
    named = [
        each
        for each in brought_up(segment, state.library.base)
        if each.type in (TRAINING, STUDY) and not lasting.is_only_a_level(each, state)
    ]
    ruled = segment.label in lasting.RULED
    return any(not ruled and lasting.has(each, segment.label, state) for each in named)


def _names_two(segment: SegmentReading) -> bool:
    """Whether two professions are named, as where they are compared."""
    return len({m.target.id for m in segment.mentions if m.type == PROFESSION and m.target}) > 1


def _room_for_entries(state: InformationState, segment: SegmentReading) -> float:
    """What is left to the entries of the base by what else the segment may mean, from 0 to 1."""
    if _goes_on(state, segment):
        return OF_SO_FEW_WORDS
    named = any(m.type == PROFESSION and m.target for m in segment.mentions)
    of_study = not named and _names_a_study_asked(state, segment)
    subject = state.salience.subject
    spoken_about = subject is not None and subject.type == OCCUPATION
    short = spoken_about and not segment.mentions and count_words(segment.text) <= MAX_ELLIPSIS
    of_trade = (named or short or state.named_now is not None) and segment.label in OF_OCCUPATIONS
    of_list = segment.label == "ask.trainings" or (
        segment.label in LISTS and fields.asked(state.library.base, segment.text)
    )
    of_two = segment.label == "ask.difference" and _names_two(segment)
    left = BESIDE_A_TRADE if of_trade or of_list or of_study or of_two else 1.0
    left -= OF_TRADES_ALONE if of_trade and segment.label in OF_OCCUPATIONS_ALONE else 0.0
    tastes = sum(map(segment.of, TASTES))
    left -= OF_TOLD * (segment.of_act("tell") - tastes) + OF_TASTES * tastes
    left -= OF_REACTIONS * segment.of_act("react")
    return left - OF_PLAIN * (max(map(segment.of, OF_THE_CENTRE)) + segment.of_act("request"))
