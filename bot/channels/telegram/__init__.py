"""Telegram: private chats with the bot, by webhook or by polling."""

CHANNEL = "telegram"
