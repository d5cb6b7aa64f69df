"""The interface of a channel that delivers to a platform."""

from __future__ import annotations

from typing import Protocol

from starlette.routing import BaseRoute

from bot.messaging.platform_sender import PlatformSender


class PlatformChannel(Protocol):
    """A platform's channel, started and stopped by `bot.app`."""

    sender: PlatformSender
    # Whether the platform accepted the token at the last attempt.
    started: bool

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the platform's webhooks."""

    async def start(self) -> None:
        """Register with the platform, or start polling.

        A wrong token is reported on standard error; the service runs without this channel then.
        """

    async def stop(self) -> None:
        """Release what `start` opened."""
