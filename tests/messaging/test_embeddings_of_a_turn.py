"""How many texts a turn embeds, which is most of its time: each takes 3 ms and 0.25 ms a piece.

A test that counts notices a turn that got slower on a machine that is busy too.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
import pytest

from knowledge.sentence_embedding import default_embedder
from tests.support.conversation_client import ConversationClient


class Recording:
    """The engine of an embedder, with the texts that it was asked for."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.texts: list[str] = []

    def query(self, text: str) -> np.ndarray:
        self.texts.append(text)
        return np.asarray(self._engine.query(text))


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts embedded from now on; no vector is known before."""
    embedder = default_embedder()
    recording = Recording(embedder._loaded())
    monkeypatch.setattr(embedder, "_model", recording)
    monkeypatch.setattr(embedder, "_cache", OrderedDict())
    return recording.texts


# The message, how many texts it needs at most, and what they are.
FIRST = {
    "a statement is read once": ("j'habite à l'étage chez ma tante", 1),
    "a taste, and its core for the professions": ("j'adore recoudre les vieux jeans", 2),
    "a question is embedded as it is": ("combien gagne un plafonneur qui débute", 1),
    "two questions: each, both, and the second after the first": (
        "un horloger gagne combien ? et la formation dure combien de temps ?",
        7,
    ),
}


@pytest.mark.parametrize(("text", "most"), FIRST.values(), ids=FIRST)
def test_a_first_message_embeds_only_what_it_uses(
    text: str, most: int, parts: Any, embedded: list[str]
) -> None:
    ConversationClient(parts).says(text)
    assert len(embedded) <= most, embedded
    assert len(set(embedded)) == len(embedded)


def test_a_few_words_go_on_with_one_text_for_each_way_to_read_them(
    parts: Any, embedded: list[str]
) -> None:
    """Alone, after the message before, and about what was answered."""
    person = ConversationClient(parts)
    person.says("c'est quoi un CEFA ?")
    embedded.clear()
    person.says("et à partir de quel âge ?")
    assert 1 <= len(embedded) <= 5, embedded
