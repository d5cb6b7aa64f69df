"""The tier of a message where all that reads it is there: patterns, classifier, and its meaning.

One logistic model over a handful of numbers (`numbers`) says how likely it tells of distress; its
weights stand in arbiter.json as plain numbers (`boussole safeguarding weigh` makes it, from
sentences that taught the classifier nothing). It weighs; it does not find: help needs a pattern or
a cue whatever the score, and a danger of the patterns that nothing may explain always stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path
from typing import Optional

from bot.safeguarding.classifier import GRAVE
from bot.safeguarding.detector import CHECKING, CONCERN, DANGER, NOTHING, Signal
from bot.safeguarding.people import narrowed
from bot.safeguarding.second_reading import CHECKS_A_PATTERN, SUICIDE, Heard, Piece

FILE = Path(__file__).with_name("arbiter.json")
# From which log-odds on a pattern counts; a cue of a grave matter on which the classifier agrees,
# and another one; the classifier alone, and where it hears a wish to die or what a cue names too. A
# miss is worse than a false alarm: a pattern stands, and the soft line is said, also where harmless
# is likelier.
STANDS, AGREED, CUED, CHECKS, HINTED = -1.0, 0.3, 2.0, -0.1, -1.0
# From this probability on all of a message is surely of every day.
SURELY_EVERYDAY = 0.85
# Scores of the classifier further out than this say no more.
FARTHEST = 10.0


@dataclass(frozen=True)
class Meant:
    """One segment as its meaning was read: how likely it tells of distress, asks for something, or
    is of every day at all."""

    text: str
    distress: float
    asks: float
    everyday: float


def weighed(
    text: str, heard: Heard, first: Signal, second: Signal, meant: Sequence[Meant]
) -> Signal:
    """The signal of a message. `first` is the patterns', `second` that of both readings without the
    meaning, `meant` the segments of it."""
    if not heard.pieces:
        return NOTHING
    found = _found(heard, first, second, score(numbers(heard, first, second, meant)))
    return narrowed(found, text)


def score(found: Mapping[str, float]) -> float:
    """The log-odds that a message of these numbers tells of distress."""
    known = _weights()
    return known["bias"] + sum(known[name] * value for name, value in found.items())


def numbers(
    heard: Heard, first: Signal, second: Signal, meant: Sequence[Meant]
) -> dict[str, float]:
    """What is weighed of a message."""
    best = heard.best
    told = max(meant, key=lambda segment: _shared(segment.text, best.text))
    everyday = min(segment.everyday for segment in meant)
    asks = max(segment.asks for segment in meant)
    all_everyday = everyday >= SURELY_EVERYDAY
    return {
        **_of_patterns(heard, first),
        **_of_the_classifier(heard),
        "asks": asks,
        "everyday": _odds(everyday),
        "told_distress": _odds(told.distress),
        "told_asks": told.asks,
        "told_everyday": _odds(told.everyday),
        "surely_everyday": float(all_everyday),
        "checked_everyday": float(second.level == CHECKING and all_everyday),
    }


def _found(heard: Heard, first: Signal, second: Signal, likely: float) -> Signal:
    if first and (heard.is_unexplained(first) or likely >= STANDS):
        return heard.graver(first)
    cued = _cued(heard)
    if cued is not None:
        told = heard.told(cued)
        grave = GRAVE & {told.matter, second.matter}
        agreed = bool(grave) and (heard.is_cued(cued) or second.level == DANGER)
        if likely >= (AGREED if agreed else CUED):
            return second if second.level == DANGER else told
    if second:  # what both readings hear is never let pass without a word
        return Signal(CHECKING, second.topic, second.matter)
    named = any(second.matter in piece.evidence.topics for piece in heard.pieces)
    hinted = second.level == CHECKING and (named or second.matter == SUICIDE)
    return heard.checked(CHECKS_A_PATTERN) if likely >= (HINTED if hinted else CHECKS) else NOTHING


def _cued(heard: Heard) -> Optional[Piece]:
    """The piece with a word of distress: one that both agree on, else the one of the best score."""
    cued = sorted(
        (piece for piece in heard.pieces if piece.evidence.topics), key=lambda piece: -piece.score
    )
    return next(filter(heard.is_cued, cued), cued[0] if cued else None)


def _of_patterns(heard: Heard, first: Signal) -> dict[str, float]:
    cued = [piece for piece in heard.pieces if piece.evidence.topics]
    best = max(cued, key=lambda piece: piece.score, default=None)
    return {
        "danger": float(first.level == DANGER),
        "concern": float(first.level == CONCERN),
        "explained_pattern": float(bool(first) and heard.most > 0),
        "cue_of_the_matter": float(best is not None and heard.is_of_the_matter(best)),
    }


def _of_the_classifier(heard: Heard) -> dict[str, float]:
    best = heard.best
    return {
        "score": _near(best.score),
        "pieces": heard.doublings,
        "phrases": best.phrases,
        "letters": best.letters,
        "explained": float(best.evidence.explained),
        "set_aside": float(best.evidence.set_aside),
        "at_work": float(best.evidence.at_work),
    }


def _near(value: float) -> float:
    return max(-FARTHEST, min(FARTHEST, value))


def _odds(probability: float) -> float:
    """Log-odds, a hundredth off both ends."""
    return log((probability + 0.01) / (1.01 - probability))


def _shared(segment: str, piece: str) -> float:
    """Which share of the words of a segment stands in a piece."""
    mine, its = set(segment.casefold().split()), set(piece.casefold().split())
    return len(mine & its) / max(1, len(mine))


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    read: dict[str, float] = json.loads(FILE.read_text(encoding="utf-8"))["weights"]
    return read
