"""The Bot API, as python-telegram-bot calls it. Its `Application` is not used: what comes in is
stored in our inbox before it is acknowledged, and what goes out leaves from our outbox."""

from __future__ import annotations

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram.telegram_settings import TelegramSettings

MAX_CONNECT_SECONDS = 5.0
# A send that got no answer by then may have arrived; delivery waits for 30 seconds in all.
MAX_READ_SECONDS = 12.0
# Telegram keeps a call for new messages open so long.
POLL_SECONDS = 25
_MAX_CONNECTIONS = 64


def open_requests() -> tuple[HTTPXRequest, HTTPXRequest]:
    """The connections for calls, and the one that asks for messages; to be shut down by whoever
    opened them (`Bot.shutdown` does so only after a `Bot.initialize`, whose errors tell the token).
    """
    return _create_request(_MAX_CONNECTIONS), _create_request(1)


def open_bot(settings: TelegramSettings, requests: tuple[HTTPXRequest, HTTPXRequest]) -> Bot:
    """The bot of the token; nothing is called yet."""
    return Bot(
        settings.telegram_token,
        base_url=f"{settings.telegram_api}/bot",
        base_file_url=f"{settings.telegram_api}/file/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )


def _create_request(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=MAX_CONNECT_SECONDS,
        read_timeout=MAX_READ_SECONDS,
        write_timeout=MAX_READ_SECONDS,
        media_write_timeout=MAX_READ_SECONDS,
        pool_timeout=MAX_CONNECT_SECONDS,
    )
