"""The ways into a profession, each once and without the doubt that the base writes in each text."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.ways import plainly, ways, without_doubt


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("4 ans (240 crédits)", "4 ans"),
        ("3 ans d'habitude, à vérifier auprès de l'école", "3 ans d'habitude"),
        ("5 ans (3 + 2), puis stage de 2 ans", "5 ans, puis stage de 2 ans"),
        ("durée à vérifier", ""),
        ("de la 4e à la 7e (l'organisation change, à vérifier)", "de la 4e à la 7e"),
    ],
)
def test_a_length_is_said_plainly(text: str, plain: str) -> None:
    assert plainly(text) == plain


def test_a_place_that_is_to_be_asked_is_no_place() -> None:
    assert without_doubt("Lieu des cours à demander à l'école") == ""
    assert without_doubt("Liège, adresse à demander à l'IFAPME") == "Liège"


def test_the_schools_of_one_title_are_one_way(library: Any) -> None:
    for occupation in library.base.occupations.values():
        told = ways(occupation)
        titles = [way.title for way in told]
        assert len(titles) == len(set(titles))
        assert not any("vérifier" in text for way in told for text in (way.length, *way.places))
