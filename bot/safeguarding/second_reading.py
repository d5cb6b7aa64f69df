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

import numpy as np

from bot.safeguarding.classifier import GRAVE, Classifier, classifier
from bot.safeguarding.cues import Evidence, evidence
from bot.safeguarding.detector import CHECKING, CONCERN, DANGER, FRIEND, GENERAL, NOTHING, Signal
from bot.safeguarding.disguise import visible
from bot.safeguarding.foreign import is_foreign
from bot.safeguarding.people import narrowed
from bot.safeguarding.sentence_splitter import pieces

# Scores are log-odds. A message of one piece is checked where the classifier « speaks »; each
# doubling of the number of pieces asks for so much more.
CHECKS_STEP = 2.0
SUICIDE = "suicide"
# From where on a cue counts, and for each doubling; more is asked of it where nobody is named, and
# of words that something else may explain.
CUED, CUED_STEP, WITHOUT_SOMEBODY = 0.5, 1.5, 2.0
EXPLAINED, AT_WORK = 6.0, 2.0
# From where on a pattern stands, before what may explain it is added.
STANDS = {DANGER: -6.0, CONCERN: -3.0}
# A pattern that does not stand is checked, but for what is further from distress than this.
CHECKS_A_PATTERN = -10.0
# What no sentence tells alone, so many may tell together.
MAX_TOGETHER = 4
# No vector of some 6,000 pieces added more; what it could not lift over a bar is not embedded.
MAX_OF_A_VECTOR = 8.0

Embed = Callable[[str], np.ndarray]


@dataclass(frozen=True)
class _Piece:
    text: str
    score: float
    evidence: Evidence

    @property
    def more(self) -> float:
        """How much more is asked of the score, for what may explain the words."""
        explained = self.evidence.explained or self.evidence.set_aside
        return EXPLAINED * explained + AT_WORK * self.evidence.at_work


@dataclass(frozen=True)
class _Read:
    """A message read by the classifier; `doublings`: log2 of its number of pieces."""

    known: Classifier
    embed: Embed
    pieces: list[_Piece]
    doublings: float

    @property
    def best(self) -> _Piece:
        return max(self.pieces, key=lambda piece: piece.score)

    def stands(self, first: Signal) -> bool:
        """Whether what the patterns heard is not far from what the classifier hears. A danger that
        nothing may explain always stands."""
        most = max(piece.more for piece in self.pieces)
        unexplained = first.level == DANGER and not most
        return unexplained or self.best.score >= STANDS[first.level] + most

    def is_cued(self, piece: _Piece) -> bool:
        """Whether a piece has a word of distress, and the score for it. The word is to be of what
        the classifier hears, for « mon mari », « le pays » or « peur » stand anywhere: a word of
        something else is to be of a grave matter, and that or one of being unwell surely heard."""
        bar = CUED + CUED_STEP * self.doublings + piece.more
        if not piece.evidence.somebody:
            bar += WITHOUT_SOMEBODY
        if not piece.evidence.topics or piece.score < bar:
            return False
        matter, _ = self.known.about(piece.text, self.embed(piece.text))
        if matter in piece.evidence.topics and matter != GENERAL:
            return True
        grave = matter in piece.evidence.topics or bool(piece.evidence.topics & GRAVE)
        return grave and self.is_sure(piece)

    def is_sure(self, piece: _Piece) -> bool:
        """Whether the score is one that next to nothing harmless has."""
        return piece.score >= self.known.sure + CUED_STEP * self.doublings + piece.more

    def told(self, piece: _Piece) -> Signal:
        """Of what, and of whom. Where it is not sure the answer is the general one, with the lines
        that fit, and nobody is alerted; but of a wish to die that has a word of it, it is asked."""
        matter, of_others = self.known.about(piece.text, self.embed(piece.text))
        sure = self.is_sure(piece)
        danger = sure and matter in GRAVE
        named = sure or (matter == SUICIDE and matter in piece.evidence.topics)
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
        sure = best.score >= self.known.sure + CHECKS_STEP * self.doublings
        return Signal(CHECKING, matter if sure else GENERAL, matter)


def read_again(text: str, embed: Embed, first: Signal) -> Signal:
    """The signal after both readings; `first` is the patterns', `embed` gives a sentence vector."""
    return narrowed(_read_again(text, embed, first), text)


def _read_again(text: str, embed: Embed, first: Signal) -> Signal:
    known = classifier()
    seen = visible(text)
    several = pieces(seen)
    if known is None or not several or (first and is_foreign(text)):
        return first
    read = _Read(known, embed, _scored(known, several, embed, bool(first)), log2(len(several)))
    if not read.pieces:
        return NOTHING
    if first and read.stands(first):
        mine = read.told(read.best)
        return mine if first.level == CONCERN and mine.level == DANGER else first
    for piece in sorted(read.pieces, key=lambda piece: -piece.score):
        if read.is_cued(piece):
            return read.told(piece)
    return read.checked(CHECKS_A_PATTERN if first else known.speaks + CHECKS_STEP * read.doublings)


def is_far(text: str, embed: Embed) -> bool:
    """Whether all of a text is far from what tells of distress; never without the classifier."""
    known = classifier()
    if known is None:
        return False
    return all(known.score(piece, embed(piece)) < known.far for piece in pieces(visible(text)))


def _scored(
    known: Classifier, several: tuple[str, ...], embed: Embed, all_of_them: bool
) -> list[_Piece]:
    """The pieces with their scores, without those that no vector could make count."""
    together = (" ".join(several),) if 1 < len(several) <= MAX_TOGETHER else ()
    scored = []
    for piece in (*several, *together):
        words = known.of_words(piece)
        if all_of_them or words + MAX_OF_A_VECTOR >= known.speaks:
            score = words + known.of_vector(embed(piece))
            scored.append(_Piece(piece, score, evidence(piece)))
    return scored
