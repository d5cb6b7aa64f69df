"""The settings of the Messenger channel."""

from __future__ import annotations

from typing import Any

from pydantic import Field, validator

from bot.channel_registry import ChannelSettings
from bot.setting_checks import check_address, check_token


class MessengerSettings(ChannelSettings):
    """Messenger's part of `bot.settings.Settings`."""

    messenger_token: str = ""
    messenger_secret: str = ""
    messenger_verify: str = ""
    messenger_graph_version: str = Field("v25.0", regex=r"^v\d{1,3}\.\d{1,2}$")
    messenger_api: str = "https://graph.facebook.com"

    _token = validator("messenger_token", allow_reuse=True)(check_token)
    _address = validator("messenger_api", allow_reuse=True)(check_address)

    @validator("messenger_secret", "messenger_verify", always=True)
    def _comes_with_the_token(cls, value: str, values: dict[str, Any]) -> str:
        if values.get("messenger_token") and not value.strip():
            raise ValueError("needed where BOUSSOLE_MESSENGER_TOKEN is set")
        return value
