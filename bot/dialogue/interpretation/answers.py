"""Which entry of the base answers a segment: what the reading learnt and what the search finds.

The score of a hit is the probability that it is asked for, `1 / (1 + exp(-z))`, with z a sum of
what the classifier of entries says, the score of the search, how far the hit stands before the
next, and whether anything is asked. The weights are a logistic regression on
`tests/knowledge/faq_queries_dev.yml` and labelled segments that ask for no entry; on
`faq_queries.yml` what is SURE is right in 94 %.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Optional

from bot.dialogue import about_appointments
from bot.dialogue.interpretation.brevity import MAX_SHORT, count_words
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.subjects import own_names
from bot.dialogue.reading.entries import Asked
from bot.dialogue.reading.labels import FRENCH, PROFESSION
from bot.dialogue.reading.reader import GoingOn, SegmentReading
from bot.guidance.salience import QUESTION, SERVICE, Referent, Salience
from knowledge import constraints, topics
from knowledge.index import Hit
from knowledge.text import normalise

# The share of the classifier in the order of the entries; the search has the rest.
LEARNT = 0.7
CONSTANT, OF_CLASSIFIER, OF_SEARCH, OF_MARGIN = -3.05, 6.4, 2.55, 2.25
# Most of what the regression saw asks for no entry; of a segment that surely asks, more do.
OF_ASKING = 1.2
# What the talk answered already and is not named again is asked for less often than the rest.
OF_ANSWERED = 1.5
# An entry is about the profession that is named, or about another one.
OF_THE_TRADE = 1.0
# Of what is asked in another language less is sure, and the first is right as often.
OF_OTHER_LANGUAGES = 0.6
_KINDS = ("faq", "service")
THE_ROBOT = "robot"
_ALL, MAX_HITS = 10_000, 8
# Of what an entry was answered for, a question that goes on leaves at least this to the others.
LEAST_LEFT = 0.2
# A question that goes on from another in the message is read with it; its own words have this share
# in the order of the entries, and what the one before asks for alone is taken off by so much.
OF_FEW_WORDS, OF_MANY_WORDS, OF_WHAT_WAS_BEFORE = 0.35, 0.65, 0.5
MANY_WORDS = 10
# What both surely ask for is meant again where nothing else is likely.
SURELY_AGAIN = 0.8
# A question of more words tells enough by itself.
MAX_LEAVING_OUT = 13
# So many entries are compared then, and no probability is surer than these.
MAX_COMPARED, LEAST, MOST = 60, 0.02, 0.999
# The text is the very name of an entry.
BY_NAME = 1.0
NEARLY, LEVEL = 0.5, 0.05
_AMOUNT = re.compile(r"euro|gratuit|payant|paiement|frais|co[uû]t", re.IGNORECASE)
_TIME = re.compile(
    r"\bdur\w*|\b(?:\d+|une?|deux|trois|quelques) (?:minute|heure|jour|semaine)s?\b", re.IGNORECASE
)
_DEFINES = re.compile(r"(?:C'est quoi|Qu'est-ce)", re.IGNORECASE)
# A hit is surely meant, likely meant, worth showing where a question was asked, or near.
SURE, LIKELY, POSSIBLE, NEAR = 0.5, 0.4, 0.25, 0.08


@dataclass(frozen=True)
class Compared:
    """An entry with its score in the search and what the classifier of entries says of it."""

    hit: Hit
    learnt: float

    @property
    def id(self) -> str:
        return self.hit.id

    @property
    def searched(self) -> float:
        return self.hit.score

    @property
    def together(self) -> float:
        return LEARNT * self.learnt + (1 - LEARNT) * self.hit.score


def best(
    segment: SegmentReading,
    state: InformationState,
    about: Optional[Referent] = None,
    defines: bool = False,
) -> Optional[Hit]:
    """The best question or service for a segment; with `about`, for what it says of that. Where
    something is to be defined (`defines`), an entry that does so goes before its like."""
    library, text = state.library, segment.text
    hits = ranked(segment, state, about)
    spoken_about = state.salience.subject or state.told_before
    if _goes_on_elsewhere(segment, state) or (_is_elliptical(segment) and spoken_about):
        hits = [hit for hit in hits if not _is_of_the_robot(hit.id, state)]
    subject = state.salience.subject
    goes_on = subject is not None and _is_of_booking(subject.id, state)
    goes_on = goes_on or _goes_on_from_booking(segment)
    if not (goes_on or about_appointments.named(text)):
        hits = [hit for hit in hits if not _is_of_booking(hit.id, state)]
    if defines and hits:
        near = [hit for hit in hits if hit.score >= hits[0].score - NEARLY]
        hits = sorted(near, key=lambda hit: not _DEFINES.match(hit.title))
    hits = by_very_words(hits, normalise(text))
    named = library.asked(text)
    if named is not None and hits and named in [hit.id for hit in hits]:
        return Hit(named, "faq", library.base.title(named) or "", BY_NAME)
    if hits and _abbreviation(hits[0].title, text):
        return replace(hits[0], score=max(hits[0].score, SURE))
    return hits[0] if hits else None


def by_very_words(hits: list[Hit], said: str) -> list[Hit]:
    """Of hits that are level with the first, the one whose very name is said comes before it."""
    return sorted(
        hits,
        key=lambda hit: hits[0].score - hit.score > LEVEL or normalise(hit.title) not in said,
    )


def ranked(
    segment: SegmentReading, state: InformationState, about: Optional[Referent] = None
) -> list[Hit]:
    """Entries with the probability that they are asked for, the likeliest first: by the segment
    itself or with what was told before it, whichever is surer; `about` something, with its name."""
    if about is None and segment.going_on:
        return _going_on(segment, segment.going_on, state)
    texts = segment.asked
    if about is None and state.told_before and _is_elliptical(segment) and state.asked:
        texts = (*texts, state.asked(f"{state.told_before} {segment.text}"))
    if about is not None and state.asked is not None:
        texts = (_beyond(about, state.asked(f"{name(about, state)} {segment.text}")),)
    # What is asked about something may well be said by what was answered of it.
    seen = state if about is None else replace(state, salience=Salience())
    found = [_ranked(asked, segment, seen) for asked in texts]
    if about is None and state.asked is not None and _leaves_out(segment, state):
        for before in state.before:
            together = state.asked(f"{before} {segment.text}")
            found.append(_going_on(segment, GoingOn((together,), state.asked(before)), state))
    return max(found, key=lambda hits: hits[0].score if hits else 0.0, default=[])


def _leaves_out(segment: SegmentReading, state: InformationState) -> bool:
    """Whether a question names nothing, so that it may go on from an earlier message; where a
    profession or a study is spoken about, it is asked of that."""
    few = count_words(segment.text) <= MAX_LEAVING_OUT and not own_names(segment)
    return few and state.salience.lasting is None and segment.of_act("ask") >= LIKELY


def _goes_on_from_booking(segment: SegmentReading) -> bool:
    before = segment.going_on.before if segment.going_on else None
    return before is not None and bool(about_appointments.named(before.text))


def _goes_on_elsewhere(segment: SegmentReading, state: InformationState) -> bool:
    """Whether a question goes on from one that is not about the robot, nor is itself."""
    if segment.going_on is None or segment.of_act("service") >= SURE:
        return False
    before = segment.going_on.before
    return before is None or not any(_is_of_the_robot(e.id, state) for e in before.ranked[:1])


def _going_on(segment: SegmentReading, going_on: GoingOn, state: InformationState) -> list[Hit]:
    """Entries that a question asks for by itself and with what it goes on from together; what the
    question before asks for alone was answered."""
    own = _scores([segment.asked[0]], segment, state)
    before = _scores([going_on.before] if going_on.before else [], segment, state)
    hits = {
        hit.id: hit
        for asked in going_on.together
        for hit in _ranked(asked, segment, state, MAX_COMPARED)
    }
    together = _scores(going_on.together, segment, state)
    share = _share_of_own_words(segment)
    odds = {
        each: (1 - share) * _odds(together[each]) + share * _odds(own.get(each, 0.0))
        for each in hits
    }
    found = sorted(
        (replace(hit, score=round(1 / (1 + math.exp(-odds[hit.id])), 4)) for hit in hits.values()),
        key=lambda hit: (
            odds[hit.id] - OF_WHAT_WAS_BEFORE * max(0.0, _odds(before.get(hit.id, 0.0)))
        ),
        reverse=True,
    )[:MAX_HITS]
    again = max(together, key=together.__getitem__, default=None)
    if again is not None and found[0].score < SURE and together[again] >= SURELY_AGAIN:
        first = replace(hits[again], score=together[again])
        return [first, *(hit for hit in found if hit.id != again)]
    return found


def _scores(
    texts: Iterable[Asked], segment: SegmentReading, state: InformationState
) -> dict[str, float]:
    """The highest score of each entry in any of some texts."""
    scores: dict[str, float] = {}
    for asked in texts:
        for hit in _ranked(asked, segment, state, MAX_COMPARED):
            scores[hit.id] = max(hit.score, scores.get(hit.id, 0.0))
    return scores


def _share_of_own_words(segment: SegmentReading) -> float:
    """The more words a question has, the more they say by themselves."""
    beyond = min(max(count_words(segment.text) - MAX_SHORT, 0), MANY_WORDS - MAX_SHORT)
    return OF_FEW_WORDS + (OF_MANY_WORDS - OF_FEW_WORDS) * beyond / (MANY_WORDS - MAX_SHORT)


def _odds(probability: float) -> float:
    """Log-odds, within bounds."""
    bounded = min(max(probability, LEAST), MOST)
    return math.log(bounded / (1.0 - bounded))


def _is_elliptical(segment: SegmentReading) -> bool:
    """« et c'est combien ? » names nothing, and goes on from something."""
    return not segment.mentions and count_words(segment.text) <= MAX_SHORT


def _is_of_the_robot(entry_id: str, state: InformationState) -> bool:
    """« c'est gratuit ? » asks of the robot only where nothing else was spoken about."""
    entry = state.library.base.questions.get(entry_id)
    return entry is not None and entry.topic == THE_ROBOT


def _beyond(about: Referent, asked: Asked) -> Asked:
    """What is asked beside what was answered already: its own share is left to the others."""
    own = next((each.probability for each in asked.ranked if each.id == about.id), 0.0)
    left = max(1.0 - own, LEAST_LEFT)
    others = tuple(
        replace(each, probability=each.probability / left)
        for each in asked.ranked
        if each.id != about.id
    )
    return replace(asked, ranked=others)


def _ranked(
    asked: Asked, segment: SegmentReading, state: InformationState, most: int = MAX_HITS
) -> list[Hit]:
    asks = segment.of_act("ask") + segment.of_act("service")
    order = compared(asked, state)[:most]
    ahead = order[0].together - order[1].together if len(order) > 1 else 0.0
    more = _fits([each.hit for each in order], segment, state)
    found = [
        replace(
            each.hit,
            score=_probability(
                each.learnt, each.searched, 0.0 if at else ahead, asks, more[each.id]
            ),
        )
        for at, each in enumerate(order)
    ]
    return sorted(found, key=lambda hit: -hit.score) if any(more.values()) else found


def compared(asked: Asked, state: InformationState) -> list[Compared]:
    """Every entry with what both readings of a text say of it, the likeliest first."""
    library, found = state.library, state.searched.get(asked.text)
    if found is None:
        vector = library.embedder.query(asked.text)
        found = library.index.search(asked.text, vector, _KINDS, _ALL, state.today)
        state.searched[asked.text] = found
    learnt = {each.id: each.probability for each in asked.ranked}
    both = (Compared(hit, learnt.get(hit.id, 0.0)) for hit in found)
    return sorted(both, key=lambda each: each.together, reverse=True)


def _fits(hits: list[Hit], segment: SegmentReading, state: InformationState) -> dict[str, float]:
    """The log-odds of each entry for what the vectors do not see: whether the talk answered it
    already, and whether it is about the profession that the segment names or about another."""
    answered = set(_answered_of_other_words(segment, state))
    named = {m.target.id for m in segment.mentions if m.target and m.type == PROFESSION}
    abroad = OF_OTHER_LANGUAGES if state.language != FRENCH else 0.0
    odds = {hit.id: abroad - OF_ANSWERED * (hit.id in answered) for hit in hits}
    for hit in hits if len(named) == 1 else []:
        trades = state.library.trades_of(hit.id)
        odds[hit.id] += OF_THE_TRADE * (1 if trades & named else -1) if trades else 0.0
    return odds


def _answered_of_other_words(segment: SegmentReading, state: InformationState) -> Iterator[str]:
    """The entries that the talk answered already and that the segment does not name."""
    said = topics.words(segment.text)
    for each in state.salience.referents:
        if each.type in (QUESTION, SERVICE) and not said & state.library.topics.get(
            each.id, frozenset()
        ):
            yield each.id


def _probability(
    learnt: float, searched: float, margin: float, asks: float, more: float = 0.0
) -> float:
    odds = CONSTANT + OF_CLASSIFIER * learnt + OF_SEARCH * searched + OF_MARGIN * margin
    odds += OF_ASKING * asks + more
    return round(1.0 / (1.0 + math.exp(-odds)), 4)


def _is_of_booking(entry_id: str, state: InformationState) -> bool:
    """« c'est gratuit ? » is about an appointment only where one is named or spoken about."""
    entry = state.library.base.questions.get(entry_id)
    return entry is not None and entry.topic == about_appointments.TOPIC


def _abbreviation(title: str, text: str) -> bool:
    """Whether an abbreviation of the title (AOB, CEFA) is in the text."""
    short = {part.lower() for part in re.findall(r"\b[A-Z][A-Z0-9]{2,}\b", title)}
    return bool(short & set(re.findall(r"\w+", text.lower())))


def name(referent: Referent, state: InformationState) -> str:
    """How a referent is called: its title, or the words the person used."""
    title = state.library.base.title(referent.id)
    return title if title else referent.id


def tells_of(
    segment: SegmentReading, entry_id: str, state: InformationState, at_once: bool = False
) -> bool:
    """Whether an entry has a length for « et ça dure ? », an amount for « et ça coûte ? »; where a
    subject lasts that has it too, in its first sentences (`at_once`), not in passing."""
    told = state.library.base.questions.get(entry_id)
    if told is None:
        return True
    said = told.short if at_once else " ".join((told.short, *told.more))
    if segment.label == "ask.length":
        return constraints.months(said) is not None or _TIME.search(said) is not None
    return segment.label != "ask.cost" or _AMOUNT.search(said) is not None
