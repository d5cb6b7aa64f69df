"""CARE S3: who is hurt and by whom decides which lines are given."""

from __future__ import annotations

from typing import Optional

import pytest

from bot.care.detector import Signal, detect
from bot.care.person_context import is_about_an_adult, is_adult


@pytest.mark.parametrize(
    ("said", "matter"),
    [
        ("mon mari me gifle devant les petits", "partner_violence"),
        ("mon ex m'a étranglée dimanche, ma mère le sait", "partner_violence"),
        ("ma tante se fait frapper par son compagnon", "partner_violence"),
        ("mon père me cogne quand je rentre tard", "home_violence"),
        ("le copain de ma mère me tape", "home_violence"),
        ("mon père me frappe parce que j'ai un copain", "home_violence"),
        ("mon père bat ma mère", "home_violence"),
        ("je veux fuguer, quand ma mère boit ça tombe sur moi", "home_violence"),
        ("je vais m'enfuir de chez moi, j'ai des bleus au bras depuis dimanche", "home_violence"),
        ("je veux fuguer, j'étouffe ici", "running_away"),
    ],
)
def test_s3_by_whom_decides_the_lines(said: str, matter: str) -> None:
    assert detect(said).matter == matter


@pytest.mark.parametrize(
    ("said", "adult"),
    [
        ("J'ai 52 ans et je ne tiens plus", True),
        ("j'ai quarante-six ans", True),
        ("mon mari et mes enfants ne le voient pas", True),
        ("je suis licencié depuis mars", True),
        ("j'ai 15 ans", False),
        ("jsuis en 4e technique", False),
        ("mon père est licencié et il me frappe", False),
        ("je suis à bout", None),
    ],
)
def test_s3_who_is_grown_up_is_told_by_their_words(said: str, adult: Optional[bool]) -> None:
    assert is_adult(said) is adult


def test_s3_a_worry_about_a_child_keeps_the_line_of_the_young() -> None:
    assert is_about_an_adult("ma collègue dit qu'elle veut mourir")
    assert is_about_an_adult("le fils de ma collègue dit qu'il veut mourir") is None


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("hier soir mon fils a dit « à quoi bon vivre »", "friend"),
        ("une copine m'a écrit : je vais me tuer", "friend"),
        ("mon frère répète que je veux mourir", "suicide"),  # the writer, by another's words
        ("il a dit qu'il partait, je veux mourir", "suicide"),
        ("mon psy l'a dit et je veux mourir", "suicide"),
    ],
)
def test_s3_reported_words_are_those_of_somebody_else(said: str, topic: str) -> None:
    assert detect(said) == Signal("danger", topic, "suicide")
