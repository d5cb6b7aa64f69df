"""Rank the entries of the knowledge base for a segment, alone or with its context."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Optional

from bot.dialogue import appointment_questions
from bot.dialogue.interpretation.entry_scores import (
    EntryScores,
    entry_probability,
)
from bot.dialogue.interpretation.entry_topics import (
    is_about_booking,
    is_about_robot,
    referent_name,
)
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.subject_resolution import list_distinct_mentions
from bot.dialogue.interpretation.word_counts import MAX_SHORT_WORDS
from bot.dialogue.reading.entry_classifier import AskedEntries
from bot.dialogue.reading.labels import FRENCH, PROFESSION
from bot.dialogue.reading.segment_readings import GoingOn, SegmentReading
from bot.guidance.salience import QUESTION, SERVICE, Referent, Salience
from bot.language.normalisation import normalise
from knowledge import question_topics
from knowledge.search_index import SearchHit

# Penalty on an entry that was answered and is not named again.
ANSWERED_PENALTY = 1.5
# Log-odds of an entry about the named profession, or against one about another.
OCCUPATION_WEIGHT = 1.0
# Log-odds added in another language, where scores are lower and as often right.
FOREIGN_WEIGHT = 0.6
MAX_HITS = 8
# Hits whose scores differ by at most this are equal.
MAX_TIE_GAP = 0.05
# Share of the own words of a short and a long question that goes on from another.
SHORT_QUESTION_SHARE, LONG_QUESTION_SHARE = 0.35, 0.65
LONG_QUESTION_WORDS = 10
# Bounds of a probability before it is turned into log-odds.
MIN_PROBABILITY, MAX_PROBABILITY = 0.02, 0.999
# Log-odds against an entry for people of another age than the one stated.
OTHER_AGE_PENALTY = 4.0
# « j'ai 17 ans », « g 17 ans »; not « plus de 18 ans ».
_IS_OF_AGE = re.compile(r"\b(?:j'ai|jai|g|a|ai)\s+([1-6]\d)\s?ans\b", re.IGNORECASE)
# The least share that is left to the entries beside the one answered.
MIN_REMAINING_SHARE = 0.2
# Weight of what the earlier question asks for alone.
PREVIOUS_QUESTION_WEIGHT = 0.5
# An entry this likely with both questions is meant again where no other is sure.
MIN_ASKED_AGAIN = 0.8
# A longer question is complete by itself.
MAX_CONTEXTUAL_WORDS = 13
# Number of entries compared with the context.
MAX_COMPARED = 60
# Score where the text is the name of an entry.
NAME_SCORE = 1.0
MAX_DEFINITION_GAP = 0.5
_DEFINES = re.compile(r"(?:C'est quoi|Qu'est-ce)", re.IGNORECASE)
# Scores from which an entry is sure, likely, possible, or near.
SURE_SCORE, LIKELY_SCORE, POSSIBLE_SCORE, NEAR_SCORE = 0.5, 0.4, 0.25, 0.08


def find_best_entry(
    segment: SegmentReading,
    state: InformationState,
    about: Optional[Referent] = None,
    defines: bool = False,
) -> Optional[SearchHit]:
    """Return the best entry for a segment, or for what it says `about` a referent.

    `defines`: an entry that defines something goes before others of about the same score.
    """
    library, text = state.library, segment.text
    hits = rank_entries(segment, state, about)
    spoken_about = state.salience.subject or state.earlier_wish
    if _goes_on_elsewhere(segment, state) or (_is_elliptical(segment) and spoken_about):
        hits = [hit for hit in hits if not is_about_robot(hit.id, state)]
    subject = state.salience.subject
    goes_on = subject is not None and is_about_booking(subject.id, state)
    goes_on = goes_on or _goes_on_from_booking(segment)
    if not (goes_on or appointment_questions.names_appointment(text)):
        hits = [hit for hit in hits if not is_about_booking(hit.id, state)]
    if defines and hits:
        near = [hit for hit in hits if hit.score >= hits[0].score - MAX_DEFINITION_GAP]
        hits = sorted(near, key=lambda hit: not _DEFINES.match(hit.title))
    hits = prefer_named_entry(hits, normalise(text))
    named = library.asked(text)
    if hits and hits[0].id != named and hits[0].score >= SURE_SCORE:
        # Before an entry that is sure goes only one whose name has all of the words.
        named = library.asked(text, whole=True)
    if named is not None and named in [hit.id for hit in hits]:
        return SearchHit(named, "faq", library.base.title(named) or "", NAME_SCORE)
    if hits and _names_abbreviation(hits[0].title, text):
        return hits[0]._replace(score=max(hits[0].score, SURE_SCORE))
    return hits[0] if hits else None


def _names_abbreviation(title: str, text: str) -> bool:
    """Whether a text has an abbreviation of the title (AOB, CEFA)."""
    short = {part.lower() for part in re.findall(r"\b[A-Z][A-Z0-9]{2,}\b", title)}
    return bool(short & set(re.findall(r"\w+", text.lower())))


def prefer_named_entry(hits: list[SearchHit], said: str) -> list[SearchHit]:
    """Move an entry whose very name is in the text before those of about the same score."""
    return sorted(
        hits,
        key=lambda hit: hits[0].score - hit.score > MAX_TIE_GAP or normalise(hit.title) not in said,
    )


def rank_entries(
    segment: SegmentReading, state: InformationState, about: Optional[Referent] = None
) -> list[SearchHit]:
    """Return entries with their probability, the likeliest first: by the segment alone or with
    its context, whichever is surer; `about` a referent, with its name."""
    if about is None and segment.going_on:
        return _rank_going_on(segment, segment.going_on, state)
    texts = segment.asked
    if about is None and state.earlier_wish and _is_elliptical(segment) and state.asked:
        texts = (*texts, state.asked(f"{state.earlier_wish} {segment.text}"))
    if about is not None and state.asked is not None:
        texts = (
            _discount_answered(about, state.asked(f"{referent_name(about, state)} {segment.text}")),
        )
    # A question about a referent may well be answered by its own entry.
    seen = state if about is None else replace(state, salience=Salience())
    found = [_rank_text(asked, segment, seen) for asked in texts]
    if about is None and state.asked is not None and _may_leave_subject_out(segment, state):
        for before in state.before:
            together = state.asked(f"{before} {segment.text}")
            found.append(_rank_going_on(segment, GoingOn((together,), state.asked(before)), state))
    return max(found, key=lambda hits: hits[0].score if hits else 0.0, default=[])


def _may_leave_subject_out(segment: SegmentReading, state: InformationState) -> bool:
    """Whether a question names nothing and may go on from an earlier message."""
    few = segment.word_count <= MAX_CONTEXTUAL_WORDS and not list_distinct_mentions(segment)
    return few and state.salience.lasting_subject is None and segment.acts["ask"] >= LIKELY_SCORE


def _goes_on_from_booking(segment: SegmentReading) -> bool:
    before = segment.going_on.before if segment.going_on else None
    return before is not None and bool(appointment_questions.names_appointment(before.text))


def _goes_on_elsewhere(segment: SegmentReading, state: InformationState) -> bool:
    """Whether a question goes on from one that is not about the bot, and is not itself."""
    if segment.going_on is None or segment.acts["service"] >= SURE_SCORE:
        return False
    before = segment.going_on.before
    return before is None or not any(is_about_robot(e.id, state) for e in before.ranked[:1])


def _rank_going_on(
    segment: SegmentReading, going_on: GoingOn, state: InformationState
) -> list[SearchHit]:
    """Rank the entries by a question alone and with what it goes on from, less what the earlier
    question asks for alone."""
    own = _best_scores([segment.asked[0]], segment, state)
    before = _best_scores([going_on.before] if going_on.before else [], segment, state)
    hits = {
        hit.id: hit
        for asked in going_on.together
        for hit in _rank_text(asked, segment, state, MAX_COMPARED)
    }
    together = _best_scores(going_on.together, segment, state)
    share = _own_words_share(segment)
    odds = {
        each: (1 - share) * _log_odds(together[each]) + share * _log_odds(own.get(each, 0.0))
        for each in hits
    }
    found = sorted(
        (hit._replace(score=round(1 / (1 + math.exp(-odds[hit.id])), 4)) for hit in hits.values()),
        key=lambda hit: (
            odds[hit.id] - PREVIOUS_QUESTION_WEIGHT * max(0.0, _log_odds(before.get(hit.id, 0.0)))
        ),
        reverse=True,
    )[:MAX_HITS]
    again = max(together, key=together.__getitem__, default=None)
    if again is not None and found[0].score < SURE_SCORE and together[again] >= MIN_ASKED_AGAIN:
        first = hits[again]._replace(score=together[again])
        return [first, *(hit for hit in found if hit.id != again)]
    return found


def _best_scores(
    texts: Iterable[AskedEntries], segment: SegmentReading, state: InformationState
) -> dict[str, float]:
    """Return the highest score of each entry in any of the texts."""
    scores: dict[str, float] = {}
    for asked in texts:
        for hit in _rank_text(asked, segment, state, MAX_COMPARED):
            scores[hit.id] = max(hit.score, scores.get(hit.id, 0.0))
    return scores


def _log_odds(probability: float) -> float:
    """Return the log-odds of a probability clipped to its bounds."""
    bounded = min(max(probability, MIN_PROBABILITY), MAX_PROBABILITY)
    return math.log(bounded / (1.0 - bounded))


def _own_words_share(segment: SegmentReading) -> float:
    """Return the share of a question's own words, which grows with their number."""
    beyond = min(
        max(segment.word_count - MAX_SHORT_WORDS, 0), LONG_QUESTION_WORDS - MAX_SHORT_WORDS
    )
    return SHORT_QUESTION_SHARE + (LONG_QUESTION_SHARE - SHORT_QUESTION_SHARE) * beyond / (
        LONG_QUESTION_WORDS - MAX_SHORT_WORDS
    )


def _is_elliptical(segment: SegmentReading) -> bool:
    """Whether a short segment names nothing: « et c'est combien ? »."""
    return not segment.mentions and segment.word_count <= MAX_SHORT_WORDS


def _discount_answered(about: Referent, asked: AskedEntries) -> AskedEntries:
    """Leave the share of the entry that was answered to the others."""
    own = next((each.probability for each in asked.ranked if each.id == about.id), 0.0)
    left = max(1.0 - own, MIN_REMAINING_SHARE)
    others = tuple(
        replace(each, probability=each.probability / left)
        for each in asked.ranked
        if each.id != about.id
    )
    return replace(asked, ranked=others)


def _rank_text(
    asked: AskedEntries, segment: SegmentReading, state: InformationState, most: int = MAX_HITS
) -> list[SearchHit]:
    asks = segment.acts["ask"] + segment.acts["service"]
    order = score_entries(asked, state).likeliest(most)
    ahead = order[0].together - order[1].together if len(order) > 1 else 0.0
    more = _context_log_odds([each.hit for each in order], segment, state)
    found = [
        hit._replace(
            score=entry_probability(learnt, hit.score, 0.0 if at else ahead, asks, more[hit.id])
        )
        for at, (hit, learnt, _) in enumerate(order)
    ]
    return sorted(found, key=lambda hit: -hit.score) if any(more.values()) else found


def score_entries(asked: AskedEntries, state: InformationState) -> EntryScores:
    """Return every entry with both scores for a text."""
    library, found = state.library, state.entry_scores.get(asked)
    if found is None:
        vector = library.embedder.query(asked.text)
        found = EntryScores(asked, vector, library.index, state.today)
        state.entry_scores[asked] = found
    return found


def _context_log_odds(
    hits: list[SearchHit], segment: SegmentReading, state: InformationState
) -> dict[str, float]:
    """Return the log-odds of each entry for the context: already answered, for another age, or
    about the named profession or another."""
    answered = set(_answered_not_named(segment, state))
    named = {m.target.id for m in segment.mentions if m.target and m.type == PROFESSION}
    abroad = FOREIGN_WEIGHT if state.language != FRENCH else 0.0
    odds = {hit.id: abroad - ANSWERED_PENALTY * (hit.id in answered) for hit in hits}
    for hit in hits if _IS_OF_AGE.search(segment.text) else []:
        odds[hit.id] -= OTHER_AGE_PENALTY * is_for_other_age(hit.id, segment.text, state)
    for hit in hits if len(named) == 1 else []:
        trades = state.library.list_question_trades(hit.id)
        odds[hit.id] += OCCUPATION_WEIGHT * (1 if trades & named else -1) if trades else 0.0
    return odds


def is_for_other_age(entry_id: str, text: str, state: InformationState) -> bool:
    """Whether the question of an entry names an age, and a text another."""
    entry, told = state.library.base.questions.get(entry_id), set(_IS_OF_AGE.findall(text))
    named = set(_IS_OF_AGE.findall(entry.question)) if entry is not None and told else set()
    return bool(named) and not named & told


def _answered_not_named(segment: SegmentReading, state: InformationState) -> Iterator[str]:
    """Yield the entries answered before that the segment does not name."""
    stems = question_topics.list_content_stems(segment.text)
    for each in state.salience.referents:
        if each.type in (QUESTION, SERVICE) and not stems & state.library.topics.get(
            each.id, frozenset()
        ):
            yield each.id
