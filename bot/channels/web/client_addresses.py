"""From which network address a request came, and whether that says anything.

The header of a proxy counts only where `BOUSSOLE_PROXIES` names the proxy. Else a loopback or
private peer is a proxy, most likely: it would be everybody, and is not counted.
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
    """Reads the headers of those who are `trusted`: whether it was HTTPS and, where the settings
    `named` them, who asked."""

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
    """The address of who asked; None where it is not theirs, or not known."""
    client = request.scope.get("client")
    if client is None:
        return None
    peer = request.scope.get(_PEER_KEY) or client
    return _find_countable_address(client[0], peer[0])


class RawRequestAddresses:
    """The same of requests of which only the bytes are there."""

    def __init__(self, proxies: str) -> None:
        nothing: Any = None
        self._proxies = ProxyHeadersMiddleware(nothing, proxies).trusted_hosts if proxies else ()

    def read(self, head: bytes, peer: str) -> Optional[IPAddress]:
        """The address of who sent a request that begins with `head`, by that peer."""
        client = peer
        if (
            self._proxies
            and peer in self._proxies
            and (forwarded := _FORWARDED_PATTERN.findall(head))
        ):
            named = b", ".join(forwarded).decode("latin1")
            client, _ = self._proxies.get_trusted_client_address(named)
        return _find_countable_address(client, peer)


def _find_countable_address(client: str, peer: str) -> Optional[IPAddress]:
    """A private address is somebody's where a proxy named it."""
    address = parse_ip_address(client)
    if address is None or address.is_global or client != peer:
        return address
    return None


def can_tell_clients_apart(settings: Settings) -> bool:
    """Whether addresses can be told apart: a proxy is named, or none is needed."""
    listens = parse_ip_address(settings.host)
    faces_people = listens is None or listens.is_global or listens.is_unspecified
    return bool(settings.proxies) or faces_people
