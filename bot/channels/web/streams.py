"""Open event streams of this process: so many of one conversation, of one network, and of all."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Optional

OF_ONE, OF_A_NETWORK, OF_ALL = 10, 500, 2000


@dataclass(eq=False)
class Stream:
    """One of them. `over`: it made room for another, and is to end; `news` wakes it then."""

    news: asyncio.Event
    over: bool = False


class Streams:
    """Used on one event loop."""

    def __init__(self, of_one: int = OF_ONE, of_all: int = OF_ALL) -> None:
        self._of_one, self._of_all = of_one, of_all
        self._open: defaultdict[int, list[Stream]] = defaultdict(list)
        self._of_networks: Counter[Optional[bytes]] = Counter()

    @property
    def full(self) -> bool:
        """Whether there is no room for another."""
        return sum(map(len, self._open.values())) >= self._of_all

    def full_of(self, network: Optional[bytes]) -> bool:
        """Whether a network has its share of them; never where it is not known."""
        return network is not None and self._of_networks[network] >= OF_A_NETWORK

    @contextmanager
    def opened(
        self, conversation: int, news: asyncio.Event, network: Optional[bytes] = None
    ) -> Iterator[Stream]:
        """One more, for as long as the block lasts. A telephone that changes networks leaves
        streams behind that still look open: the oldest of a conversation makes room, so nobody is
        kept out.
        """
        mine = self._open[conversation]
        mine.append(stream := Stream(news))
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
