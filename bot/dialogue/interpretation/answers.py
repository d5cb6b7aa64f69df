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
from dataclasses import replace
from typing import Optional

from bot.dialogue import about_appointments
from bot.dialogue.interpretation.brevity import MAX_SHORT, count_words
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.reading.entries import Asked
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance.salience import Referent
from knowledge.index import Hit

# The share of the classifier in the order of the entries; the search has the rest.
LEARNT = 0.7
CONSTANT, OF_CLASSIFIER, OF_SEARCH, OF_MARGIN = -3.05, 6.4, 2.55, 2.25
# Most of what the regression saw asks for no entry; of a segment that surely asks, more do.
OF_ASKING = 1.2
_KINDS = ("faq", "service")
THE_ROBOT = "robot"
_ALL, MAX_HITS = 10_000, 8
# Of what an entry was answered for, a question that goes on leaves at least this to the others.
LEAST_LEFT = 0.2
# The text is the very name of an entry.
BY_NAME = 1.0
NEARLY = 0.5
_DEFINES = re.compile(r"(?:C'est quoi|Qu'est-ce)", re.IGNORECASE)
# A hit is surely meant, likely meant, worth showing where a question was asked, or near.
SURE, LIKELY, POSSIBLE, NEAR = 0.5, 0.4, 0.25, 0.08


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
    if _is_elliptical(segment) and (state.salience.subject or state.told_before):
        hits = [hit for hit in hits if not _is_of_the_robot(hit.id, state)]
    subject = state.salience.subject
    goes_on = subject is not None and _is_of_booking(subject.id, state)
    if not (goes_on or about_appointments.named(text)):
        hits = [hit for hit in hits if not _is_of_booking(hit.id, state)]
    if defines and hits:
        near = [hit for hit in hits if hit.score >= hits[0].score - NEARLY]
        hits = sorted(near, key=lambda hit: not _DEFINES.match(hit.title))
    named = library.asked(text)
    if named is not None and hits and named in [hit.id for hit in hits]:
        return Hit(named, "faq", library.base.title(named) or "", BY_NAME)
    if hits and _abbreviation(hits[0].title, text):
        return replace(hits[0], score=max(hits[0].score, SURE))
    return hits[0] if hits else None


def ranked(
    segment: SegmentReading, state: InformationState, about: Optional[Referent] = None
) -> list[Hit]:
    """Entries with the probability that they are asked for, the likeliest first: by the segment
    itself or with what was told before it, whichever is surer; `about` something, with its name."""
    texts = segment.asked
    if about is None and state.told_before and _is_elliptical(segment) and state.asked:
        texts = (*texts, state.asked(f"{state.told_before} {segment.text}"))
    if about is not None and state.asked is not None:
        texts = (_beyond(about, state.asked(f"{name(about, state)} {segment.text}")),)
    found = [_ranked(asked, segment, state) for asked in texts]
    return max(found, key=lambda hits: hits[0].score if hits else 0.0, default=[])


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


def _ranked(asked: Asked, segment: SegmentReading, state: InformationState) -> list[Hit]:
    library, asks = state.library, segment.of_act("ask") + segment.of_act("service")
    found = state.searched.get(asked.text)
    if found is None:
        vector = library.embedder.query(asked.text)
        found = library.index.search(asked.text, vector, _KINDS, _ALL, state.today)
        state.searched[asked.text] = found
    learnt = {each.id: each.probability for each in asked.ranked}

    def together(hit: Hit) -> float:
        return LEARNT * learnt.get(hit.id, 0.0) + (1 - LEARNT) * hit.score

    order = sorted(found, key=together, reverse=True)[:MAX_HITS]
    ahead = together(order[0]) - together(order[1]) if len(order) > 1 else 0.0
    return [
        replace(
            hit,
            score=_probability(learnt.get(hit.id, 0.0), hit.score, 0.0 if at else ahead, asks),
        )
        for at, hit in enumerate(order)
    ]


def _probability(learnt: float, searched: float, margin: float, asks: float) -> float:
    odds = CONSTANT + OF_CLASSIFIER * learnt + OF_SEARCH * searched + OF_MARGIN * margin
    odds += OF_ASKING * asks
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
