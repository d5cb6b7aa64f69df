"""Polling of Telegram, for development; asking for later updates acknowledges the stored ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from bot.channels.platform_intake import RETRYABLE_ERRORS
from bot.channels.telegram.bot_api_errors import retry_seconds
from bot.channels.telegram.bot_client import MAX_READ_SECONDS, POLL_SECONDS
from bot.channels.telegram.update_handler import UpdateHandler
from bot.channels.telegram.update_parser import ALLOWED_UPDATES

logger = logging.getLogger(__name__)

RETRY_PAUSE_SECONDS = 3.0


async def poll_updates(
    bot: Bot, taking: UpdateHandler, on_error: Callable[[TelegramError], None]
) -> None:
    """Poll until cancelled."""
    offset = 0
    while True:
        try:
            for update in await _fetch_updates(bot, offset):
                await taking.take(update)
                offset = update["update_id"] + 1
        except RETRYABLE_ERRORS as error:
            logger.error("an update could not be stored: %s", type(error).__name__)
            await asyncio.sleep(RETRY_PAUSE_SECONDS)
        except RetryAfter as error:
            await asyncio.sleep(retry_seconds(error))
        except TelegramError as error:
            on_error(error)
            await asyncio.sleep(RETRY_PAUSE_SECONDS)


async def _fetch_updates(bot: Bot, offset: int) -> list[dict[str, Any]]:
    """Fetch raw updates; `Bot.get_updates` would log those it cannot parse, with their text."""
    query = {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED_UPDATES)}
    updates: list[dict[str, Any]] = await bot.do_api_request(
        "getUpdates", api_kwargs=query, read_timeout=POLL_SECONDS + MAX_READ_SECONDS
    )
    return updates
