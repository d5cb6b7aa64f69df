"""The tokens of a served model: those it was trained with, and no word of a person stays."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.nlu.ephemeral_tokenizer import EphemeralTokenizer
from bot.dialogue.nlu.french_tokenizer import FrenchTokens

TYPED = "Aujourd'hui j'aime les xylotriches, l’école-là… et rhéto/kot : dis-moi !"


@pytest.fixture(scope="module")
def served(dialogue: Any) -> FrenchTokens:
    nodes = dialogue._processor.graph_runner._instantiated_nodes.values()
    return next(n._component for n in nodes if isinstance(n._component, FrenchTokens))


def test_no_word_that_was_typed_stays(dialogue: Any, served: FrenchTokens) -> None:
    before = len(served._cut.vocab.strings)
    dialogue.parse(TYPED)
    assert "xylotriches" not in served._cut.vocab.strings
    assert len(served._cut.vocab.strings) == before


def test_they_are_those_of_the_training() -> None:
    given = FrenchTokens.get_default_config(), Message({"text": TYPED})
    trained, passing = (
        kind(given[0]).tokenize(given[1], "text") for kind in (FrenchTokens, EphemeralTokenizer)
    )
    assert [(each.text, each.start) for each in passing] == [(e.text, e.start) for e in trained]
