"""Warming up of a process that others stand in for until it serves."""

from __future__ import annotations

from bot.messaging.scratch_conversations import open_scratch_conversations
from bot.messaging.turn_dependencies import TurnDependencies

# A greeting, a question to the base, and something that a person tells of themselves.
_MESSAGES = ("bonjour", "c'est quoi le métier de jardinier ?", "j'aime bien dessiner")


def warm_up(parts: TurnDependencies) -> None:
    """Answer a few messages in scratch conversations, which loads what is loaded when it is first
    needed: it takes a second or two, which the first people would wait for."""
    with open_scratch_conversations(parts, parts.library) as conversations:
        for text in _MESSAGES:
            conversations.reply(text)
