"""The platforms: the channels that deliver, where they are set up."""

from __future__ import annotations

from collections.abc import Callable

from bot.channel_registry import list_channels, load_entry_point
from bot.channels.platform_channel import PlatformChannel
from bot.channels.platform_intake import PlatformIntake
from bot.messaging.platform_sender import FileLoader
from bot.settings import Settings


def build_platforms(
    settings: Settings, receiving: Callable[[str], PlatformIntake], contents: FileLoader
) -> list[PlatformChannel]:
    """One for each that is set up; without any, the service is the web alone."""
    return [
        load_entry_point(each.platform)(receiving(each.name), contents)
        for each in list_channels()
        if each.platform and each.is_enabled(settings)
    ]


def describe_disabled_platforms(settings: Settings) -> list[str]:
    """A line for each platform that is off, for whoever starts the service."""
    return [
        f"{each.title} is off (BOUSSOLE_{each.enabled_by.upper()} is not set)"
        for each in list_channels()
        if not each.is_enabled(settings)
    ]
