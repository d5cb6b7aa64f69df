"""The channels: translation between the message model and the wire formats of platforms."""

# Packages with a `DEFINITION` (`bot.channel_registry`), in the order in which they are shown.
CHANNEL_PACKAGES = ("web", "telegram", "messenger")
