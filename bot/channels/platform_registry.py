"""The platforms that are set up: those whose token is in the settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.channels.messenger import CHANNEL as MESSENGER
from bot.channels.messenger import WINDOW
from bot.channels.messenger.channel import Messenger
from bot.channels.platform_channel import PlatformChannel
from bot.channels.platform_intake import PlatformIntake
from bot.channels.telegram import CHANNEL as TELEGRAM
from bot.messaging.platform_sender import FileLoader
from bot.messaging.turn_dependencies import TurnDependencies
from bot.settings import Settings


def build_platforms(
    parts: TurnDependencies, receiving: Callable[[str], PlatformIntake], contents: FileLoader
) -> list[PlatformChannel]:
    """One for each platform with a token; without any, the service is the web alone."""
    found: list[PlatformChannel] = []
    if parts.settings.telegram_token:
        from bot.channels.telegram.channel import Telegram  # slow: only where it is used

        found.append(Telegram(receiving(TELEGRAM), contents))
    if parts.settings.messenger_token:
        found.append(Messenger(parts, receiving(MESSENGER), contents))
    return found


def may_speak_first(channel: str, heard: dt.datetime, now: dt.datetime) -> bool:
    """Whether the bot may say something to who last wrote at `heard`, unasked."""
    return channel != MESSENGER or now - heard < WINDOW


def describe_disabled_platforms(settings: Settings) -> list[str]:
    """A line for each platform that is off, for whoever starts the service."""
    off = []
    if not settings.telegram_token:
        off.append("Telegram is off (BOUSSOLE_TELEGRAM_TOKEN is not set)")
    if not settings.messenger_token:
        off.append("Messenger is off (BOUSSOLE_MESSENGER_TOKEN is not set)")
    return off
