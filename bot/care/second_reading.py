"""Distress level of a message from the patterns and the classifier's score of each piece.

Danger and concern need a pattern that the classifier does not find far from distress (a danger that
nothing explains always stands), or a cue (cues.yml) in a piece with a high enough score. The
classifier alone yields « checking ». The highest piece score counts. Thresholds rise with the
number of pieces, since one of many everyday sentences scores high by chance.

The thresholds were chosen on `sentences/held_out.yml` and on everyday questions outside of the
training data, alone and in texts of up to 120 words. Without the classifier the patterns decide
alone (CARE S1).
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

# Scores are log-odds. A message of one piece is checked from `speaks` on; each doubling of the
# number of pieces raises the threshold by this step.
CHECKING_SCORE_STEP = 2.0
SUICIDE_TOPIC = "suicide"
# Threshold of a cue and its step per doubling; it rises if nobody is named, or if something else
# may explain the words.
MIN_CUED_SCORE, CUED_SCORE_STEP, NO_PERSON_PENALTY = 0.5, 1.5, 2.0
EXPLAINED_PENALTY, AT_WORK_PENALTY = 6.0, 2.0
# Threshold at which a pattern stands, before penalties for other explanations.
MIN_PATTERN_SCORES = {DANGER: -6.0, CONCERN: -3.0}
# A pattern that does not stand is checked, unless the score is below this.
MIN_DOUBTED_PATTERN_SCORE = -10.0
# Short messages of up to this many pieces are also scored as a whole.
MAX_JOINED_PIECES = 4
# No vector of about 6,000 pieces contributed more; a piece that this cannot lift over a threshold
# is not embedded.
MAX_VECTOR_SCORE = 8.0

Embed = Callable[[str], np.ndarray]


@dataclass(frozen=True)
class ScoredPiece:
    """A piece with its score; `phrases` and `letters` are the contributions of its words."""

    text: str
    score: float
    evidence: Evidence
    phrases: float = 0.0
    letters: float = 0.0

    @property
    def more(self) -> float:
        """Return the penalty for other explanations of the words."""
        explained = self.evidence.explained or self.evidence.set_aside
        return EXPLAINED_PENALTY * explained + AT_WORK_PENALTY * self.evidence.at_work


@dataclass(frozen=True)
class ClassifierReading:
    """A message scored by the classifier; `doublings` is log2 of its number of pieces."""

    known: Classifier
    embed: Embed
    pieces: list[ScoredPiece]
    doublings: float

    @property
    def best(self) -> ScoredPiece:
        """Return the piece with the highest score."""
        return max(self.pieces, key=lambda piece: piece.score)

    @property
    def max_penalty(self) -> float:
        """Return the highest penalty for other explanations among the pieces."""
        return max(piece.more for piece in self.pieces)

    def is_unexplained(self, first: Signal) -> bool:
        """Return whether the patterns found a danger that nothing explains; it always stands."""
        return first.level == DANGER and not self.max_penalty

    def confirms_pattern(self, first: Signal) -> bool:
        """Return whether the classifier's score supports the signal of the patterns."""
        near = self.best.score >= MIN_PATTERN_SCORES[first.level] + self.max_penalty
        return near or self.is_unexplained(first)

    def has_confirmed_cue(self, piece: ScoredPiece) -> bool:
        """Return whether a piece has a cue and the score to confirm it.

        The cue must be of the classifier's topic, since « mon mari », « le pays » or « peur » occur
        anywhere. A cue of another topic counts only for a grave matter with a certain score.
        """
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
        """Return whether the piece has a cue of the classifier's topic."""
        matter, _ = self.known.about(piece.text, self.embed(piece.text))
        return matter in piece.evidence.topics and matter != GENERAL

    def is_sure(self, piece: ScoredPiece) -> bool:
        """Return whether hardly any harmless message has such a score."""
        return piece.score >= self.known.sure + CUED_SCORE_STEP * self.doublings + piece.more

    def raise_to_danger(self, first: Signal) -> Signal:
        """Return the signal of the patterns, or a danger if the classifier is certain of one."""
        signal = self.told(self.best)
        return signal if first.level == CONCERN and signal.level == DANGER else first

    def told(self, piece: ScoredPiece) -> Signal:
        """Return the signal of a piece.

        An uncertain one gets the general topic, with fitting helplines and without an alert.
        Suicide with a cue of its own is named even if uncertain.
        """
        matter, of_others = self.known.about(piece.text, self.embed(piece.text))
        sure = self.is_sure(piece)
        danger = sure and matter in GRAVE_TOPICS
        named = sure or (matter == SUICIDE_TOPIC and matter in piece.evidence.topics)
        topic = FRIEND if of_others else matter if named else GENERAL
        return Signal(DANGER if danger else CONCERN, topic, matter)

    def checked(self, bar: float) -> Signal:
        """Return « checking » from this score on, with the general topic if uncertain.

        Pieces whose hard words are all set aside (a figure of speech) are ignored.
        """
        pieces = [piece for piece in self.pieces if not piece.evidence.set_aside]
        best = max(pieces, key=lambda piece: piece.score, default=None)
        if best is None or best.score < bar:
            return NOTHING
        matter, _ = self.known.about(best.text, self.embed(best.text))
        sure = best.score >= self.known.sure + CHECKING_SCORE_STEP * self.doublings
        return Signal(CHECKING, matter if sure else GENERAL, matter)


def detect_with_classifier(text: str, embed: Embed, first: Signal) -> Signal:
    """Return the signal of both readings; `first` is that of the patterns."""
    return combine_readings(text, read_with_classifier(text, embed, first), first)


def combine_readings(text: str, heard: Optional[ClassifierReading], first: Signal) -> Signal:
    """Return the signal of both readings from an existing classifier reading."""
    return narrow_signal(first if heard is None else _combine(heard, first), text)


def read_with_classifier(text: str, embed: Embed, first: Signal) -> Optional[ClassifierReading]:
    """Return the classifier's reading, or None if the patterns decide alone."""
    classifier = load_classifier()
    pieces = split_into_pieces(to_visible_text(text))
    if classifier is None or not pieces or (first and has_foreign_distress(text)):
        return None
    return ClassifierReading(
        classifier, embed, _score_pieces(classifier, pieces, embed, bool(first)), log2(len(pieces))
    )


def _combine(reading: ClassifierReading, first: Signal) -> Signal:
    if not reading.pieces:
        return NOTHING
    if first and reading.confirms_pattern(first):
        return reading.raise_to_danger(first)
    for piece in sorted(reading.pieces, key=lambda piece: -piece.score):
        if reading.has_confirmed_cue(piece):
            return reading.told(piece)
    bar = reading.known.speaks + CHECKING_SCORE_STEP * reading.doublings
    return reading.checked(MIN_DOUBTED_PATTERN_SCORE if first else bar)


def is_far_from_distress(text: str, embed: Embed) -> bool:
    """Return whether every piece scores far from distress; False without the classifier."""
    classifier = load_classifier()
    if classifier is None:
        return False
    return all(
        classifier.score(piece, embed(piece)) < classifier.far
        for piece in split_into_pieces(to_visible_text(text))
    )


def _score_pieces(
    classifier: Classifier, pieces: tuple[str, ...], embed: Embed, all_of_them: bool
) -> list[ScoredPiece]:
    """Return the scored pieces, without those that no vector could lift over a threshold."""
    joined = (" ".join(pieces),) if 1 < len(pieces) <= MAX_JOINED_PIECES else ()
    scored = []
    for piece in (*pieces, *joined):
        phrases, letters = classifier.score_views(piece)
        words = classifier.bias + phrases + letters
        if all_of_them or words + MAX_VECTOR_SCORE >= classifier.speaks:
            score = words + classifier.score_vector(embed(piece))
            scored.append(ScoredPiece(piece, score, collect_evidence(piece), phrases, letters))
    return scored
