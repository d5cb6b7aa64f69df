"""What stands around every conversation: the button that begins it, its first questions, its menu.

A choice of the bot's is valid in its own conversation only. These are pressed before there is one,
and by everybody: each carries a fixed payload made from what it means, and only those that the
domain holds now are known. Nothing of an intent can be read from one or written into one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.dialogue.sentences import Sentences
from bot.messages import parse_payload
from bot.messaging.message_intake import MenuButton

GET_STARTED_PAYLOAD = "boussole.start"
ICE_BREAKERS_RESPONSE, MENU_RESPONSE = "utter_messenger_beginnings", "utter_messenger_menu"


def list_fixed_buttons(sentences: Sentences, name: str) -> Sequence[tuple[str, str]]:
    """The title and the fixed payload of each button of BEGINNINGS or of the MENU."""
    return [(title, _fixed_payload(meaning)) for title, meaning in _read_buttons(sentences, name)]


def map_fixed_payloads(sentences: Sentences) -> Mapping[str, MenuButton]:
    """What each fixed payload but GET_STARTED means."""
    return {
        _fixed_payload(meaning): MenuButton(title, *parse_payload(meaning))
        for name in (ICE_BREAKERS_RESPONSE, MENU_RESPONSE)
        for title, meaning in _read_buttons(sentences, name)
    }


def _read_buttons(sentences: Sentences, name: str) -> Iterator[tuple[str, str]]:
    filled: dict[str, Any] = sentences.fill(name, {}, "")
    return ((button["title"], button["payload"]) for button in filled["buttons"])


def _fixed_payload(meaning: str) -> str:
    return f"boussole.{hashlib.sha256(meaning.encode()).hexdigest()[:16]}"
