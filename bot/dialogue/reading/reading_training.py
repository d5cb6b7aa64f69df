"""Fit the tagger and the heads on labelled messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from scipy.sparse import csr_matrix

from bot.dialogue.reading import features, heads, linear, tagger
from bot.dialogue.reading.labelled_messages import LabelledMessage, LabelledSegment, Span
from bot.dialogue.reading.labels import LABELS, LANGUAGES
from bot.dialogue.reading.linear import Progress
from bot.dialogue.reading.message_tokens import tokenize_message

Embed = Callable[[str], np.ndarray]
_COLUMN = {label: at for at, label in enumerate(LABELS)}
_TAG = {tag: at for at, tag in enumerate(tagger.TAGS)}
# Rare labels weigh more, frequent ones less: (mean / count) ^ BALANCE.
BALANCE = 0.35


@dataclass(frozen=True)
class TrainingSegment:
    """A segment with the targets of its heads."""

    labelled: LabelledSegment
    language: str


def list_segments(examples: Sequence[LabelledMessage]) -> list[TrainingSegment]:
    """Return the segments of all messages."""
    return [
        TrainingSegment(each, example.language) for example in examples for each in example.segments
    ]


def fit_tagger(
    examples: Sequence[LabelledMessage],
    named: Mapping[str, str],
    progress: Optional[Progress] = None,
) -> dict[str, np.ndarray]:
    """Fit the arrays of `Tagger`."""
    rows: list[list[int]] = []
    tags: list[int] = []
    begins: list[int] = []
    for example in examples:
        _add_tokens(example, named, rows, tags, begins)
    sparse = _multi_hot(rows, features.TOKEN_BUCKETS)
    made = linear.fit(
        sparse,
        None,
        [
            linear.Head(len(tagger.TAGS), np.array(tags)),
            linear.Head(2, np.array(begins)),
        ],
        epochs=5,
        rate=0.01,
        batch=1024,
        progress=progress,
    )
    return {"weights": made.sparse, "bias": made.bias}


def _add_tokens(
    example: LabelledMessage,
    named: Mapping[str, str],
    rows: list[list[int]],
    tags: list[int],
    begins: list[int],
) -> None:
    text, starts, spans = _join_example(example)
    found, before = tokenize_message(text), tagger.OUTSIDE
    for at, token in enumerate(found):
        inside = next((s for s in spans if s.start <= token.start < s.end), None)
        tag = tagger.OUTSIDE
        if inside is not None:
            tag = f"{'B' if token.start == inside.start else 'I'}-{inside.type}"
        rows.append(features.token_terms(found, at, before, named))
        tags.append(_TAG[tag])
        begins.append(-1 if at == 0 else int(token.start in starts))
        before = tag


def _join_example(example: LabelledMessage) -> tuple[str, set[int], list[Span]]:
    """Return the text of a message, the starts of its segments, and its mentions in the text."""
    starts, spans, at = set(), [], 0
    for segment in example.segments:
        starts.add(at)
        spans += [Span(at + s.start, at + s.end, s.type) for s in segment.mentions]
        at += len(segment.text) + 1
    return example.text, starts, spans


def fit_heads(
    told: Sequence[TrainingSegment], embed: Embed, progress: Optional[Progress] = None
) -> dict[str, Any]:
    """Fit the arrays of `Heads`.

    Each segment counts twice: with its mentions as types, and as typed, because mentions can be
    missed.
    """
    words = [heads.mask_mentions(s.labelled.text, s.labelled.mentions) for s in told]
    plain = [heads.mask_mentions(s.labelled.text, ()) for s in told]
    counted = [features.segment_terms(each) for each in (*words, *plain)]
    idf = inverse_frequencies(counted, features.SEGMENT_BUCKETS)
    sparse = weigh_rows(counted, idf)
    vectors = np.stack([embed(s.labelled.text) for s in told]) * heads.VECTOR_WEIGHT
    labels = np.array([_COLUMN[s.labelled.label] for s in told])
    others = np.array([_about_other_target(s.labelled) for s in told])
    languages = np.array([LANGUAGES.index(s.language) for s in told])
    weights = _balance_weights(labels) * np.where(
        [bool(s.labelled.mentions) for s in told], 1.0, 0.5
    )
    made = linear.fit(
        sparse,
        np.concatenate([vectors, vectors]),
        [
            linear.Head(size, np.concatenate([right, right]))
            for size, right in zip(heads.HEADS, (labels, others, languages), strict=True)
        ],
        weights=np.concatenate([weights, weights * 0.6]),
        epochs=8,
        progress=progress,
    )
    return {"sparse": made.sparse, "dense": made.dense, "bias": made.bias, "idf": idf}


def _about_other_target(labelled: LabelledSegment) -> int:
    """Return the target of "about somebody else", which applies to statements only."""
    return int(labelled.about_other) if labelled.label.startswith("tell.") else -1


def _balance_weights(labels: np.ndarray) -> np.ndarray:
    counts = np.bincount(labels, minlength=len(LABELS)).astype(float)
    mean = counts[counts > 0].mean()
    weights: np.ndarray = (mean / np.maximum(counts, 1))[labels] ** BALANCE
    return weights


def inverse_frequencies(counted: Sequence[Sequence[Counter[int]]], buckets: int) -> np.ndarray:
    """Return ln((n + 1) / (1 + texts with it)) + 1 of each bucket, as smoothed by the
    TfidfVectorizer of scikit-learn."""
    having = np.zeros(buckets)
    for kinds in counted:
        for terms in kinds:
            having[list(terms)] += 1
    smooth: np.ndarray = np.log((len(counted) + 1) / (having + 1)) + 1
    return smooth.astype(np.float32)


def weigh_rows(counted: Sequence[Sequence[Counter[int]]], idf: np.ndarray) -> csr_matrix:
    """Return a matrix of shape (texts, buckets), scaled like `features.weigh`."""
    rows = [features.weigh(kinds, idf) for kinds in counted]
    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    return csr_matrix(
        (np.concatenate([v for _, v in rows]), np.concatenate([c for c, _ in rows]), ends),
        shape=(len(rows), len(idf)),
    )


def _multi_hot(rows: Sequence[Sequence[int]], buckets: int) -> csr_matrix:
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter((c for row in rows for c in row), dtype=np.int32, count=ends[-1])
    return csr_matrix(
        (np.ones(len(columns), np.float32), columns, ends), shape=(len(rows), buckets)
    )
