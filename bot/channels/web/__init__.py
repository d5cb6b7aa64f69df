"""The web chat: three requests and a stream of server-sent events."""
