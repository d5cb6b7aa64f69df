"""The web chat: a JSON API and a stream of server-sent events."""

from bot.channel_registry import ChannelCapabilities, ChannelDefinition

CHANNEL = "web"
DEFINITION = ChannelDefinition(
    CHANNEL, "le chat", ChannelCapabilities(shows_site_paths=True), path="/api/"
)
