"""A pace for each of many. Who was quiet until all of it is there again is forgotten: they begin
anew."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from aiolimiter import AsyncLimiter

_MAX_REMEMBERED_KEYS = 10_000  # at most, however many come at once


class KeyedLimiters:
    """Used on one event loop."""

    def __init__(self, burst: float, a_second: float) -> None:
        """`burst`: at once; then so many `a_second`."""
        self._burst, self._seconds = burst, burst / a_second
        self._each: OrderedDict[Hashable, AsyncLimiter] = OrderedDict()

    def of(self, key: Hashable) -> AsyncLimiter:
        """The pace of one of them."""
        limiter = self._each.pop(key, None) or AsyncLimiter(self._burst, self._seconds)
        while self._each and self._may_forget(next(iter(self._each.values()))):
            self._each.popitem(last=False)
        self._each[key] = limiter
        return limiter

    def _may_forget(self, oldest: AsyncLimiter) -> bool:
        return len(self._each) >= _MAX_REMEMBERED_KEYS or oldest.has_capacity(self._burst)
