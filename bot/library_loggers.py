"""Silencing of library loggers whose debug output quotes messages or recipients."""

from __future__ import annotations

import logging

from bot.channel_registry import list_channels

# They log the chunks of the chat's stream, and URLs with tokens. Channels declare their own.
_LOGGERS_THAT_QUOTE = ("sse_starlette", "httpx", "httpcore")


def silence_library_loggers() -> None:
    """Silence these loggers at every level; call before the libraries are used."""
    declared = (name for channel in list_channels() for name in channel.quoting_loggers)
    for name in (*_LOGGERS_THAT_QUOTE, *declared):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
