"""What is meant by a text that corrects the one before."""

from __future__ import annotations

import pytest

from bot.dialogue.self_corrections import resolve_correction


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("non jvoulais dire estheticienne a domicile", "estheticienne a domicile"),
        ("non jvoulais dire plombier", "plombier"),
        ("euh non je voulais dire une équivalence de diplôme", "une équivalence de diplôme"),
        ("Pardon, je parlais de la coiffure", "la coiffure"),
        ("nn... j’voulais dire le CEFA ?", "le CEFA ?"),
        ("nan c'est pas ça, je pensais à un métier dehors", "un métier dehors"),
        ("désolée, je parlais d'électricité", "électricité"),
        ("je voulais dire que j'aime les motos", "j'aime les motos"),
        ("non je veux dire le 2", "le 2"),
        ("nan pas toiletteuse, je parlais de coiffeuse", "coiffeuse"),
        ("c'est pas de la pâtisserie, je voulais dire la boucherie", "la boucherie"),
        ("carreleur ??? nn maçon", "maçon"),
        ("la logistique ? mais j'ai demandé la compta", "la compta"),
        ("j'ai pas demandé les horaires, j'ai demandé le salaire", "le salaire"),
        ("euh ça c'est les pompiers, g demandé ambulancier", "ambulancier"),
        ("oublie la coiffure, barbier c'est long ?", "barbier c'est long ?"),
        ("laisse tomber boulanger, parle moi plutôt de cuisinier", "cuisinier"),
        ("Pas serveuse !! réceptionniste, ça s'apprend où ?", "réceptionniste, ça s'apprend où ?"),
    ],
)
def test_a_correction_means_what_it_puts_in_place(text: str, expected: str) -> None:
    assert resolve_correction(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "non",
        "non pas plombier",
        "pas sûr que je parlais de plombier",
        "pas de permis, je pensais à facteur",
        "c'est pas grave, je parlais de mon frère",
        "je pensais à plombier",
        "hier je parlais de toi",
        "non je voulais dire",
        "non, je voulais dire non",
        "non je voulais dire 4",  # of the statement before, which is not the one asked now
        "pardon, je parlais de toi",
        "j'ai rien voulu dire",
        "nonante, je voulais dire",
        "j'ai demandé à ma prof et elle ne sait pas",
        "c'est vrai ? ok",
        "on peut venir ? merci",
        "médecin ? non trop long",
        "laisse tomber",
        "oublie pas mon rendez-vous, je viens mardi",
        "pas de maths !! je veux des langues",
        "Pas le week-end !! j'ai mes filles",
        "laisse tomber maçon, trop lourd",
        "oublie les études, quel métier sans diplôme ?",
        "pharmacien ??? nn trop long",
        "pharmacien " + "?" * 8000,  # read once, not once for each mark
    ],
)
def test_what_corrects_nothing_stays_whole(text: str) -> None:
    assert resolve_correction(text) == text
