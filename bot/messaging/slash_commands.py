"""Slash commands such as « /rever », typed or chosen in a platform's menu.

A command is the whole message; anything else that starts with a slash is text (C3).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Optional

from bot.language.folding import fold_text

# The intent of each command, in the order in which they are shown.
COMMAND_INTENTS: Mapping[str, str] = MappingProxyType(
    {
        "rever": "start_dreaming",
        "reflechir": "start_reflecting",
        "explorer": "start_exploring",
        "decider": "start_deciding",
        "carnet": "show_notebook",
        "conseiller": "ask_human",
        "oublier": "erase_data",
        "aide": "ask_help",
    }
)
_INTENTS_BY_FOLDED_COMMAND = {
    fold_text(f"/{name}"): intent for name, intent in COMMAND_INTENTS.items()
}


def find_command_intent(text: str) -> Optional[str]:
    """Return the intent of a command; None for any other text."""
    return _INTENTS_BY_FOLDED_COMMAND.get(fold_text(text)) if text.startswith("/") else None
