"""Proposers for an entry of the knowledge base, alone or going on from the last answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Optional

from bot.choice_payloads import AskAgain, AskQuestion
from bot.dialogue.interpretation import elliptical_questions, entry_ranking, entry_topics
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_labels import (
    DEFINITION_LABELS,
    LIST_INTENTS,
    OCCUPATION_INTENT_BY_LABEL,
    OCCUPATION_ONLY_LABELS,
    make_entry_act,
)
from bot.dialogue.interpretation.question_proposers import leaves_condition_out
from bot.dialogue.interpretation.subject_resolution import (
    POINTED,
    list_distinct_mentions,
    list_introduced_referents,
    resolve_subject,
)
from bot.dialogue.interpretation.word_counts import (
    MAX_BARE_WORDS,
    MAX_ELLIPTICAL_WORDS,
    MAX_SHORT_WORDS,
)
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import SegmentReading
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
from knowledge import question_topics, work_fields
from knowledge.entry_kinds import PLACE_FILE
from knowledge.search_index import SearchHit

# Weight of an entry where a few words go on from an answer.
FEW_WORDS_WEIGHT = 0.3
SHORT_FOLLOW_UP_WEIGHT, LONG_FOLLOW_UP_WEIGHT = 0.9, 0.6
# Weight of an entry whose answer holds the length or the amount that a few words ask for.
OWN_FIGURE_WEIGHT = 1.3
# From this probability on something is asked.
MIN_ASKED = 0.5
# Weight of an entry beside a named profession, less for aspects that only a profession has.
NAMED_OCCUPATION_WEIGHT, OCCUPATION_ONLY_PENALTY = 0.6, 0.2
# Weight of an entry whose own topic is named beside a profession, and the least score of it.
OWN_TOPIC_WEIGHT, MIN_OWN_TOPIC = 1.1, 0.9
# Penalties for a statement, a taste, a reaction to a lead,
TELLING_PENALTY, TASTE_PENALTY, REACTION_PENALTY = 0.45, 0.75, 0.8
TASTE_LABELS = ("tell.like", "tell.dislike", "tell.strength", "tell.goal")
# and a request with a reply of its own.
PLAIN_PENALTY, MIN_CENTRE = 0.5, 0.2
UNREACHABLE_SCORE = 2.0
# The entry on how reliable the bot is.
TRUST_ENTRY = "robot-fiable"
SOURCE_PROBABILITY = 1.0
_WHAT_IT_IS = re.compile(r"\b(?:robot|bot|ia|machine|humain\w*|vraie? personne)\b", re.IGNORECASE)
# Topics about the bot and the centre.
OFF_TOPICS = frozenset({"robot", "rendez-vous"})
CENTRE_LABELS = ("service.place", "service.help", "off.task")


def propose_entry(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the likeliest entry, whatever the label of the segment.

    It weighs less where something else answers: a current profession, a list, the centre, a taste.
    """
    if _only_tells_a_degree(state, segment):
        return
    defines = segment.label in DEFINITION_LABELS and segment.word_count <= MAX_ELLIPTICAL_WORDS
    hit = entry_ranking.find_best_entry(segment, state, defines=defines)
    subject = (
        _find_subject_having(segment.label, state)
        if elliptical_questions.leaves_subject_out(segment)
        else None
    )
    if subject is not None:
        hit = elliptical_questions.find_entry_beside(subject, segment.label, segment, state)
    elif rule := elliptical_questions.find_subject_rule(
        segment.label, resolve_subject(segment, state), segment, state
    ):
        hit = rule
    least = entry_ranking.SURE_SCORE if segment.going_on else entry_ranking.POSSIBLE_SCORE
    if hit is None or hit.score < least:
        return
    otherwise = _asks_centre(segment) or (_continues_subject(state, segment) and not defines)
    by_name = hit.score >= entry_ranking.NAME_SCORE and not otherwise and segment.act != "tell"
    weight = 1.0 if by_name else _entry_weight(state, segment)
    if _names_own_topic(hit, segment, state):
        weight = OWN_TOPIC_WEIGHT
    if leaves_condition_out(hit.id, segment, resolve_subject(segment, state), state):
        weight = min(weight, NAMED_OCCUPATION_WEIGHT)
    yield Hypothesis(make_entry_act(hit.id, segment.text), weight * hit.score, f"asks for {hit.id}")


def _names_own_topic(hit: SearchHit, segment: SegmentReading, state: InformationState) -> bool:
    """Whether it names an entry's topic too: « l'équivalence d'un diplôme d'infirmière »."""
    names = {mention.text for mention in segment.mentions if mention.type == PROFESSION}
    of_trade = segment.label in OCCUPATION_INTENT_BY_LABEL.keys() - OCCUPATION_ONLY_LABELS
    if len(names) != 1 or not of_trade or hit.score < MIN_OWN_TOPIC:
        return False
    said, name = map(question_topics.list_content_stems, (segment.spelt, names.pop()))
    return bool((said - name) & state.library.topics.get(hit.id, frozenset()))


def propose_source(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the source of the last answer: « source ? », « t'es sûr ? »."""
    if not state.salience.told or list_distinct_mentions(segment):
        return
    if segment.word_count > MAX_ELLIPTICAL_WORDS:
        return
    hit = entry_ranking.find_best_entry(segment, replace(state, salience=Salience()))
    of_itself = _WHAT_IT_IS.search(segment.text) is not None
    if (
        hit is not None
        and hit.id == TRUST_ENTRY
        and hit.score >= entry_ranking.NEAR_SCORE
        and not of_itself
    ):
        act = Act("ask_again", {"value": AskAgain.SOURCE}, segment.text)
        yield Hypothesis(act, SOURCE_PROBABILITY, "the source of what was answered")


def _find_subject_having(label: str, state: InformationState) -> Optional[Referent]:
    """Find the profession or study under discussion that has what is asked."""
    about = elliptical_questions.find_current_subject(state)
    if about is None or elliptical_questions.has_aspect(about, label, state):
        return about
    if label in OCCUPATION_ONLY_LABELS and about.type != UNKNOWN:
        return state.salience.find_newest_of_type(OCCUPATION)
    of_trade = about.type in (OCCUPATION, UNKNOWN)
    return (
        about
        if of_trade
        and label in OCCUPATION_INTENT_BY_LABEL.keys() | elliptical_questions.RULE_ASPECTS
        else None
    )


def _asks_centre(segment: SegmentReading) -> bool:
    """Whether a segment asks the bot or the centre for something with a reply of its own."""
    requests = segment.acts["request"] >= MIN_ASKED
    return requests or max(segment.labels[label] for label in CENTRE_LABELS) >= MIN_CENTRE


def propose_follow_up(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose another entry on the same matter, or more of the last one: « gratuit ? »."""
    subject = state.salience.subject
    asks = segment.acts["ask"] + segment.acts["service"]
    if subject is None or subject.type not in (QUESTION, SERVICE) or asks < MIN_ASKED:
        return
    if segment.going_on:  # `entry_ranking` reads it with what the same message said before
        return
    if list_distinct_mentions(segment) or segment.word_count > MAX_ELLIPTICAL_WORDS:
        return
    if _points_at_one(state, segment):
        return
    lasts = _find_subject_having(segment.label, state) is not None
    short = segment.word_count <= MAX_SHORT_WORDS
    at_once = short and entry_topics.find_figure(segment, subject.id, state, at_once=True)
    figure = at_once or entry_topics.find_figure(segment, subject.id, state)
    other = None if at_once else _find_other_entry(segment, subject, lasts, state)
    if other is not None:
        act, reason = make_entry_act(other.id, segment.text), f"goes on from {subject.id}"
    elif segment.word_count > MAX_BARE_WORDS or (lasts and not figure):
        return
    elif state.library.base.files.get(subject.id) == PLACE_FILE:
        act, reason = Act("ask_place", {}, segment.text), "of the centre"
    else:
        act, reason = _make_same_entry_act(segment, subject, figure), f"more of {subject.id}"
    weight = SHORT_FOLLOW_UP_WEIGHT if short else LONG_FOLLOW_UP_WEIGHT
    weight = OWN_FIGURE_WEIGHT if at_once else weight
    yield Hypothesis(act, asks * weight, reason)


def _points_at_one(state: InformationState, segment: SegmentReading) -> bool:
    """Whether something said or shown is pointed at: « et le premier, ça paie ? »."""
    return resolve_subject(segment, state).how == POINTED


def _find_other_entry(
    segment: SegmentReading, subject: Referent, lasts: bool, state: InformationState
) -> Optional[SearchHit]:
    """Find an entry that goes on from the last one and is likelier than that one."""
    hits = entry_ranking.rank_entries(segment, state, subject)
    others = (
        hit
        for hit in hits
        if hit.id != subject.id
        and not _is_off_topic(hit.id, subject, state)
        and entry_topics.has_figure_for(segment, hit.id, state, at_once=lasts)
    )
    other = next(others, None)
    if other is None:
        return None
    own = next((hit.score for hit in hits if hit.id == subject.id), 0.0)
    return other if other.score >= max(own, _min_score(other.id, subject, lasts, state)) else None


def _make_same_entry_act(segment: SegmentReading, subject: Referent, figure: str) -> Act:
    """Return the act that says more of the last entry: the figure asked for, or all of it."""
    more = {"figure": figure} if figure else {"more": "yes"}
    if segment.label in entry_topics.FIGURES and not figure:
        more = {"value": AskQuestion.NO_FIGURE}
    return Act("ask_question", {"question": subject.id, **more}, segment.text)


def _min_score(entry_id: str, subject: Referent, lasts: bool, state: InformationState) -> float:
    """Return the score from which another entry goes on from the last one.

    A likely entry is enough on the same matter, a sure one on the same topic; while a subject that
    has what is asked is under discussion, only the same matter counts.
    """
    questions = state.library.base.questions
    if not {entry_id, subject.id} <= set(questions):
        return entry_ranking.SURE_SCORE
    next_entry, last_entry = questions[entry_id], questions[subject.id]
    same_matter = (
        question_topics.list_content_stems(next_entry.question)
        & question_topics.list_name_stems(last_entry)
        & state.library.topics[entry_id]
    )
    if same_matter:
        return entry_ranking.SURE_SCORE if lasts else entry_ranking.LIKELY_SCORE
    return UNREACHABLE_SCORE if lasts else entry_ranking.SURE_SCORE


def _is_off_topic(entry_id: str, subject: Referent, state: InformationState) -> bool:
    """Whether an entry about the bot or appointments follows one that is not."""
    questions = state.library.base.questions
    topics = [questions[each].topic if each in questions else "" for each in (entry_id, subject.id)]
    return topics[0] in OFF_TOPICS and topics[0] != topics[1]


def _continues_subject(state: InformationState, segment: SegmentReading) -> bool:
    """Whether a few words ask about the current subject without naming one: « ya du taf ? »."""
    asks = segment.acts["ask"] + segment.acts["service"] >= MIN_ASKED
    few = segment.word_count <= MAX_SHORT_WORDS and not segment.going_on
    return (
        few and asks and not list_distinct_mentions(segment) and state.salience.subject is not None
    )


def _only_tells_a_degree(state: InformationState, segment: SegmentReading) -> bool:
    """Whether a degree is only stated while another subject is current: « j'ai juste le CE6P »."""
    tells = segment.act == "tell" and bool(segment.mentions) and not list_distinct_mentions(segment)
    return tells and elliptical_questions.find_current_subject(state) is not None


def _asks_named_study(state: InformationState, segment: SegmentReading) -> bool:
    """Whether a study is named and has what is asked."""
    named = [
        each
        for each in list_introduced_referents(segment, state.library.base)
        if each.type in (TRAINING, STUDY) and not elliptical_questions.is_bare_level(each, state)
    ]
    ruled = segment.label in elliptical_questions.RULE_ASPECTS
    return any(
        not ruled and elliptical_questions.has_aspect(each, segment.label, state) for each in named
    )


def _entry_weight(state: InformationState, segment: SegmentReading) -> float:
    """Return the weight, from 0 to 1, that other readings leave to an entry."""
    if _continues_subject(state, segment):
        return FEW_WORDS_WEIGHT
    trades = {m.target.id for m in segment.mentions if m.type == PROFESSION and m.target}
    named = bool(trades) or _points_at_one(state, segment)
    of_study = not named and _asks_named_study(state, segment)
    subject = state.salience.subject
    spoken_about = subject is not None and subject.type == OCCUPATION
    short = spoken_about and not segment.mentions and segment.word_count <= MAX_ELLIPTICAL_WORDS
    of_trade = (
        named or short or state.profession_named_before is not None
    ) and segment.label in OCCUPATION_INTENT_BY_LABEL
    of_list = segment.label == "ask.trainings" or (
        segment.label in LIST_INTENTS
        and work_fields.asks_for_professions(state.library.base, segment.text)
    )
    of_two = segment.label == "ask.difference" and len(trades) > 1
    left = NAMED_OCCUPATION_WEIGHT if of_trade or of_list or of_study or of_two else 1.0
    left -= OCCUPATION_ONLY_PENALTY if of_trade and segment.label in OCCUPATION_ONLY_LABELS else 0.0
    tastes = sum(segment.labels[label] for label in TASTE_LABELS)
    left -= TELLING_PENALTY * (segment.acts["tell"] - tastes) + TASTE_PENALTY * tastes
    left -= REACTION_PENALTY * segment.acts["react"]
    return left - PLAIN_PENALTY * (
        max(segment.labels[label] for label in CENTRE_LABELS) + segment.acts["request"]
    )
