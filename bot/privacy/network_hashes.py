"""Which of the conversations of a day come from the same network address, without knowing which.

Nothing is stored: a network is a hash under a key that this process draws anew each day, and stands
in memory only. After a restart, and in another process, nothing is known.
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
# One household or one school has a whole IPv6 network.
_NETWORK_BYTES = 64 // 8


def parse_ip_address(address: str) -> Optional[IPAddress]:
    """An address, an IPv4 one that is written as IPv6 as what it is; None for anything else."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


class NetworkHashes:
    """Written on one event loop, read from any thread."""

    def __init__(self) -> None:
        self._drawn: Optional[dt.datetime] = None
        self._key = b""
        self._of: OrderedDict[int, bytes] = OrderedDict()

    def hash(self, address: IPAddress, now: dt.datetime) -> bytes:
        """The network of an address, the same one for a day at most."""
        if self._drawn is None or not self._drawn <= now < self._drawn + _DAY:
            self._drawn, self._key = now, secrets.token_bytes(32)
            self._of.clear()
        packed = address.packed[: _NETWORK_BYTES if address.version == 6 else None]
        return hashlib.blake2b(packed, key=self._key, digest_size=16).digest()

    def note(self, conversation: int, network: Optional[bytes]) -> None:
        """Where a conversation was last written from; of the latest 10,000."""
        if network is None:
            return
        self._of.pop(conversation, None)
        self._of[conversation] = network
        if len(self._of) > _MAX_CONVERSATIONS:
            self._of.popitem(last=False)

    def forget(self, conversation: int) -> None:
        """It was erased."""
        self._of.pop(conversation, None)

    def of(self, conversation: int) -> Optional[bytes]:
        """The network of a conversation; None where it is not known."""
        return self._of.get(conversation)

    def beside(self, conversation: int, others: Iterable[int]) -> int:
        """How many of the others are of its network; 0 where that is not known."""
        network = self.of(conversation)
        if network is None:
            return 0
        return sum(self.of(other) == network for other in others if other != conversation)
