"""The Messenger channel, using Meta's Graph API; setup is described in `docs/channels.md`."""

from __future__ import annotations

import datetime as dt

from bot.channel_registry import ChannelCapabilities, ChannelDefinition, MessageLimits
from bot.channels.messenger.messenger_settings import MessengerSettings

CHANNEL = "messenger"
WEBHOOK_PATH = "/messenger"
# How long after the person's last message Meta accepts messages of the bot.
WINDOW = dt.timedelta(hours=24)
# The same for words that a human wrote, with the tag for human agents.
HUMAN_WINDOW = dt.timedelta(days=7)
# What the team wrote is sent in this time only: Meta may count from a little earlier.
_TEAM_WINDOW = HUMAN_WINDOW - dt.timedelta(hours=1)
LIMITS = MessageLimits(
    text=2000,
    beside=640,
    caption=0,
    persistent_buttons=3,
    quick_replies=13,
    label=20,
    tiles=10,
    tile=80,
)
DEFINITION = ChannelDefinition(
    CHANNEL,
    "Messenger",
    ChannelCapabilities(
        LIMITS,
        push_window=WINDOW,
        team_window=_TEAM_WINDOW,
        keeps_copies=True,
        redelivery=dt.timedelta(hours=36),
    ),
    settings=MessengerSettings,
    enabled_by="messenger_token",
    needs=(("messenger_secret",), ("messenger_verify",), ("site_url",)),
    platform="bot.channels.messenger.channel:Messenger",
    path=WEBHOOK_PATH,
    commands="bot.channels.messenger.profile_command:register",
)
