"""Registration of the bot with Telegram at the start: webhook, commands, descriptions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from telegram import Bot, BotCommand, MenuButtonCommands
from telegram.constants import BotCommandLimit, BotDescriptionLimit

from bot.channels.telegram import WEBHOOK_PATH
from bot.channels.telegram.telegram_settings import TelegramSettings
from bot.channels.telegram.update_parser import ALLOWED_UPDATES
from bot.channels.text_splitter import shorten_line, split_text
from bot.messaging.slash_commands import COMMAND_INTENTS
from bot.settings import Settings

# Concurrent webhook calls; those of one chat are sequential.
_MAX_CONNECTIONS = 20


async def register_webhook(bot: Bot, settings: Settings) -> None:
    """Set the webhook, or delete it for polling.

    Raises:
        TelegramError: the call failed and has to be repeated.
    """
    own = TelegramSettings.of(settings)
    if own.telegram_polling:
        await bot.delete_webhook()
    elif uses_webhook(settings):
        await bot.set_webhook(
            settings.site_url + WEBHOOK_PATH,
            secret_token=own.telegram_secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=_MAX_CONNECTIONS,
        )


def prepare_profile_calls(
    bot: Bot, settings: Settings, sentence: Callable[..., str]
) -> Mapping[str, Callable[[], Awaitable[Any]]]:
    """Return the calls that set the bot's profile, by a name for the operator.

    Each may raise TelegramError; the bot works without them.
    """
    facts = {
        "place": settings.site_name,
        "days": settings.conversation_days,
        "months": settings.notebook_months,
    }
    brief = shorten_line(
        sentence("utter_profile_short", **facts), BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH
    )
    whole = split_text(
        sentence("utter_profile", **facts), BotDescriptionLimit.MAX_DESCRIPTION_LENGTH
    )
    commands = [
        BotCommand(
            name, shorten_line(sentence(f"utter_command_{name}"), BotCommandLimit.MAX_DESCRIPTION)
        )
        for name in COMMAND_INTENTS
    ]
    menu = MenuButtonCommands()
    return {
        "the commands": partial(bot.set_my_commands, commands),
        "the menu": partial(bot.set_chat_menu_button, menu_button=menu),
        "the short description": partial(bot.set_my_short_description, brief),
        "the description": partial(bot.set_my_description, whole[0]),
    }


def uses_webhook(settings: Settings) -> bool:
    """Whether Telegram can call the webhook and authenticate itself."""
    own = TelegramSettings.of(settings)
    secret = own.telegram_secret and not own.telegram_polling
    return bool(secret) and settings.site_url.startswith("https://")


def describe_reception(settings: Settings) -> str:
    """Describe in one line for the operator how messages are received."""
    own = TelegramSettings.of(settings)
    if own.telegram_polling:
        return "asking for messages (polling, for development)"
    if not own.telegram_secret:
        return "nothing is received: BOUSSOLE_TELEGRAM_SECRET is empty"
    if not uses_webhook(settings):
        return (
            "nothing is received: BOUSSOLE_SITE_URL is not https"
            " (BOUSSOLE_TELEGRAM_POLLING=true needs none)"
        )
    return f"messages come to {settings.site_url}{WEBHOOK_PATH}"
