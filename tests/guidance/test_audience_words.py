"""For whom somebody asks, and who is leaving school, read in what they type."""

from __future__ import annotations

import pytest

from bot.guidance import audience
from knowledge.library import Library


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Mon fils de 15 ans ne parle plus d'école", "child"),
        ("c pr ma fille", "child"),
        ("Je suis parent d'élève", "child"),
        ("notre enfant hésite", "child"),
        ("Je suis professeure de français en 5e", "pupils"),
        ("jsuis prof", "pupils"),
        ("que proposez-vous pour ma classe", "pupils"),
        ("je travaille dans un CPMS", "pupils"),
        ("une de mes élèves ne sait pas quoi faire", "pupils"),
        ("c'est pour ma petite sœur", "relative"),
        ("c'est pour ma mère", "relative"),
        ("c'est pour mon père qui a perdu son boulot", "relative"),
        ("une copine de ma classe", "relative"),
        ("je suis avec ma prof", None),
        ("le CPMS nous a conseillé de venir, c'est pour mon fils", "child"),
        ("je suis venue directement pour mon fils", "child"),
        ("mon compagnon cherche du travail", "relative"),
        ("un prof de mon fils m'a dit de venir", "child"),
        ("c'est pour quelqu'un d'autre", None),
        ("", None),
    ],
)
def test_the_audience_is_read_from_the_text(text: str, whom: str | None) -> None:
    assert audience.find_audience(text) == whom


@pytest.mark.parametrize(
    "text",
    [
        "j'ai arrêté l'école",
        "jveux arreter lecole",
        "je vais plus en cours depuis octobre",
        "envie d'arrêter",
        "j'ai décroché en 4e",
        "l'école c'est pas pour moi",
        "j'en ai marre de l'école",
        "je lâche mes études",
    ],
)
def test_leaving_school_is_recognised(text: str) -> None:
    assert audience.is_leaving_school(text)


@pytest.mark.parametrize(
    "text",
    [
        "je veux changer d'école",
        "je veux quitter mon école",
        "j'ai eu une AOB",
        "ça va pas à l'école",
        "je peux arrêter l'école à 16 ans ?",
        "j'ai arrêté le foot",
        "",
    ],
)
def test_other_talk_of_school_is_not_leaving_it(text: str) -> None:
    assert not audience.is_leaving_school(text)


@pytest.mark.parametrize(
    "text",
    [
        "il aime les voitures",
        "elle veut pas de bureau",
        "ils sont pas motivés",
        "mon fils répare des vélos",
        "ma fille adore dessiner",
        "mes élèves aiment bouger",
    ],
)
def test_who_tells_about_another(text: str) -> None:
    assert audience.is_about_another(text)


@pytest.mark.parametrize(
    "text",
    [
        "j'aime les voitures",
        "réparer des vélos",
        "je répare des vélos avec mon fils",
        "moi il me faut de l'air",
        "il faut que ça bouge",
        "il y a trop de bruit",
        "",
    ],
)
def test_who_tells_about_oneself(text: str) -> None:
    assert not audience.is_about_another(text)


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("je peux voir leurs carnets ?", True),
        ("montrez moi le carnet de mon fils", True),
        ("les carnets des élèves", True),
        ("son carnet svp", True),
        ("mon carnet", False),
        ("montre le carnet", False),
    ],
)
def test_asking_for_the_notebook_of_another_is_recognised(text: str, theirs: bool) -> None:
    assert audience.asks_for_others_notebook(text) is theirs


def test_the_base_holds_every_programme(library: Library) -> None:
    assert set(audience.SCHOOL_PROGRAMMES) <= set(library.base.services)
