"""A digest of the rows of a table that is the same on every database, in whatever order they come.

Collations differ, so an order by text would too: the SHA-256 of each row are added up.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

_MODULUS = 2**256

# The number of rows, and the sum of their digests.
RowDigest = tuple[int, int]


def compute_row_digest(rows: Iterable[tuple[Any, ...]]) -> RowDigest:
    """Return the number of rows and their digest.

    Raises:
        TypeError: a value has a type that no column has.
    """
    count, total = 0, 0
    for row in rows:
        count += 1
        total = (total + int.from_bytes(_hash_row(row), "big")) % _MODULUS
    return count, total


def _hash_row(row: tuple[Any, ...]) -> bytes:
    text = json.dumps(row, default=_encode, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def _encode(value: Any) -> list[str]:
    """Encode what JSON has no type for, with the name of its type."""
    if isinstance(value, dt.datetime):  # of an aware time, the same moment in UTC
        return ["datetime", value.astimezone(dt.timezone.utc).isoformat()]
    if isinstance(value, dt.date):
        return ["date", value.isoformat()]
    if isinstance(value, (bytes, memoryview)):
        return ["bytes", bytes(value).hex()]
    raise TypeError(f"{type(value).__name__} has no encoding")
