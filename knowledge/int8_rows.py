"""Quantisation of float rows to int8 with one scale per row, a quarter of the size of float32.

The largest absolute value of a row becomes 127, or a smaller one where fewer bits are enough; the
error is at most half a scale unit.
"""

from __future__ import annotations

import numpy as np

MAX_INT8 = 127


def quantise(rows: np.ndarray, largest: int = MAX_INT8) -> tuple[np.ndarray, np.ndarray]:
    """Return values (int8, shape of `rows`, at most `largest`) and scales (float32, shape (n,))."""
    scales = np.abs(rows).max(axis=1, initial=0.0).astype(np.float32) / largest
    scales[scales == 0] = 1.0
    return np.rint(rows / scales[:, None]).astype(np.int8), scales


def dequantise(values: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """Return the rows as float32."""
    return values.astype(np.float32) * np.asarray(scales, dtype=np.float32)[:, None]
