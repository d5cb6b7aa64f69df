"""Union and difference of times of one day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.opening_hours import TimeRange


def join_ranges(ranges: Iterable[TimeRange]) -> list[TimeRange]:
    """Return the union of ranges: ascending and disjoint, adjacent ones joined."""
    joined: list[TimeRange] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def subtract_ranges(ranges: Iterable[TimeRange], covered: Sequence[TimeRange]) -> list[TimeRange]:
    """Return the parts of ranges outside `covered`, which is ascending and disjoint."""
    remaining = []
    for opens, closes in ranges:
        for start, end in covered:
            if end > opens and start < closes:
                if start > opens:
                    remaining.append((opens, start))
                opens = end
        if opens < closes:
            remaining.append((opens, closes))
    return remaining
