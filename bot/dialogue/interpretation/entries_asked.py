"""What an entry of the base answers, by itself or going on from what was answered."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.interpretation import answers
from bot.dialogue.interpretation.brevity import MAX_BARE, MAX_ELLIPSIS, MAX_SHORT, count_words
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.questions import (
    DEFINITIONS,
    LISTS,
    OF_OCCUPATIONS,
    OF_OCCUPATIONS_ALONE,
    entry,
)
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.reading.labels import PROFESSION, TOWN
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance.salience import OCCUPATION, QUESTION, SERVICE, Referent
from knowledge import fields

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
# Topics of the base that are about the bot and the place.
ASIDE = frozenset({"robot", "rendez-vous"})
OF_THE_CENTRE = ("service.place", "service.help", "off.task")


def entry_asked(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What an entry of the base answers, whatever label its words have (« jsui enceinte, jpeux
    continuer lécole »). What has an answer of its own goes before: a profession that is spoken
    about, a list, the place, a taste that is only told."""
    defines = segment.label in DEFINITIONS and count_words(segment.text) <= MAX_ELLIPSIS
    hit = answers.best(segment, state, defines=defines)
    if hit is None or hit.score < answers.POSSIBLE:
        return
    elsewhere = _is_of_the_centre(segment) or (_goes_on(state, segment) and not defines)
    by_name = hit.score >= answers.BY_NAME and not elsewhere and segment.act != "tell"
    weight = 1.0 if by_name else _room_for_entries(state, segment)
    yield Hypothesis(entry(hit.id, segment.text), weight * hit.score, f"asks for {hit.id}")


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
    if any(m.type != TOWN for m in segment.mentions) or count_words(segment.text) > MAX_ELLIPSIS:
        return
    hits = answers.ranked(segment, state, subject)
    others = (hit for hit in hits if hit.id != subject.id and not _is_aside(hit.id, subject, state))
    other = next(others, None)
    if other is not None and other.score >= _enough(other.id, subject, state):
        act, reason = entry(other.id, segment.text), f"goes on from {subject.id}"
    elif count_words(segment.text) > MAX_BARE:
        return
    else:
        values = {"question": subject.id, "more": "yes"}
        act, reason = Act("ask_question", values, segment.text), f"more of {subject.id}"
    short = count_words(segment.text) <= MAX_SHORT
    yield Hypothesis(act, asks * (SHORTLY if short else LESS_SHORTLY), reason)


def _enough(entry_id: str, subject: Referent, state: InformationState) -> float:
    """An entry on another topic than the one before is surely meant, or not at all."""
    questions = state.library.base.questions
    topics = [questions[each].topic for each in (entry_id, subject.id) if each in questions]
    return answers.LIKELY if len(topics) == 2 and topics[0] == topics[1] else answers.SURE


def _is_aside(entry_id: str, subject: Referent, state: InformationState) -> bool:
    """« gratuit ? » after an answer about courses asks neither of the robot nor of appointments."""
    questions = state.library.base.questions
    topics = [questions[each].topic if each in questions else "" for each in (entry_id, subject.id)]
    return topics[0] in ASIDE and topics[0] != topics[1]


def _goes_on(state: InformationState, segment: SegmentReading) -> bool:
    """« ya du taf ? »: a few words that ask of what is spoken about, naming nothing."""
    asks = segment.of_act("ask") + segment.of_act("service") >= MIN_ASKED
    few = count_words(segment.text) <= MAX_SHORT
    return few and asks and not segment.mentions and state.salience.subject is not None


def _room_for_entries(state: InformationState, segment: SegmentReading) -> float:
    """What is left to the entries of the base by what else the segment may mean, from 0 to 1."""
    if _goes_on(state, segment):
        return OF_SO_FEW_WORDS
    named = any(m.type == PROFESSION and m.target for m in segment.mentions)
    subject = state.salience.subject
    spoken_about = subject is not None and subject.type == OCCUPATION
    short = spoken_about and not segment.mentions and count_words(segment.text) <= MAX_ELLIPSIS
    of_trade = (named or short or state.named_now is not None) and segment.label in OF_OCCUPATIONS
    of_list = segment.label == "ask.trainings" or (
        segment.label in LISTS and fields.asked(state.library.base, segment.text)
    )
    left = BESIDE_A_TRADE if of_trade or of_list else 1.0
    left -= OF_TRADES_ALONE if of_trade and segment.label in OF_OCCUPATIONS_ALONE else 0.0
    tastes = sum(map(segment.of, TASTES))
    left -= OF_TOLD * (segment.of_act("tell") - tastes) + OF_TASTES * tastes
    left -= OF_REACTIONS * segment.of_act("react")
    return left - OF_PLAIN * (max(map(segment.of, OF_THE_CENTRE)) + segment.of_act("request"))
