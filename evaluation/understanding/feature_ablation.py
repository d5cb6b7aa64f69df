"""What the heads lose without each kind of feature: fitted anew each time, by the same code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import patch

from bot.dialogue.reading import features, heads, reading_training
from bot.dialogue.reading.heads import Heads
from bot.dialogue.reading.labelled_messages import Span
from bot.dialogue.reading.reading_training import TrainingSegment
from evaluation.understanding.label_scores import Embed

WHOLE = "all of them"
_count_terms = features.segment_terms
_mask = heads.mask_mentions
Replacement = tuple[ModuleType, str, Any]


def _without_words(words: Sequence[str]) -> list[Counter[int]]:
    return [Counter(), _count_terms(words)[1]]


def _without_characters(words: Sequence[str]) -> list[Counter[int]]:
    return [_count_terms(words)[0], Counter()]


def _without_types(text: str, mentions: Sequence[Span]) -> list[str]:
    return _mask(text, ())


def _count_by(count: Callable[..., Any]) -> list[Replacement]:
    """Replace the counting of terms both where the heads are fitted and where they score."""
    return [
        (features, "segment_terms", lambda words, buckets=0: count(words)),
        (heads, "segment_terms", count),
    ]


# What is put in whose place. A vector of weight 0 is none; every label to the power 0 weighs 1.
PARTS: dict[str, list[Replacement]] = {
    WHOLE: [],
    "without the sentence vector": [(heads, "VECTOR_WEIGHT", 0.0)],
    "without words and pairs of words": _count_by(_without_words),
    "without runs of characters": _count_by(_without_characters),
    "without types of mentions": [(heads, "mask_mentions", _without_types)],
    "without weights for rare labels": [(reading_training, "BALANCE", 0.0)],
}


@contextmanager
def leave_out(part: str) -> Iterator[None]:
    """Have the heads fitted and scored without one of `PARTS`."""
    with ExitStack() as stack:
        for module, name, replacement in PARTS[part]:
            stack.enter_context(patch.object(module, name, replacement))
        yield


def fit_heads(told: Sequence[TrainingSegment], embed: Embed) -> Heads:
    """Fit heads as `boussole precompute` does, in full precision."""
    made = reading_training.fit_heads(told, embed)
    return Heads(made["sparse"], made["dense"], made["bias"], made["idf"])
