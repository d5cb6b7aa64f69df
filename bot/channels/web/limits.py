"""How many conversations one network address may begin in an hour (P4), and everybody at once.

Nothing is stored: the counts stand in memory, under a hash whose salt is made anew with each hour.
A school has one address for all: who brings the link of a class is counted apart, up to `IN_CLASS`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import secrets
from collections import Counter
from typing import Optional

from aiolimiter import AsyncLimiter

IN_CLASS = 300
# Of all together: a day of open doors begins so many at once, and then so many a second.
AT_ONCE, A_SECOND = 300, 5
_HOUR = dt.timedelta(hours=1)
# One household or one school has a whole IPv6 network.
_NETWORK = 64


class Beginnings:
    """The counts of this process; used on its event loop only."""

    def __init__(self, most: int, at_once: float = AT_ONCE) -> None:
        """`most` conversations an hour and address; 0: no limit."""
        self._most = most
        self._all = AsyncLimiter(at_once, at_once / A_SECOND)
        self._began: Optional[dt.datetime] = None
        self._salt = b""
        self._counts: Counter[bytes] = Counter()

    def admit(self, address: str, now: dt.datetime, in_class: bool = False) -> bool:
        """Count one more from an address; False when it had enough."""
        if not self._most:
            return True
        if self._began is None or not self._began <= now < self._began + _HOUR:
            self._began, self._salt = now, secrets.token_bytes(32)
            self._counts.clear()
        counted = hashlib.sha256(self._salt + bytes([in_class]) + _network(address)).digest()
        if self._counts[counted] >= (max(self._most, IN_CLASS) if in_class else self._most):
            return False
        self._counts[counted] += 1
        return True

    async def any_room(self) -> bool:
        """Count one more of all; False when too many begin."""
        if not self._all.has_capacity():
            return False
        await self._all.acquire()
        return True


def _network(address: str) -> bytes:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address.encode()
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return found.packed[: _NETWORK // 8]
    return (getattr(found, "ipv4_mapped", None) or found).packed
