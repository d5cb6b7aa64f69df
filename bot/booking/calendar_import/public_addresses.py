"""Which addresses a fetch may connect to: public ones, unless a setting allows private ones.

The name is resolved once, and the connection goes to the address that was checked: a name that
answers differently the second time (DNS rebinding) changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Union
from urllib.parse import SplitResult, urlsplit

from bot.booking.calendar_import.calendar_source_errors import (
    ForbiddenAddress,
    InvalidAddress,
    UnknownHost,
)

MAX_ADDRESS_CHARS = 500
_DEFAULT_PORTS = {"https": 443, "http": 80}
# Addresses of the IPv4 network, seen through a translator (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")

IpAddress = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]
# Returns the IP addresses of a host name, as text.
Resolver = Callable[[str, int], list[str]]


def parse_address(text: str, allow_private: bool = False) -> SplitResult:
    """Return the parts of an address. With `allow_private`, http is accepted too.

    Raises InvalidAddress.
    """
    schemes = ("https", "http") if allow_private else ("https",)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise InvalidAddress from None
    is_plain = text.isascii() and text.isprintable() and " " not in text
    is_complete = parts.scheme in schemes and bool(parts.hostname) and port != 0
    if not (is_plain and is_complete) or len(text) > MAX_ADDRESS_CHARS or "@" in parts.netloc:
        raise InvalidAddress
    return parts


def resolve_host(host: str, port: int) -> list[str]:
    """Return the addresses that the system knows of a host. Raises UnknownHost."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnknownHost from None
    return [str(each[4][0]) for each in found]


def find_ip_address(
    parts: SplitResult, allow_private: bool = False, resolve: Resolver = resolve_host
) -> str:
    """Return the IP address to connect to. One private address among several refuses the name.

    Raises UnknownHost, ForbiddenAddress.
    """
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    found = resolve(parts.hostname or "", port)
    if not found:
        raise UnknownHost
    if not allow_private and not all(map(_is_public, found)):
        raise ForbiddenAddress
    return found[0]


def _is_public(text: str) -> bool:
    """Whether an address, and every IPv4 address that it stands for, is public."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(
        each.is_global and not (each.is_multicast or each.is_reserved or each.is_unspecified)
        for each in (address, *_list_embedded(address))
    )


def _list_embedded(address: IpAddress) -> Iterator[ipaddress.IPv4Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address in _TRANSLATED:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    for each in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())):
        if each is not None:
            yield each
