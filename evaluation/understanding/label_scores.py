"""How often the heads label a segment right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.dialogue.reading import heads
from bot.dialogue.reading.heads import Heads
from bot.dialogue.reading.labelled_messages import LabelledSegment
from bot.dialogue.reading.labels import LABELS
from bot.dialogue.reading.tagger import Tagger

Embed = Callable[[str], np.ndarray]
MAX_RANKED = 3


@dataclass(frozen=True)
class LabelScores:
    """Counts of segments: all, with the right label first, among three, with the right act."""

    segments: int
    first: int
    among_three: int
    act: int


def rank_labels(
    texts: Sequence[str], scorer: Heads, tagger: Tagger, embed: Embed
) -> list[list[str]]:
    """Return the likeliest labels of each text, with its mentions as the tagger finds them."""
    ranked = []
    for text in texts:
        scored = scorer.score(
            heads.mask_mentions(text, tagger.tag(text).mentions), embed(text)
        ).labels
        ranked.append([LABELS[at] for at in np.argsort(-scored)[:MAX_RANKED]])
    return ranked


def count_right(
    segments: Sequence[LabelledSegment], ranked: Sequence[Sequence[str]], act: str = ""
) -> LabelScores:
    """Compare the labels of some segments with those that were given by hand.

    `act`: count its segments alone.
    """
    pairs = [
        (each.label, labels)
        for each, labels in zip(segments, ranked, strict=True)
        if each.label.startswith(act)
    ]
    return LabelScores(
        len(pairs),
        sum(label == labels[0] for label, labels in pairs),
        sum(label in labels for label, labels in pairs),
        sum(_act_of(label) == _act_of(labels[0]) for label, labels in pairs),
    )


def precision_and_recall(
    found: Iterable[frozenset], right: Iterable[frozenset]
) -> tuple[float, float]:
    """Return both shares over all pairs of sets; 0 where there is nothing to share."""
    pairs = list(zip(found, right, strict=True))
    both = sum(len(a & b) for a, b in pairs)
    return (
        both / (sum(len(a) for a, _ in pairs) or 1),
        both / (sum(len(b) for _, b in pairs) or 1),
    )


def _act_of(label: str) -> str:
    return label.partition(".")[0]
