"""Wire formats of the channels ↔ the message model, and nothing else."""

# A channel is a package with a `DEFINITION` (`bot.channel_registry`), in the order they are shown.
CHANNEL_PACKAGES = ("web", "telegram", "messenger")
