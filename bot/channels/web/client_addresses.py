"""The client address of a request, if it can be known.

The header of a proxy counts only if `BOUSSOLE_PROXIES` names the proxy. Any other loopback or
private peer is most likely a proxy, whose address would stand for everybody.
"""

from __future__ import annotations

import re
from typing import Any, Optional

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.privacy.network_hashes import IPAddress, parse_ip_address
from bot.settings import Settings

_PEER_KEY = "boussole.peer"
_FORWARDED_PATTERN = re.compile(rb"(?im)^x-forwarded-for:([^\r\n]*)")


class ProxyMiddleware:
    """Reads the headers of `trusted` proxies: the scheme and, if the settings `named` the proxies,
    the client address."""

    def __init__(self, app: ASGIApp, trusted: Any, named: bool) -> None:
        self._app, self._named = app, named
        inner: Any = self._unless_named
        self._read = ProxyHeadersMiddleware(inner, trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read: Any = self._read
        await read({**scope, _PEER_KEY: scope.get("client")}, receive, send)

    async def _unless_named(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._named:
            scope["client"] = scope[_PEER_KEY]
        await self._app(scope, receive, send)


def find_client_address(request: Request) -> Optional[IPAddress]:
    """Return the client address of a request; None if it is unknown or a proxy's."""
    client = request.scope.get("client")
    if client is None:
        return None
    peer = request.scope.get(_PEER_KEY) or client
    return _find_countable_address(client[0], peer[0])


class RawRequestAddresses:
    """Finds the client addresses of requests that are not parsed."""

    def __init__(self, proxies: str) -> None:
        nothing: Any = None
        self._proxies = ProxyHeadersMiddleware(nothing, proxies).trusted_hosts if proxies else ()

    def read(self, head: bytes, peer: str) -> Optional[IPAddress]:
        """Return the client address of a request that begins with `head`, received from `peer`."""
        client = peer
        if (
            self._proxies
            and peer in self._proxies
            and (forwarded := _FORWARDED_PATTERN.findall(head))
        ):
            addresses = b", ".join(forwarded).decode("latin1")
            client, _ = self._proxies.get_trusted_client_address(addresses)
        return _find_countable_address(client, peer)


def _find_countable_address(client: str, peer: str) -> Optional[IPAddress]:
    """Return the client address; a private one counts only if a proxy named it."""
    address = parse_ip_address(client)
    if address is None or address.is_global or client != peer:
        return address
    return None


def can_tell_clients_apart(settings: Settings) -> bool:
    """Whether client addresses are known: the proxies are named, or the service is public."""
    host = parse_ip_address(settings.host)
    is_public = host is None or host.is_global or host.is_unspecified
    return bool(settings.proxies) or is_public
