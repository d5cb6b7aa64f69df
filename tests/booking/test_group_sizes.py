"""How many pupils are named."""

from __future__ import annotations

import datetime as dt

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
        # However they are called, and in parts.
        ("je débarque avec mes 23 zouaves", 23),
        ("mes douze petits monstres", 12),
        ("j'ai une 5e de 14 et une 6e de 9", 23),
        ("14 filles et 11 gars", 25),
        ("25 élèves (13 filles et 12 garçons)", 25),
        ("2 classes de 20", 40),
        ("entre 20 et 25 jeunes de 16 à 18 ans", 25),
        ("22, pardon 23 élèves", 23),
        ("une classe de 5 TQ le 8/12 à 14.30, 18 ados et 2 adultes", 18),
        ("on serait là pour 2 heures avec le bus 48", None),
    ],
)
def test_the_year_and_the_date_are_no_size(text: str, size: int) -> None:
    assert find_group_size(text, dt.date(2026, 11, 24)) == size
