"""The platforms that are set up: those whose token is in the settings."""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.platform import Platform
from bot.channels.receiving import Receiving
from bot.conversation.sending import Contents
from bot.conversation.turn import Parts


def platforms(
    parts: Parts, receiving: Callable[[str], Receiving], contents: Contents
) -> list[Platform]:
    """One for each platform with a token; without any, the service is the web alone."""
    return []
