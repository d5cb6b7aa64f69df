"""The platforms that are set up: those whose token is in the settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.channels.messenger import CHANNEL as MESSENGER
from bot.channels.messenger import WINDOW
from bot.channels.messenger.channel import Messenger
from bot.channels.platform import Platform
from bot.channels.receiving import Receiving
from bot.channels.telegram import CHANNEL as TELEGRAM
from bot.conversation.sending import Contents
from bot.conversation.turn import Parts
from bot.settings import Settings


def platforms(
    parts: Parts, receiving: Callable[[str], Receiving], contents: Contents
) -> list[Platform]:
    """One for each platform with a token; without any, the service is the web alone."""
    found: list[Platform] = []
    if parts.settings.telegram_token:
        from bot.channels.telegram.channel import Telegram  # slow: only where it is used

        found.append(Telegram(receiving(TELEGRAM), contents))
    if parts.settings.messenger_token:
        found.append(Messenger(parts, receiving(MESSENGER), contents))
    return found


def may_speak_first(channel: str, heard: dt.datetime, now: dt.datetime) -> bool:
    """Whether the bot may say something to who last wrote at `heard`, unasked."""
    return channel != MESSENGER or now - heard < WINDOW


def left_out(settings: Settings) -> list[str]:
    """A line for each platform that is off, for whoever starts the service."""
    off = []
    if not settings.telegram_token:
        off.append("Telegram is off (BOUSSOLE_TELEGRAM_TOKEN is not set)")
    if not settings.messenger_token:
        off.append("Messenger is off (BOUSSOLE_MESSENGER_TOKEN is not set)")
    return off
