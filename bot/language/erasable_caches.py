"""Caches of words that people typed, cleared on every erasure and every hour.

Other processes of the service clear theirs within the hour.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, Protocol, TypeVar

T = TypeVar("T", covariant=True)


class CachedFunction(Protocol[T]):
    """A function with a cache."""

    def __call__(self, *given: Hashable) -> T:
        """Return the cached or the newly computed value."""
        ...

    def cache_clear(self) -> None:
        """Empty the cache."""
        ...


_REGISTERED_CACHES: weakref.WeakSet[Any] = weakref.WeakSet()


def erasable_cache(most: int) -> Callable[[Callable[..., T]], CachedFunction[T]]:
    """Like `functools.lru_cache`, for a function whose arguments people may have typed."""

    def remembering(function: Callable[..., T]) -> CachedFunction[T]:
        made: Any = lru_cache(maxsize=most)(function)
        register_cache(made)
        return made

    return remembering


def register_cache(memory: Any) -> None:
    """Have `clear_caches` call `memory.cache_clear()` for as long as it is referenced."""
    _REGISTERED_CACHES.add(memory)


def clear_caches() -> None:
    """Empty all registered caches."""
    for cache in list(_REGISTERED_CACHES):
        cache.cache_clear()
