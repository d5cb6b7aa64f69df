"""The Bot API client of python-telegram-bot.

Its `Application` is not used: messages are stored in the inbox before they are acknowledged, and
replies are sent from the outbox.
"""

from __future__ import annotations

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram.telegram_settings import TelegramSettings

MAX_CONNECT_SECONDS = 5.0
# A send without a response by then may have arrived; delivery waits for 30 seconds in all.
MAX_READ_SECONDS = 12.0
# How long Telegram keeps a polling call open.
POLL_SECONDS = 25
_MAX_CONNECTIONS = 64


def open_requests() -> tuple[HTTPXRequest, HTTPXRequest]:
    """Open the connections for calls and the one for polling; the caller shuts them down.

    `Bot.shutdown` does so only after `Bot.initialize`, whose errors contain the token.
    """
    return _create_request(_MAX_CONNECTIONS), _create_request(1)


def open_bot(settings: TelegramSettings, requests: tuple[HTTPXRequest, HTTPXRequest]) -> Bot:
    """Return the client of the token, without calling the API."""
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
