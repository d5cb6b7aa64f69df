"""How many pupils are named."""

from __future__ import annotations

import pytest

from bot.booking.group_sizes import find_group_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("une visite pour 24 élèves", 24),
        ("vingt-huit jeunes et deux accompagnateurs", 28),
        ("ma classe de 4e, ils sont 21", 21),
        ("on vient à une vingtaine", 20),
        ("nous serions dix-neuf", 19),
        ("ma classe de 3e", None),
        ("nous sommes libres le 12 décembre", None),
    ],
)
def test_the_year_and_the_date_are_no_size(text: str, size: int) -> None:
    assert find_group_size(text) == size
