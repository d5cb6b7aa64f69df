"""Libraries that repeat in their logs what people write, or to whom it is sent, once somebody sets
the level low to look for a fault. At whatever level they tell nothing; they raise what matters."""

from __future__ import annotations

import logging

from bot.channel_registry import list_channels

# The chunks of the chat's stream; addresses, with a token in them; calls. Channels name their own.
_LOGGERS_THAT_QUOTE = ("sse_starlette", "httpx", "httpcore")


def silence_library_loggers() -> None:
    """Called before any of them has something to tell."""
    brought = (name for channel in list_channels() for name in channel.quoting_loggers)
    for name in (*_LOGGERS_THAT_QUOTE, *brought):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
