"""Fit the student: the labels of segments from hashed n-grams alone, in three bits.

The features are those of `bot.dialogue.reading.heads` without the sentence vector.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.dialogue.reading import features, heads, linear, reading_training
from bot.dialogue.reading.labels import LABELS
from bot.dialogue.reading.reading_training import TrainingSegment

MAX_STEP = 3  # three bits: -3 to 3
# The largest weights are cut, so that the steps are fine where most weights are.
_LARGEST_KEPT_PERCENT = 99.9
_WEIGHT_WITHOUT_MENTIONS = 0.5
_WEIGHT_AS_TYPED = 0.6
# One byte for an inverse frequency, from 1 to 13.
_IDF_STEPS_PER_UNIT = 20


@dataclass(frozen=True)
class Student:
    """`steps` of shape (buckets, labels), int8; a weight is a step times `scale`. `idf` of shape
    (buckets,), uint8, in steps of `idf_scale`; `bias` (labels,)."""

    steps: np.ndarray
    scale: float
    idf: np.ndarray
    idf_scale: float
    bias: np.ndarray

    def label(self, text: str) -> str:
        """Return the most likely label of a segment as typed."""
        terms = features.segment_terms(heads.mask_mentions(text, ()), len(self.steps))
        columns, values = features.weigh(terms, self.idf * self.idf_scale)
        scores = values @ (self.steps[columns] * self.scale) + self.bias
        return LABELS[int(scores.argmax())]


def fit_student(segments: Sequence[TrainingSegment], buckets: int, epochs: int = 8) -> Student:
    """Fit on labelled segments, each with its mentions as types and as typed."""
    typed = [each.labelled for each in segments]
    words = [heads.mask_mentions(each.text, each.mentions) for each in typed]
    words += [heads.mask_mentions(each.text, ()) for each in typed]
    counted = [features.segment_terms(each, buckets) for each in words]
    idf = reading_training.inverse_frequencies(counted, buckets)
    targets = np.array([LABELS.index(each.label) for each in typed])
    named = np.where([bool(each.mentions) for each in typed], 1.0, _WEIGHT_WITHOUT_MENTIONS)
    named = named * _weigh_rare(targets)
    fitted = linear.fit(
        reading_training.weigh_rows(counted, idf),
        None,
        [linear.Head(len(LABELS), np.concatenate([targets, targets]))],
        weights=np.concatenate([named, named * _WEIGHT_AS_TYPED]),
        epochs=epochs,
    )
    return _quantise(fitted, idf)


def _weigh_rare(targets: np.ndarray) -> np.ndarray:
    """Return a weight for each segment: rare labels weigh more, as in the server's heads."""
    counts = np.bincount(targets, minlength=len(LABELS)).astype(float)
    mean = counts[counts > 0].mean()
    weights: np.ndarray = (mean / np.maximum(counts, 1))[targets] ** reading_training.BALANCE
    return weights


def _quantise(fitted: linear.Fitted, idf: np.ndarray) -> Student:
    scale = float(np.percentile(np.abs(fitted.sparse), _LARGEST_KEPT_PERCENT)) / MAX_STEP or 1.0
    steps = np.clip(np.round(fitted.sparse / scale), -MAX_STEP, MAX_STEP).astype(np.int8)
    coarse = np.clip(np.round(idf * _IDF_STEPS_PER_UNIT), 0, 255).astype(np.uint8)
    return Student(steps, scale, coarse, 1 / _IDF_STEPS_PER_UNIT, fitted.bias)
