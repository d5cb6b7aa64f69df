"""What the service needs of a platform's channel, and how one is built."""

from __future__ import annotations

from typing import Protocol

from starlette.routing import BaseRoute

from bot.messaging.platform_sender import PlatformSender


class PlatformChannel(Protocol):
    """One platform, as `bot.app` starts and stops it."""

    sender: PlatformSender
    # Whether the platform knew us when it was last asked.
    started: bool

    def routes(self) -> list[BaseRoute]:
        """Where the platform posts what people write."""

    async def start(self) -> None:
        """Introduce the bot to the platform, or fetch by polling. A wrong token is told in one line
        on standard error; the service goes on without this channel."""

    async def stop(self) -> None:
        """Close what `start` opened."""
