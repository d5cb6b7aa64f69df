"""The fixed buttons of the page: Get Started, first questions and persistent menu.

They belong to no conversation, so they carry a fixed payload, a hash of their meaning. Only those
of the current domain are accepted, and no intent can be read from or written into a payload.
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
    """Return the title and fixed payload of each button of a response."""
    return [(title, _fixed_payload(meaning)) for title, meaning in _read_buttons(sentences, name)]


def map_fixed_payloads(sentences: Sentences) -> Mapping[str, MenuButton]:
    """Return the meaning of each fixed payload except `GET_STARTED_PAYLOAD`."""
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
