"""The open event streams of this process, limited per conversation, per network and in total."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Optional

MAX_CONVERSATION_STREAMS, MAX_NETWORK_STREAMS, MAX_TOTAL_STREAMS = 10, 500, 2000


@dataclass(eq=False)
class EventStream:
    """An open stream; `news` wakes it, `over` tells it to end and make room for another."""

    news: asyncio.Event
    over: bool = False


class EventStreams:
    """The open event streams; used on one event loop."""

    def __init__(
        self, of_one: int = MAX_CONVERSATION_STREAMS, of_all: int = MAX_TOTAL_STREAMS
    ) -> None:
        self._of_one, self._of_all = of_one, of_all
        self._open: defaultdict[int, list[EventStream]] = defaultdict(list)
        self._of_networks: Counter[Optional[bytes]] = Counter()

    @property
    def full(self) -> bool:
        """Whether the total limit is reached."""
        return sum(map(len, self._open.values())) >= self._of_all

    def is_full_for(self, network: Optional[bytes]) -> bool:
        """Whether a network has reached its limit; never for an unknown network."""
        return network is not None and self._of_networks[network] >= MAX_NETWORK_STREAMS

    @contextmanager
    def opened(
        self, conversation: int, news: asyncio.Event, network: Optional[bytes] = None
    ) -> Iterator[EventStream]:
        """Register a stream for the duration of the block.

        Beyond the limit of a conversation its oldest stream ends: a phone that changes networks
        leaves dead streams behind that still look open.
        """
        mine = self._open[conversation]
        mine.append(stream := EventStream(news))
        self._of_networks[network] += 1
        for oldest in mine[: -self._of_one]:
            oldest.over = True
            oldest.news.set()
        try:
            yield stream
        finally:
            self._of_networks[network] -= 1
            if not self._of_networks[network]:
                del self._of_networks[network]
            mine.remove(stream)
            if not mine:
                del self._open[conversation]
