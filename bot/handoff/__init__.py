"""Handoff of conversations from the bot to counsellors, and what the person shares with them."""
