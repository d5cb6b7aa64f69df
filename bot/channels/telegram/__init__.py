"""The Telegram channel: private chats with the bot, by webhook or by polling."""

from __future__ import annotations

import datetime as dt
import os

from bot.channel_registry import ChannelCapabilities, ChannelDefinition, MessageLimits
from bot.channels.telegram.telegram_settings import TelegramSettings

# Have python-telegram-bot return time spans as timedelta, the default of its next version.
os.environ.setdefault("PTB_TIMEDELTA", "true")

CHANNEL = "telegram"
WEBHOOK_PATH = "/telegram"
# Stricter than Telegram's own limits for buttons, for readability; it silently cuts long labels.
LIMITS = MessageLimits(
    text=4096, beside=4096, caption=1024, persistent_buttons=24, quick_replies=0, label=40
)
DEFINITION = ChannelDefinition(
    CHANNEL,
    "Telegram",
    ChannelCapabilities(LIMITS, keeps_copies=True, redelivery=dt.timedelta(days=1)),
    settings=TelegramSettings,
    enabled_by="telegram_token",
    needs=(("telegram_secret", "telegram_polling"), ("site_url", "telegram_polling")),
    platform="bot.channels.telegram.channel:Telegram",
    path=WEBHOOK_PATH,
    quoting_loggers=("telegram",),
)
