"""Who waits for news of a conversation in this process: open pages, a terminal, delivery."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Listeners:
    """`tell` wakes whoever `listen`s to that conversation. Nothing but a wake-up is passed: what
    is new is read from the database, so a lost wake-up loses no message."""

    def __init__(self) -> None:
        self._events: dict[int, set[asyncio.Event]] = defaultdict(set)
        self._followers: list[Callable[[int], None]] = []

    def follow(self, told: Callable[[int], None]) -> None:
        """Call `told` with every conversation that has news."""
        self._followers.append(told)

    def tell(self, conversation: int) -> None:
        """Something new can be read."""
        for told in self._followers:
            told(conversation)
        for event in self._events.get(conversation, ()):
            event.set()

    @contextmanager
    def listen(self, conversation: int) -> Iterator[asyncio.Event]:
        """An event that is set at each news; the listener clears it before it reads."""
        event = asyncio.Event()
        self._events[conversation].add(event)
        try:
            yield event
        finally:
            self._events[conversation].discard(event)
            if not self._events[conversation]:
                del self._events[conversation]
