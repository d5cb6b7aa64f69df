"""Asks Telegram for what people wrote, for development: what was stored is confirmed by asking for
what comes after it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from bot.channels.receiving import NOT_NOW
from bot.channels.telegram.api import POLL_SECONDS, READ_SECONDS
from bot.channels.telegram.ends import seconds
from bot.channels.telegram.taking import Taking
from bot.channels.telegram.updates import WANTED

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 3.0


async def poll(bot: Bot, taking: Taking, told: Callable[[TelegramError], None]) -> None:
    """Until cancelled."""
    offset = 0
    while True:
        try:
            for update in await _next(bot, offset):
                await taking.take(update)
                offset = update["update_id"] + 1
        except NOT_NOW as error:
            logger.error("an update could not be stored: %s", type(error).__name__)
            await asyncio.sleep(PAUSE_SECONDS)
        except RetryAfter as error:
            await asyncio.sleep(seconds(error))
        except TelegramError as error:
            told(error)
            await asyncio.sleep(PAUSE_SECONDS)


async def _next(bot: Bot, offset: int) -> list[dict[str, Any]]:
    """Not by `Bot.get_updates`: what it can't read it writes to the log, words and all."""
    asked = {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": list(WANTED)}
    found: list[dict[str, Any]] = await bot.do_api_request(
        "getUpdates", api_kwargs=asked, read_timeout=POLL_SECONDS + READ_SECONDS
    )
    return found
