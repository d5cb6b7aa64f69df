"""What stands around every conversation: the button that begins it, its first questions, its menu.

A choice of the bot's is valid in its own conversation only. These are pressed before there is one,
and by everybody: each carries a fixed payload made from what it means, and only those that the
domain holds now are known. Nothing of an intent can be read from one or written into one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.conversation.intake import Button
from bot.dialogue.processor import payload
from bot.dialogue.sentences import Sentences

GET_STARTED = "boussole.start"
BEGINNINGS, MENU = "utter_messenger_beginnings", "utter_messenger_menu"


def buttons(sentences: Sentences, name: str) -> Sequence[tuple[str, str]]:
    """The title and the fixed payload of each button of BEGINNINGS or of the MENU."""
    return [(title, _fixed(meaning)) for title, meaning in _offered(sentences, name)]


def known(sentences: Sentences) -> Mapping[str, Button]:
    """What each fixed payload but GET_STARTED means."""
    return {
        _fixed(meaning): Button(title, *payload(meaning))
        for name in (BEGINNINGS, MENU)
        for title, meaning in _offered(sentences, name)
    }


def _offered(sentences: Sentences, name: str) -> Iterator[tuple[str, str]]:
    filled: dict[str, Any] = sentences.fill(name, {}, "")
    return ((button["title"], button["payload"]) for button in filled["buttons"])


def _fixed(meaning: str) -> str:
    return f"boussole.{hashlib.sha256(meaning.encode()).hexdigest()[:16]}"
