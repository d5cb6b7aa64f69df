"""Which ways to learn are closed to adults."""

from __future__ import annotations

import pytest

from knowledge.entry_schema import WayIn
from knowledge.learners import is_for_pupils, is_training_for_pupils
from knowledge.library import Library


@pytest.mark.parametrize(
    ("title", "length", "level", "closed"),
    [
        ("Soudage (professionnel)", "de la 4e à la 6e", 4, True),
        ("Vitrerie, apprentissage IFAPME", "", 4, True),
        ("Couture", "de la 4e à la 6e", 4, True),
        ("Couture, enseignement pour adultes", "2 ans", 4, False),
        ("Taille de pierre, formation pour adultes et en alternance", "", 3, False),
        ("Fleurs, formation de chef·fe d'entreprise", "2 ans", 5, False),
        ("Bachelier en optique", "3 ans", 6, False),
        ("Engagement et formation interne", "", 2, False),
    ],
)
def test_a_way_is_closed_by_its_name(title: str, length: str, level: int, closed: bool) -> None:
    way = WayIn(title=title, length=length, level=level, sources=["x"], owner="x")
    assert is_for_pupils(way, None) is closed


def test_most_professions_are_open_to_an_adult(library: Library) -> None:
    base = library.base
    known = {occupation.id for occupation in base.occupations.values() if occupation.ways_in}
    closed = {
        each
        for each in known
        if all(
            is_for_pupils(way, base.trainings.get(way.training or ""))
            for way in base.occupations[each].ways_in
        )
    }
    assert len(closed) < len(known) / 50
    assert any(map(is_training_for_pupils, base.trainings.values()))
