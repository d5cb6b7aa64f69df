"""Construction and start of the channels that are set up and deliver to a platform."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bot.channel_registry import list_channels, load_entry_point
from bot.channels.platform_channel import PlatformChannel
from bot.channels.platform_intake import PlatformIntake
from bot.messaging.platform_sender import FileLoader
from bot.settings import Settings


def build_platforms(
    settings: Settings, receiving: Callable[[str], PlatformIntake], contents: FileLoader
) -> list[PlatformChannel]:
    """Build the channel of each platform that is set up."""
    return [
        load_entry_point(channel.platform)(receiving(channel.name), contents)
        for channel in list_channels()
        if channel.platform and channel.is_enabled(settings)
    ]


def describe_disabled_platforms(settings: Settings) -> list[str]:
    """Return a line for the operator about each platform that is off."""
    return [
        f"{channel.title} is off (BOUSSOLE_{channel.enabled_by.upper()} is not set)"
        for channel in list_channels()
        if not channel.is_enabled(settings)
    ]


async def start_platform(platform: PlatformChannel) -> None:
    """Start a platform; a failure is reported and stops neither the others nor the web."""
    try:
        await platform.start()
    except Exception as error:  # noqa: BLE001  # one platform must not stop the service
        name = platform.sender.channel
        title = next((channel.title for channel in list_channels() if channel.name == name), name)
        # Only the class is reported: the text may contain a token.
        failure = f"{title}: did not start ({type(error).__name__})"
        print(f"{failure}; the rest of the service works", file=sys.stderr, flush=True)
