"""Sixty pairs: gender, school path and commune change nothing of what is proposed.

Each says the same of the same person twice, but for what must not weigh; free words go the way
they go in a conversation (`Library.near`, `Library.interests_in`), so nothing is left out.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.matching.catalogue import Catalogue
from bot.matching.lead_suggestions import suggest_leads
from bot.notebook.model import Notebook

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.timezone.utc)
# What people say they enjoy, and what else they say of themselves in both genders.
SAID = (
    ("trouver la panne d'un moteur", "patiente", "patient"),
    ("m'occuper de petits enfants", "douée pour ça", "doué pour ça"),
    ("dessiner des vêtements", "créative", "créatif"),
    ("cuisiner pour vingt personnes", "organisée", "organisé"),
    ("soigner les chevaux", "forte", "fort"),
    ("parler devant la classe", "bavarde", "bavard"),
    ("faire des tableaux et des comptes", "ordonnée", "ordonné"),
    ("comprendre comment marche le corps", "curieuse", "curieux"),
    ("monter des murs avec mon oncle", "manuelle", "manuel"),
    ("défendre les gens", "têtue", "têtu"),
    ("coder un jeu", "passionnée", "passionné"),
    ("conduire un camion", "indépendante", "indépendant"),
)
PATHS = ("en 4e G", "en 5e TQ", "en 6e P", "en CEFA", "en spécialisé forme 3", "en DASPA")
PLACES = ("à Seraing", "à Verviers", "à Huy", "à Herstal", "à Waremme", "à Liège")
GENDERS = [(f"jsuis {f}, j'aime {what}", f"jsuis {m}, j'aime {what}") for what, f, m in SAID]
SCHOOLS = [
    (f"{path}, j'aime {what}", f"j'aime {what}")
    for place, (what, _, _) in enumerate(SAID)
    for path in (PATHS[place % 6], PATHS[(place + 1) % 6])
]
HOMES = [
    (f"j'aime {what} {home}", f"j'aime {what}")
    for place, (what, _, _) in enumerate(SAID)
    for home in (PLACES[place % 6], PLACES[(place + 2) % 6])
]
PAIRS = [*GENDERS, *SCHOOLS, *HOMES]


@pytest.fixture(scope="module")
def real_catalogue(library: Any) -> Catalogue:
    return Catalogue(
        library.base.occupations.values(), library.base.contexts, library.skills.skills
    )


def told(library: Any, words: str) -> Notebook:
    notebook = Notebook()
    notebook.add_dream("x", library.find_interests(words), NOW, library.near(words, told=True))
    for interest in list(notebook.interests):
        notebook.confirm_interest(interest.number)
    notebook.like("electricien-installateur", NOW)  # so that nothing is too early
    return notebook


def test_there_are_sixty_pairs() -> None:
    assert len(set(PAIRS)) == 60


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_both_get_the_same_leads(
    library: Any, real_catalogue: Catalogue, one: str, other: str
) -> None:
    assert suggest_leads(told(library, one), real_catalogue) == suggest_leads(
        told(library, other), real_catalogue
    )
