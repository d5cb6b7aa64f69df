"""A pace for each of many, of which only the latest are remembered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from aiolimiter import AsyncLimiter

_REMEMBERED = 10_000


class Limiters:
    """Used on one event loop."""

    def __init__(self, burst: float, a_second: float) -> None:
        """`burst`: at once; then so many `a_second`."""
        self._burst, self._seconds = burst, burst / a_second
        self._each: OrderedDict[Hashable, AsyncLimiter] = OrderedDict()

    def of(self, key: Hashable) -> AsyncLimiter:
        """The pace of one of them; who was not seen for long begins anew."""
        limiter = self._each.pop(key, None) or AsyncLimiter(self._burst, self._seconds)
        self._each[key] = limiter
        if len(self._each) > _REMEMBERED:
            self._each.popitem(last=False)
        return limiter
