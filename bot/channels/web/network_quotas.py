"""Quotas per network, so that one network cannot use up the resources of all.

A school has a single address: sixty pupils who start at once stay far below each quota. Counts are
kept in memory, by the hashes of `bot.privacy.network_hashes` (P4).
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
    """The quotas, each as a burst and a rate per second."""

    BEGIN = 75, 0.5  # conversations
    IN_CLASS = 180, 1.0  # conversations with the link of a class
    SEND = 300, 20.0  # messages
    ASK = 80, 5.0  # streams that are opened, erasures
    HEAR = 6_000, 500.0  # characters of refused messages scanned for distress


# New conversations in total, enough for an open day.
MAX_BURST_CONVERSATIONS, MAX_CONVERSATIONS_PER_SECOND = 300, 5
# Refusals that a network gets per path. Beyond that, its requests to the path are refused unparsed
# for some seconds (`is_blocked`), to save the cost of parsing.
MAX_BURST_REFUSALS, MAX_REFUSALS_PER_SECOND, BLOCK_SECONDS = 20, 2.0, 10.0
_PATH_PATTERN = re.compile(rb"[A-Z]+ (/api/[a-z]+)[ ?]")


class NetworkQuotas:
    """The quotas of this process; used on its event loop."""

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
        """Return the network of a request; None if quotas are off or the address is unknown."""
        if not self._on:
            return None
        address = find_client_address(request)
        self.hold = address is not None
        return self._networks.hash(address, self._clock()) if address else None

    async def takes(self, share: Quota, network: Optional[bytes], much: int = 1) -> bool:
        """Use `much` of a network's quota; False if too little is left."""
        return network is None or await _try_acquire(self._paces[share].of(network), much)

    async def turned_away(self, path: str, network: Optional[bytes]) -> None:
        """Note a refusal because of a quota; too many block the path for the network."""
        key = path.encode(), network
        if await _try_acquire(self._refusals.of(key), 1):
            return
        now = time.monotonic()
        self._shut = {other: until for other, until in self._shut.items() if until > now}
        self._shut[key] = now + BLOCK_SECONDS

    def is_blocked(self, peer: str, head: bytes) -> bool:
        """Whether the path of a request that begins with `head` is blocked for its network."""
        match = _PATH_PATTERN.match(head) if self._shut else None
        address = self._unparsed.read(head, peer) if match else None
        if match is None or address is None:
            return False
        network = self._networks.hash(address, self._clock())
        return self._shut.get((match[1], network), 0.0) > time.monotonic()

    async def try_begin(self) -> bool:
        """Count a new conversation; False if too many start."""
        return await _try_acquire(self._all, 1)


async def _try_acquire(pace: AsyncLimiter, much: int) -> bool:
    if not pace.has_capacity(much):
        return False
    await pace.acquire(much)
    return True
