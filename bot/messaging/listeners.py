"""In-process notification of new messages and replies: open pages, a terminal, delivery."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Listeners:
    """Wake-ups per conversation.

    Only the wake-up is passed; listeners read what is new from the database, so a lost wake-up
    loses no message.
    """

    def __init__(self) -> None:
        self._events: dict[int, set[asyncio.Event]] = defaultdict(set)
        self._followers: list[Callable[[int], None]] = []

    def follow(self, told: Callable[[int], None]) -> None:
        """Call `told` with each conversation that has something new."""
        self._followers.append(told)

    def tell(self, conversation: int) -> None:
        """Wake the listeners of a conversation that has something new."""
        for follower in self._followers:
            follower(conversation)
        for event in self._events.get(conversation, ()):
            event.set()

    @contextmanager
    def listen(self, conversation: int) -> Iterator[asyncio.Event]:
        """Yield an event that is set at each wake-up; the listener clears it before reading."""
        event = asyncio.Event()
        self._events[conversation].add(event)
        try:
            yield event
        finally:
            self._events[conversation].discard(event)
            if not self._events[conversation]:
                del self._events[conversation]
