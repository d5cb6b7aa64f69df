"""What must not weigh is read out of a sentence; the rest stays."""

from __future__ import annotations

import pytest

from bot.language.neutral_wording import neutralise

TOWNS = ("Seraing", "Verviers")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("je suis passionnée de musique", "je suis passionné de musique"),
        ("je suis très curieuse", "je suis très curieux"),
        ("jsuis patiente avec les petits", "jsuis patient avec les petits"),
        ("j'étais douée en maths", "j'étais doué en maths"),
        (
            "je suis une fille sportive qui aime réparer",
            "je suis un garçon sportif qui aime réparer",
        ),
        ("chui en 4e TQ, j'aime réparer", "j'aime réparer"),
        ("je suis en 5e générale et j'aime réparer", "et j'aime réparer"),
        ("en CEFA, j'aime réparer", "j'aime réparer"),
        ("j'aime réparer à Seraing", "j'aime réparer"),
    ],
)
def test_wordings_of_different_people_are_neutralised_alike(one: str, other: str) -> None:
    assert neutralise(one, TOWNS) == neutralise(other, TOWNS)


@pytest.mark.parametrize(
    "text", ["j'aime réparer des motos", "je suis calme", "les chiffres me parlent", "jsp"]
)
def test_other_words_are_kept(text: str) -> None:
    assert neutralise(text, TOWNS) == text


def test_nothing_left_is_the_text_itself() -> None:
    assert neutralise("en 4e TQ", TOWNS) == "en 4e TQ"
