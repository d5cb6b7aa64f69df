"""Commands of the channels, each under the channel's name."""

from __future__ import annotations

from typing import Any

from bot.channel_registry import list_channels, load_entry_point


def register(commands: Any) -> None:
    """Add the commands."""
    for channel in list_channels():
        if channel.commands:
            load_entry_point(channel.commands)(commands)
