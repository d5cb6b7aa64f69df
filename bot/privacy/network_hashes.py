"""Recognise conversations of one day from the same network without storing its address.

A network is hashed with a key that each process draws anew every day and only holds in memory.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import secrets
from collections import OrderedDict
from collections.abc import Iterable
from typing import Optional, Union

IPAddress = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]
_DAY = dt.timedelta(days=1)
_MAX_CONVERSATIONS = 10_000
# A household or a school has a whole IPv6 network.
_NETWORK_BYTES = 64 // 8


def parse_ip_address(address: str) -> Optional[IPAddress]:
    """Parse an address; an IPv4-mapped IPv6 address becomes IPv4. None if invalid."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


class NetworkHashes:
    """The networks of recent conversations. Written on one event loop, read from any thread."""

    def __init__(self) -> None:
        self._drawn: Optional[dt.datetime] = None
        self._key = b""
        self._of: OrderedDict[int, bytes] = OrderedDict()

    def hash(self, address: IPAddress, now: dt.datetime) -> bytes:
        """Return the hash of an address's network, stable for at most a day."""
        if self._drawn is None or not self._drawn <= now < self._drawn + _DAY:
            self._drawn, self._key = now, secrets.token_bytes(32)
            self._of.clear()
        packed = address.packed[: _NETWORK_BYTES if address.version == 6 else None]
        return hashlib.blake2b(packed, key=self._key, digest_size=16).digest()

    def note(self, conversation: int, network: Optional[bytes]) -> None:
        """Record the network of a conversation; the latest 10,000 are kept."""
        if network is None:
            return
        self._of.pop(conversation, None)
        self._of[conversation] = network
        if len(self._of) > _MAX_CONVERSATIONS:
            self._of.popitem(last=False)

    def forget(self, conversation: int) -> None:
        """Remove an erased conversation."""
        self._of.pop(conversation, None)

    def of(self, conversation: int) -> Optional[bytes]:
        """Return the network of a conversation, None if unknown."""
        return self._of.get(conversation)

    def beside(self, conversation: int, others: Iterable[int]) -> int:
        """Return how many other conversations share its network, 0 if unknown."""
        network = self.of(conversation)
        if network is None:
            return 0
        return sum(self.of(other) == network for other in others if other != conversation)
