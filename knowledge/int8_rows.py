"""Rows of numbers in eight bits each, with one scale a row: a quarter of their size in float32.

The largest number of a row becomes 127; an error is at most half of what 1 stands for.
"""

from __future__ import annotations

import numpy as np

_MAX_INT8 = 127


def quantise(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values (int8, the shape of `rows`) and scales (float32, shape (n,))."""
    scales = np.abs(rows).max(axis=1, initial=0.0).astype(np.float32) / _MAX_INT8
    scales[scales == 0] = 1.0
    return np.rint(rows / scales[:, None]).astype(np.int8), scales


def dequantise(values: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """The rows again, float32."""
    return values.astype(np.float32) * np.asarray(scales, dtype=np.float32)[:, None]
