"""Telegram: private chats with the bot, by webhook or by polling."""

from __future__ import annotations

import datetime as dt
import os

from bot.channel_registry import ChannelCapabilities, ChannelDefinition, MessageLimits
from bot.channels.telegram.telegram_settings import TelegramSettings

# Time spans of python-telegram-bot as such: what it will do by itself from its next version on.
os.environ.setdefault("PTB_TIMEDELTA", "true")

CHANNEL = "telegram"
WEBHOOK_PATH = "/telegram"
# Telegram takes 100 buttons and cuts long labels without saying so; people take fewer.
LIMITS = MessageLimits(
    text=4096, beside=4096, caption=1024, persistent_buttons=24, quick_replies=0, label=40
)
DEFINITION = ChannelDefinition(
    CHANNEL,
    "Telegram",
    ChannelCapabilities(LIMITS, keeps_copies=True, redelivery=dt.timedelta(days=1)),
    settings=TelegramSettings,
    enabled_by="telegram_token",
    platform="bot.channels.telegram.channel:Telegram",
    path=WEBHOOK_PATH,
    quoting_loggers=("telegram",),
)
