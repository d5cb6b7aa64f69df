"""The ways into a profession, each title once, its length plain."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.ways_in_summary import strip_asides, summarise_ways_in


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("4 ans (240 crédits)", "4 ans"),
        ("5 ans (3 + 2), puis stage de 2 ans", "5 ans, puis stage de 2 ans"),
    ],
)
def test_a_length_is_said_plainly(text: str, plain: str) -> None:
    assert strip_asides(text) == plain


def test_the_schools_of_one_title_are_one_way(library: Any) -> None:
    for occupation in library.base.occupations.values():
        told = summarise_ways_in(occupation)
        titles = [way.title for way in told]
        assert len(titles) == len(set(titles))
