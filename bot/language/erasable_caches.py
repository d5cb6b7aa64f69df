"""What this process remembers of words, to be quick. Words that people type are among them: with
each erasure, and every hour, all of it is let go.

Another process of the service that remembers a word too lets it go within the hour.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, Protocol, TypeVar

T = TypeVar("T", covariant=True)


class CachedFunction(Protocol[T]):
    """A function that remembers what it gave."""

    def __call__(self, *given: Hashable) -> T:
        """What is remembered, else computed now."""
        ...

    def cache_clear(self) -> None:
        """Remember nothing."""
        ...


_REGISTERED_CACHES: weakref.WeakSet[Any] = weakref.WeakSet()


def erasable_cache(most: int) -> Callable[[Callable[..., T]], CachedFunction[T]]:
    """As `functools.lru_cache`, for a function that is given words that somebody may have typed."""

    def remembering(function: Callable[..., T]) -> CachedFunction[T]:
        made: Any = lru_cache(maxsize=most)(function)
        register_cache(made)
        return made

    return remembering


def register_cache(memory: Any) -> None:
    """Call `memory.cache_clear()` too, for as long as it is in use."""
    _REGISTERED_CACHES.add(memory)


def clear_caches() -> None:
    """Let all of it go."""
    for each in list(_REGISTERED_CACHES):
        each.cache_clear()
