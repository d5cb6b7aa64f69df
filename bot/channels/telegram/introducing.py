"""What Telegram is told at the start: who we are, what can be asked, where to call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from telegram import Bot, BotCommand, MenuButtonCommands
from telegram.constants import BotCommandLimit, BotDescriptionLimit

from bot.channels.fitting import shorten, split
from bot.channels.telegram.updates import WANTED
from bot.conversation.commands import COMMANDS
from bot.settings import Settings

PATH = "/telegram"
# Calls that come at the same time; those of one chat come one after the other.
_CONNECTIONS = 20


async def listen(bot: Bot, settings: Settings) -> None:
    """Tell where to call, or not to.

    Raises:
        TelegramError: it has to be done again.
    """
    if settings.telegram_polling:
        await bot.delete_webhook()
    elif by_webhook(settings):
        await bot.set_webhook(
            settings.site_url + PATH,
            secret_token=settings.telegram_secret,
            allowed_updates=WANTED,
            max_connections=_CONNECTIONS,
        )


def ornaments(
    bot: Bot, settings: Settings, sentence: Callable[..., str]
) -> Mapping[str, Callable[[], Awaitable[Any]]]:
    """What people see around a chat, by its name for whoever starts the service: the calls that set
    it. Each may raise TelegramError; the bot works without."""
    facts = {
        "place": settings.site_name,
        "days": settings.conversation_days,
        "months": settings.notebook_months,
    }
    brief = shorten(
        sentence("utter_profile_short", **facts), BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH
    )
    whole = split(sentence("utter_profile", **facts), BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)
    said = {name: sentence(f"utter_command_{name}") for name in COMMANDS}
    commands = [
        BotCommand(name, shorten(told, BotCommandLimit.MAX_DESCRIPTION))
        for name, told in said.items()
    ]
    menu = MenuButtonCommands()
    return {
        "the commands": partial(bot.set_my_commands, commands),
        "the menu": partial(bot.set_chat_menu_button, menu_button=menu),
        "the short description": partial(bot.set_my_short_description, brief),
        "the description": partial(bot.set_my_description, whole[0]),
    }


def by_webhook(settings: Settings) -> bool:
    """Whether Telegram can call us and show that it is Telegram."""
    secret = settings.telegram_secret and not settings.telegram_polling
    return bool(secret) and settings.site_url.startswith("https://")


def way_in(settings: Settings) -> str:
    """How messages come, in one line for whoever starts the service."""
    if settings.telegram_polling:
        return "asking for messages (polling, for development)"
    if not settings.telegram_secret:
        return "nothing is received: BOUSSOLE_TELEGRAM_SECRET is empty"
    if not by_webhook(settings):
        return (
            "nothing is received: BOUSSOLE_SITE_URL is not https"
            " (BOUSSOLE_TELEGRAM_POLLING=true needs none)"
        )
    return f"messages come to {settings.site_url}{PATH}"
