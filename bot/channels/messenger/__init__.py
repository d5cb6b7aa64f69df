"""Messenger, by Meta's Graph API: wire format ↔ message model. Operators: `docs/channels.md`."""

# The channel's name: of pseudonyms, routes and sentences.
CHANNEL = "messenger"
