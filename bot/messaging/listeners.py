"""In-process notification of new messages and replies: open pages, a terminal, delivery."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import anyio
from sse_starlette import EventSourceResponse, ServerSentEvent

# Pseudo-conversation: news of any conversation.
ANY = -1
# For all streams to end, and for the last of them to send what is on its way: together less than
# uvicorn waits for connections (`bot.cli.http_connections`), which notices a stop in half a second.
_CLOSE_SECONDS, _GRACE_SECONDS = 1.5, 2.0


class Subscription(asyncio.Event):
    """An event that is set at each wake-up of the conversations listened to."""

    def __init__(self, events: defaultdict[int, set[asyncio.Event]]) -> None:
        super().__init__()
        self._all_events, self._conversations = events, frozenset[int]()

    def listen_to(self, conversations: Collection[int]) -> bool:
        """Listen to these conversations only; return whether some are new."""
        wanted = frozenset(conversations)
        for conversation in wanted - self._conversations:
            self._all_events[conversation].add(self)
        for conversation in self._conversations - wanted:
            self._all_events[conversation].discard(self)
            if not self._all_events[conversation]:
                del self._all_events[conversation]
        is_more = bool(wanted - self._conversations)
        self._conversations = wanted
        return is_more


class Listeners:
    """Wake-ups per conversation.

    Only the wake-up is passed; listeners read what is new from the database, so a lost wake-up
    loses no message.
    """

    def __init__(self) -> None:
        self._events: defaultdict[int, set[asyncio.Event]] = defaultdict(set)
        self._followers: list[Callable[[int], None]] = []
        self.closed = False  # the process stops: streams end

    def follow(self, told: Callable[[int], None]) -> None:
        """Call `told` with each conversation that has something new."""
        self._followers.append(told)

    def tell(self, conversation: int) -> None:
        """Call the followers, and wake the listeners of a conversation that has something new."""
        for follower in self._followers:
            follower(conversation)
        self.wake(conversation)

    def wake(self, conversation: int) -> None:
        """Wake the listeners of a conversation and those of any."""
        self.wake_only(conversation)
        self.wake_only(ANY)

    def wake_only(self, conversation: int) -> None:
        """Wake the listeners of a conversation, not those of any."""
        for event in self._events.get(conversation, ()):
            event.set()

    def wake_all(self) -> None:
        """Wake every listener: news may have been missed."""
        for conversation in self._events:
            self.wake_only(conversation)

    def close(self, seconds: float) -> None:
        """Have every stream end within so long, so that its page reconnects to another process.

        One after the other: hundreds of pages at once would keep that process from answering.
        """
        if self.closed:
            return
        self.closed = True
        loop, conversations = asyncio.get_running_loop(), list(self._events)
        for number, conversation in enumerate(conversations):
            after = seconds * number / len(conversations)
            loop.call_later(after, self.wake_only, conversation)

    @contextmanager
    def listen(self, *conversations: int) -> Iterator[Subscription]:
        """Yield an event that is set at each wake-up; the listener clears it before reading."""
        subscription = Subscription(self._events)
        subscription.listen_to(conversations)
        try:
            yield subscription
        finally:
            subscription.listen_to(())


def build_stream_response(
    events: AsyncIterator[ServerSentEvent],
    listeners: Listeners,
    ping: int,
    headers: Mapping[str, str],
) -> EventSourceResponse:
    """Return a response that sends `events`, and a sign of life every `ping` seconds.

    `events` must end when it is woken after `listeners.closed` was set, as the process begins to
    stop. A stream that was cut off instead would look like a broken line to its page, and like an
    error to uvicorn.
    """
    ending: Any = _Ending(listeners)
    return EventSourceResponse(
        events,
        ping=ping,
        headers=headers,
        shutdown_event=cast(anyio.Event, ending),
        shutdown_grace_period=_GRACE_SECONDS,
    )


@dataclass(frozen=True)
class _Ending:
    """What the library sets when the process begins to stop; it waits for nothing."""

    listeners: Listeners

    def set(self) -> None:
        """End all streams of the process."""
        self.listeners.close(_CLOSE_SECONDS)
