"""What one network address may take of what all share, so that nobody shuts others out.

A school has one address for all: sixty pupils who begin and talk at once stay far below each share.
Counts stand in memory, of networks as `bot.privacy.network_hashes` knows them (P4).
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from enum import Enum
from typing import Optional

from aiolimiter import AsyncLimiter
from starlette.requests import Request

from bot.channels.web.client_addresses import (
    RawRequestAddresses,
    can_tell_clients_apart,
    find_client_address,
)
from bot.messaging.keyed_limiters import KeyedLimiters
from bot.privacy.network_hashes import NetworkHashes
from bot.settings import Settings


class Quota(Enum):
    """So much at once, and then so much a second."""

    BEGIN = 75, 0.5  # conversations
    IN_CLASS = 180, 1.0  # conversations of those who bring the link of a class
    SEND = 300, 20.0  # messages
    ASK = 80, 5.0  # streams that are opened, erasures
    HEAR = 6_000, 500.0  # characters of refused messages that are looked through for distress


# Conversations of all together: a day of open doors begins so many at once, and then a second.
MAX_BURST_CONVERSATIONS, MAX_CONVERSATIONS_PER_SECOND = 300, 5
# Refusals of one kind that a network gets; who goes on all the same is refused for so many seconds
# without being read (`is_blocked`): to parse and answer each costs what others need.
MAX_BURST_REFUSALS, MAX_REFUSALS_PER_SECOND, BLOCK_SECONDS = 20, 2.0, 10.0
_PATH_PATTERN = re.compile(rb"[A-Z]+ (/api/[a-z]+)[ ?]")


class NetworkQuotas:
    """Those of this process; used on its event loop."""

    def __init__(
        self, settings: Settings, networks: NetworkHashes, clock: Callable[[], dt.datetime]
    ) -> None:
        self._networks, self._clock = networks, clock
        self._on = settings.address_shares
        self._paces = {share: KeyedLimiters(*share.value) for share in Quota}
        self._all = AsyncLimiter(
            MAX_BURST_CONVERSATIONS, MAX_BURST_CONVERSATIONS / MAX_CONVERSATIONS_PER_SECOND
        )
        self._refusals = KeyedLimiters(MAX_BURST_REFUSALS, MAX_REFUSALS_PER_SECOND)
        self._shut: dict[tuple[bytes, Optional[bytes]], float] = {}
        self._unparsed = RawRequestAddresses(settings.proxies)
        self.hold = self._on and can_tell_clients_apart(settings)

    def network(self, request: Request) -> Optional[bytes]:
        """Where a request comes from; None where addresses are not counted, or not told apart."""
        if not self._on:
            return None
        address = find_client_address(request)
        self.hold = address is not None
        return self._networks.hash(address, self._clock()) if address else None

    async def takes(self, share: Quota, network: Optional[bytes], much: int = 1) -> bool:
        """Take of a network's share; False when too little of it is left."""
        return network is None or await _try_acquire(self._paces[share].of(network), much)

    async def turned_away(self, path: str, network: Optional[bytes]) -> None:
        """Note that a network was refused because of its share."""
        asked = path.encode(), network
        if await _try_acquire(self._refusals.of(asked), 1):
            return
        now = time.monotonic()
        self._shut = {each: until for each, until in self._shut.items() if until > now}
        self._shut[asked] = now + BLOCK_SECONDS

    def is_blocked(self, peer: str, head: bytes) -> bool:
        """Whether a request that begins with these bytes is refused as it is: its network goes on
        to ask for this though it was refused."""
        asked = _PATH_PATTERN.match(head) if self._shut else None
        address = self._unparsed.read(head, peer) if asked else None
        if asked is None or address is None:
            return False
        network = self._networks.hash(address, self._clock())
        return self._shut.get((asked[1], network), 0.0) > time.monotonic()

    async def try_begin(self) -> bool:
        """Count one more conversation of all; False when too many begin."""
        return await _try_acquire(self._all, 1)


async def _try_acquire(pace: AsyncLimiter, much: int) -> bool:
    if not pace.has_capacity(much):
        return False
    await pace.acquire(much)
    return True
