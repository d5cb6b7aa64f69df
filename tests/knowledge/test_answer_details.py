"""Which further sentences of an answer say what was asked."""

from __future__ import annotations

import numpy as np

from knowledge import answer_details
from tests.support.knowledge_factories import question

ENTRY = question(
    "inscription",
    "Comment s'inscrire ?",
    short="On s'inscrit en ligne.",
    more=("Ça coûte 40 euros.", "Une photo est demandée."),
)


def unit(*values: float) -> np.ndarray:
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def test_the_nearest_sentence_comes_first() -> None:
    passages = np.stack([unit(1, 1, 0), unit(0.1, 1, 0), unit(1, 0.1, 0)])
    found = answer_details.rank_details("la photo ?", unit(1, 0, 0), ENTRY, passages)
    assert [each.sentence for each in found] == ["Une photo est demandée.", "Ça coûte 40 euros."]
    assert (
        found[0].probability
        > answer_details.MIN_PROBABILITY
        > answer_details.MIN_PROBABILITY_REPEATED
        > found[1].probability
    )


def test_words_that_the_first_sentences_have_tell_nothing() -> None:
    passages = np.stack([unit(1, 0, 0)] * 3)
    asked = [
        answer_details.rank_details(text, unit(1, 0, 0), ENTRY, passages)[0].probability
        for text in ("inscription en ligne ?", "combien d'euros ?")
    ]
    assert asked[0] < asked[1]


def test_an_answer_without_more_has_no_details() -> None:
    assert (
        answer_details.rank_details("?", unit(1), question("x", "?", more=()), np.ones((1, 1)))
        == ()
    )
