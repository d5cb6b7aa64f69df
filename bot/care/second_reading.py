"""The tier of a message after both readings: the patterns', and the classifier's of each piece.

Danger and concern need a pattern: one of the pattern files, which stands unless the classifier
finds the message far from distress (never a danger that nothing explains), or a cue (cues.yml) in
a piece that scores high enough. The classifier alone starts « checking ». Each piece is scored for
itself and the highest counts; the more pieces, the higher the bar, for among many everyday
sentences one scores high by chance.

The bars were chosen on `sentences/held_out.yml` and on everyday questions that taught nothing,
alone and in texts of up to 120 words. Without the classifier the patterns stand alone (S1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log2
from typing import Optional

import numpy as np

from bot.care.classifier import GRAVE_TOPICS, Classifier, load_classifier
from bot.care.cues import Evidence, collect_evidence
from bot.care.detector import CHECKING, CONCERN, DANGER, FRIEND, GENERAL, NOTHING, Signal
from bot.care.foreign_patterns import has_foreign_distress
from bot.care.person_context import narrow_signal
from bot.care.sentence_splitter import split_into_pieces
from bot.language.disguise import to_visible_text

# Scores are log-odds. A message of one piece is checked where the classifier « speaks »; each
# doubling of the number of pieces asks for so much more.
CHECKING_SCORE_STEP = 2.0
SUICIDE_TOPIC = "suicide"
# From where on a cue counts, and for each doubling; more is asked of it where nobody is named, and
# of words that something else may explain.
MIN_CUED_SCORE, CUED_SCORE_STEP, NO_PERSON_PENALTY = 0.5, 1.5, 2.0
EXPLAINED_PENALTY, AT_WORK_PENALTY = 6.0, 2.0
# From where on a pattern stands, before what may explain it is added.
MIN_PATTERN_SCORES = {DANGER: -6.0, CONCERN: -3.0}
# A pattern that does not stand is checked, but for what is further from distress than this.
MIN_DOUBTED_PATTERN_SCORE = -10.0
# What no sentence tells alone, so many may tell together.
MAX_JOINED_PIECES = 4
# No vector of some 6,000 pieces added more; what it could not lift over a bar is not embedded.
MAX_VECTOR_SCORE = 8.0

Embed = Callable[[str], np.ndarray]


@dataclass(frozen=True)
class ScoredPiece:
    """One piece with its score; `phrases` and `letters` are what its words add to it."""

    text: str
    score: float
    evidence: Evidence
    phrases: float = 0.0
    letters: float = 0.0

    @property
    def more(self) -> float:
        """How much more is asked of the score, for what may explain the words."""
        explained = self.evidence.explained or self.evidence.set_aside
        return EXPLAINED_PENALTY * explained + AT_WORK_PENALTY * self.evidence.at_work


@dataclass(frozen=True)
class ClassifierReading:
    """A message read by the classifier; `doublings`: log2 of its number of pieces."""

    known: Classifier
    embed: Embed
    pieces: list[ScoredPiece]
    doublings: float

    @property
    def best(self) -> ScoredPiece:
        return max(self.pieces, key=lambda piece: piece.score)

    @property
    def max_penalty(self) -> float:
        """How much more is asked of what the patterns heard."""
        return max(piece.more for piece in self.pieces)

    def is_unexplained(self, first: Signal) -> bool:
        """Whether it is a danger of the patterns that nothing may explain: it always stands."""
        return first.level == DANGER and not self.max_penalty

    def confirms_pattern(self, first: Signal) -> bool:
        """Whether what the patterns heard is not far from what the classifier hears."""
        near = self.best.score >= MIN_PATTERN_SCORES[first.level] + self.max_penalty
        return near or self.is_unexplained(first)

    def has_confirmed_cue(self, piece: ScoredPiece) -> bool:
        """Whether a piece has a word of distress, and the score for it. The word is to be of what
        the classifier hears, for « mon mari », « le pays » or « peur » stand anywhere: a word of
        something else is to be of a grave matter, and that or one of being unwell surely heard."""
        bar = MIN_CUED_SCORE + CUED_SCORE_STEP * self.doublings + piece.more
        if not piece.evidence.somebody:
            bar += NO_PERSON_PENALTY
        if not piece.evidence.topics or piece.score < bar:
            return False
        matter, _ = self.known.about(piece.text, self.embed(piece.text))
        if matter in piece.evidence.topics and matter != GENERAL:
            return True
        grave = matter in piece.evidence.topics or bool(piece.evidence.topics & GRAVE_TOPICS)
        return grave and self.is_sure(piece)

    def has_cue_of_topic(self, piece: ScoredPiece) -> bool:
        """Whether the word of distress in a piece is of what the classifier hears there."""
        matter, _ = self.known.about(piece.text, self.embed(piece.text))
        return matter in piece.evidence.topics and matter != GENERAL

    def is_sure(self, piece: ScoredPiece) -> bool:
        """Whether the score is one that next to nothing harmless has."""
        return piece.score >= self.known.sure + CUED_SCORE_STEP * self.doublings + piece.more

    def raise_to_danger(self, first: Signal) -> Signal:
        """What the patterns heard, or a danger where the classifier is sure of one."""
        mine = self.told(self.best)
        return mine if first.level == CONCERN and mine.level == DANGER else first

    def told(self, piece: ScoredPiece) -> Signal:
        """Of what, and of whom. Where it is not sure the answer is the general one, with the lines
        that fit, and nobody is alerted; but of a wish to die that has a word of it, it is asked."""
        matter, of_others = self.known.about(piece.text, self.embed(piece.text))
        sure = self.is_sure(piece)
        danger = sure and matter in GRAVE_TOPICS
        named = sure or (matter == SUICIDE_TOPIC and matter in piece.evidence.topics)
        topic = FRIEND if of_others else matter if named else GENERAL
        return Signal(DANGER if danger else CONCERN, topic, matter)

    def checked(self, bar: float) -> Signal:
        """« Checking » from this score on; the topic is the general one where it is not sure. A
        piece whose hard words are all set aside (a figure of speech) is left out."""
        told = [piece for piece in self.pieces if not piece.evidence.set_aside]
        best = max(told, key=lambda piece: piece.score, default=None)
        if best is None or best.score < bar:
            return NOTHING
        matter, _ = self.known.about(best.text, self.embed(best.text))
        sure = best.score >= self.known.sure + CHECKING_SCORE_STEP * self.doublings
        return Signal(CHECKING, matter if sure else GENERAL, matter)


def detect_with_classifier(text: str, embed: Embed, first: Signal) -> Signal:
    """The signal after both readings; `first` is the patterns', `embed` gives a sentence vector."""
    return combine_readings(text, read_with_classifier(text, embed, first), first)


def combine_readings(text: str, heard: Optional[ClassifierReading], first: Signal) -> Signal:
    """The signal after both readings, of what the classifier heard."""
    return narrow_signal(first if heard is None else _combine(heard, first), text)


def read_with_classifier(text: str, embed: Embed, first: Signal) -> Optional[ClassifierReading]:
    """What the classifier hears; None where the patterns stand alone."""
    known = load_classifier()
    several = split_into_pieces(to_visible_text(text))
    if known is None or not several or (first and has_foreign_distress(text)):
        return None
    return ClassifierReading(
        known, embed, _score_pieces(known, several, embed, bool(first)), log2(len(several))
    )


def _combine(heard: ClassifierReading, first: Signal) -> Signal:
    if not heard.pieces:
        return NOTHING
    if first and heard.confirms_pattern(first):
        return heard.raise_to_danger(first)
    for piece in sorted(heard.pieces, key=lambda piece: -piece.score):
        if heard.has_confirmed_cue(piece):
            return heard.told(piece)
    bar = heard.known.speaks + CHECKING_SCORE_STEP * heard.doublings
    return heard.checked(MIN_DOUBTED_PATTERN_SCORE if first else bar)


def is_far_from_distress(text: str, embed: Embed) -> bool:
    """Whether all of a text is far from what tells of distress; never without the classifier."""
    known = load_classifier()
    if known is None:
        return False
    return all(
        known.score(piece, embed(piece)) < known.far
        for piece in split_into_pieces(to_visible_text(text))
    )


def _score_pieces(
    known: Classifier, several: tuple[str, ...], embed: Embed, all_of_them: bool
) -> list[ScoredPiece]:
    """The pieces with their scores, without those that no vector could make count."""
    together = (" ".join(several),) if 1 < len(several) <= MAX_JOINED_PIECES else ()
    scored = []
    for piece in (*several, *together):
        phrases, letters = known.score_views(piece)
        words = known.bias + phrases + letters
        if all_of_them or words + MAX_VECTOR_SCORE >= known.speaks:
            score = words + known.score_vector(embed(piece))
            scored.append(ScoredPiece(piece, score, collect_evidence(piece), phrases, letters))
    return scored
