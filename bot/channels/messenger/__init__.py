"""Messenger, by Meta's Graph API: wire format ↔ message model. Operators: `docs/channels.md`."""

import datetime as dt

# The channel's name: of pseudonyms, routes and sentences.
CHANNEL = "messenger"
# How long after the person's last message Meta takes anything of the bot.
WINDOW = dt.timedelta(hours=24)
