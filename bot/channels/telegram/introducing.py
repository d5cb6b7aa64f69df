"""What Telegram is told at the start: who we are, what can be asked, where to call."""

from __future__ import annotations

from collections.abc import Callable

from telegram import Bot, BotCommand, MenuButtonCommands

from bot.channels.telegram.updates import WANTED
from bot.conversation.commands import COMMANDS
from bot.settings import Settings

PATH = "/telegram"
# Calls that come at the same time; those of one chat come one after the other.
_CONNECTIONS = 20


async def introduce(bot: Bot, settings: Settings, sentence: Callable[..., str]) -> str:
    """Register commands, menu, profile and webhook; the bot's name.

    Raises:
        TelegramError: it has to be done again.
    """
    me = await bot.get_me()
    await bot.set_my_commands(
        [BotCommand(name, sentence(f"utter_command_{name}")) for name in COMMANDS]
    )
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    facts = {
        "place": settings.site_name,
        "days": settings.conversation_days,
        "months": settings.notebook_months,
    }
    await bot.set_my_short_description(sentence("utter_profile_short", **facts))
    await bot.set_my_description(sentence("utter_profile", **facts))
    if settings.telegram_polling:
        await bot.delete_webhook()
    elif by_webhook(settings):
        await bot.set_webhook(
            settings.site_url + PATH,
            secret_token=settings.telegram_secret,
            allowed_updates=WANTED,
            max_connections=_CONNECTIONS,
        )
    return me.username or ""


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
