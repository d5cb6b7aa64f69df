"""Linear heads over shared features: several softmaxes fitted together by mini-batch Adam.

The multinomial regression of scikit-learn takes minutes on 60,000 segments × 85 labels with sparse
and dense features; this takes half a minute with the same held-out accuracy, because the dense part
uses BLAS and the heads share one pass. Adam as in Kingma & Ba (2015).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Head:
    """A softmax over `size` columns; `targets` are column numbers, -1 where it does not apply."""

    size: int
    targets: np.ndarray


@dataclass(frozen=True)
class Fitted:
    """`sparse` of shape (buckets, columns), `dense` (dimensions, columns), `bias` (columns,)."""

    sparse: np.ndarray
    dense: np.ndarray
    bias: np.ndarray


def fit(
    sparse: Any,
    dense: Optional[np.ndarray],
    heads: Sequence[Head],
    weights: Optional[np.ndarray] = None,
    epochs: int = 8,
    rate: float = 0.02,
    decay: float = 1e-5,
    batch: int = 512,
    progress: Optional[Progress] = None,
) -> Fitted:
    """Fit all heads on one set of rows.

    `sparse` is a CSR matrix (rows, buckets), `dense` (rows, dimensions) or None, `weights` one per
    row. The row order is drawn from a fixed seed, so that the result is reproducible.
    """
    rows, columns = sparse.shape[0], sum(head.size for head in heads)
    dense = np.zeros((rows, 0), np.float32) if dense is None else dense.astype(np.float32)
    weights = np.ones(rows, np.float32) if weights is None else weights.astype(np.float32)
    shapes = [(sparse.shape[1], columns), (dense.shape[1], columns), (1, columns)]
    parameters = [_Adam(shape, decay if n < 2 else 0.0) for n, shape in enumerate(shapes)]
    order, draw = np.arange(rows), np.random.default_rng(0)
    total, step = epochs * ((rows + batch - 1) // batch), 0
    for _ in range(epochs):
        draw.shuffle(order)
        for start in range(0, rows, batch):
            chosen = order[start : start + batch]
            x, v = sparse[chosen], dense[chosen]
            scores = x @ parameters[0].value + v @ parameters[1].value + parameters[2].value
            error = _errors(np.asarray(scores), heads, chosen) * weights[chosen, None]
            error /= len(chosen)
            step += 1
            pace = rate * (1 - step / (total + 1))
            used = np.unique(x.indices)
            parameters[0].update(np.asarray(x[:, used].T @ error), pace, used)
            parameters[1].update(v.T @ error, pace)
            parameters[2].update(error.sum(axis=0, keepdims=True), pace)
            if progress:
                progress(step, total)
    return Fitted(parameters[0].value, parameters[1].value, parameters[2].value[0])


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return the softmax along the last axis."""
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: np.ndarray = odds / odds.sum(axis=-1, keepdims=True)
    return shares


def _errors(scores: np.ndarray, heads: Sequence[Head], chosen: np.ndarray) -> np.ndarray:
    """Return predictions minus targets: the gradient of the cross-entropy by the scores."""
    error, start = np.zeros_like(scores), 0
    for head in heads:
        part = softmax(scores[:, start : start + head.size])
        right = head.targets[chosen]
        known = np.flatnonzero(right >= 0)
        part[known, right[known]] -= 1.0
        part[right < 0] = 0.0
        error[:, start : start + head.size] = part
        start += head.size
    return error


class _Adam:
    """One array of parameters; sparse gradients update only the rows they name."""

    def __init__(self, shape: tuple[int, int], decay: float) -> None:
        self.value = np.zeros(shape, np.float32)
        self._mean = np.zeros(shape, np.float32)
        self._square = np.zeros(shape, np.float32)
        self._decay = decay
        self._steps = 0

    def update(self, gradient: np.ndarray, rate: float, rows: Any = slice(None)) -> None:
        if not self.value.size:
            return
        self._steps += 1
        gradient = gradient + self._decay * self.value[rows]
        mean = 0.9 * self._mean[rows] + 0.1 * gradient
        square = 0.99 * self._square[rows] + 0.01 * gradient**2
        self._mean[rows], self._square[rows] = mean, square
        # Rows are updated at different steps; the bias correction is common to all.
        mean = mean / (1 - 0.9**self._steps)
        square = square / (1 - 0.99**self._steps)
        self.value[rows] -= rate * mean / (np.sqrt(square) + 1e-8)
