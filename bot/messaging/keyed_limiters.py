"""Rate limiters by key: the oldest go once they are at full capacity, or beyond 10,000 keys."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from aiolimiter import AsyncLimiter

_MAX_REMEMBERED_KEYS = 10_000


class KeyedLimiters:
    """Rate limiters by key; used on one event loop."""

    def __init__(self, burst: float, a_second: float) -> None:
        """Allow `burst` acquisitions at once, then `a_second` per second, for each key."""
        self._burst, self._seconds = burst, burst / a_second
        self._limiters: OrderedDict[Hashable, AsyncLimiter] = OrderedDict()

    def of(self, key: Hashable) -> AsyncLimiter:
        """Return the limiter of a key."""
        limiter = self._limiters.pop(key, None) or AsyncLimiter(self._burst, self._seconds)
        while self._limiters and self._may_forget(next(iter(self._limiters.values()))):
            self._limiters.popitem(last=False)
        self._limiters[key] = limiter
        return limiter

    def _may_forget(self, oldest: AsyncLimiter) -> bool:
        return len(self._limiters) >= _MAX_REMEMBERED_KEYS or oldest.has_capacity(self._burst)
