"""The settings of the Telegram channel."""

from __future__ import annotations

from pydantic import Field, validator

from bot.channel_registry import ChannelSettings
from bot.setting_checks import check_address, check_token


class TelegramSettings(ChannelSettings):
    """Telegram's part of `bot.settings.Settings`."""

    telegram_token: str = ""
    telegram_secret: str = Field("", regex=r"^([A-Za-z0-9_-]{16,256})?\Z")
    telegram_polling: bool = False
    telegram_api: str = "https://api.telegram.org"

    _token = validator("telegram_token", allow_reuse=True)(check_token)
    _address = validator("telegram_api", allow_reuse=True)(check_address)
