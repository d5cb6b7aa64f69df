"""How like the names of entries a text is, by the letters of its words."""

from __future__ import annotations

import numpy as np
import pytest

from bot.language.normalisation import tokenise
from knowledge.name_lexicon import make_name_key
from knowledge.name_similarity import NameSimilarity

NAMES = (
    (0, "tailleuse de pierre"),
    (0, "marbrier"),
    (2, "topographe"),
    (3, "typographe"),
    (4, "vendeuse en boulangerie"),
    (5, "vendeur automobile"),
)
SIZE = 6


def like(text: str, names: tuple[tuple[int, str], ...] = NAMES) -> np.ndarray:
    keys = [(place, make_name_key(tokenise(name))) for place, name in names]
    return NameSimilarity(keys, SIZE).of(make_name_key(tokenise(text)))


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("tailleur sur pierre", 0),
        ("tayeuses de pierres", 0),
        ("marbrières", 0),
        ("typograf", 3),
        ("topografe", 2),
        ("vendeur en boulangeries", 4),
        ("aide boulangere", 4),
        ("vendre des automobiles", 5),
    ],
)
def test_the_nearest_name_is_found(text: str, nearest: int) -> None:
    assert like(text).argmax() == nearest


@pytest.mark.parametrize(("place", "name"), NAMES)
def test_a_name_is_like_itself_and_no_other_as_much(place: int, name: str) -> None:
    found = like(name)
    assert found[place] == pytest.approx(1.0)
    assert [other for other in range(SIZE) if other != place and found[other] >= 0.9] == []


@pytest.mark.parametrize("text", ["", "?", "o", "zzz", "pédicure"])
def test_what_shares_no_letters_is_like_nothing(text: str) -> None:
    assert like(text).max() < 0.1


def test_without_names_nothing_is_like_a_text() -> None:
    assert not like("marbrier", ()).any()
