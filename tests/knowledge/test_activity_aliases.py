"""Aliases that say what is done count in what people tell of themselves; others name nothing."""

from __future__ import annotations

import pytest

from bot.language.normalisation import stem_words, tokenise
from knowledge.activity_aliases import ActivityAliases
from tests.support.knowledge_factories import occupation

TRADES = [
    occupation(
        "mecanicien-moto", "mécanicienne moto", "mécanicien moto", aliases=["réparer des motos"]
    ),
    occupation("peintre", "peintre", "peintre", aliases=["peintre en façade", "peindre"]),
    occupation(
        "boulanger", "boulangère", "boulanger", aliases=["faire du pain", "infirmier de nuit"]
    ),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("j'aime réparer des motos", {"mecanicien-moto"}),
        ("je répare les motos de mes cousins", {"mecanicien-moto"}),
        ("j'aime les motos", set()),  # not all of it
        ("mon père est peintre, il refait la façade", set()),  # who, not what
        ("j'aime peindre", set()),  # one word is any doing
        ("faire du pain", set()),
        ("infirmier, jamais de nuit", set()),
    ],
)
def test_what_is_done_is_wholly_said(text: str, found: set[str]) -> None:
    assert ActivityAliases(TRADES).said(stem_words(tokenise(text))) == found


def test_what_is_done_goes_before_what_is_like_it(index, embedder):
    said = "j'aime réparer des motos avec mon cousin"
    (first, best), *others = index.near(said, embedder.query(said))
    assert (first, best) == ("mecanicien-moto", 1.0)
    assert [nearness for _, nearness in others if nearness > 0.6] == []
