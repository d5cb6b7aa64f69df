"""Whether a clause is for or against what it names, and what can stand in a notebook alone."""

from __future__ import annotations

import pytest

from bot.guidance import fact_extraction, polarity, self_contained_clauses
from bot.guidance.polarity import AGAINST, FOR

JUDGED = {
    "les chats ça me va": FOR,
    "moi c'est bricoler que j'aime": FOR,
    "ce que je préférais c'était monter la scène": FOR,
    "ce qui me plaît c'est de ne jamais voir de clients": FOR,
    "on ne s'ennuie jamais": None,
    "coudre des boutons jamais": AGAINST,
    "le tri bof": AGAINST,
    "surtout pas un guichet": AGAINST,
    "la poussière je supporte plus": AGAINST,
    "je n'ai jamais aimé le labo": AGAINST,
    "la paie du matin c'est invivable": AGAINST,
    "le tri bof, sauf si c'est avec une équipe sympa": AGAINST,
    "la nuit pourquoi pas": None,
    "je vis à Theux": None,
    "aucune expérience du bois": None,
    "je me débrouille pas mal": FOR,
    "je stresse pas mal": None,
    "ça me plaît pas mal, la cuisine": FOR,
}


@pytest.mark.parametrize("clause", JUDGED)
def test_a_clause_is_for_or_against(clause: str) -> None:
    assert polarity.find_polarity(clause) == JUDGED[clause]


TOLD = {
    ("unsure", "les chiens oui, les serpents non merci"): [
        ("like", "les chiens oui"),
        ("dislike", "les serpents non"),
    ],
    ("dislike", "bof le marketing, moi c'est fabriquer que je veux, pas vendre du vent"): [
        ("dislike", "bof le marketing"),
        ("like", "moi c'est fabriquer que je veux"),
        ("dislike", "pas vendre du vent"),
    ],
    ("unsure", "j'aime pas trop rester plantée, au marché je cours partout et ça me plaît"): [
        ("dislike", "j'aime pas trop rester plantée"),
        ("like", "au marché je cours partout et ça me plaît"),
    ],
    ("dislike", "les petits chefs, c'était pas possible"): [
        ("dislike", "les petits chefs, c'était pas possible"),
    ],
    ("like", "ce que j'aime ? Souder, limer, polir"): [
        ("like", "ce que j'aime Souder, limer, polir"),
    ],
    ("dislike", "trier bof, sauf pour une brocante ça j'adorais"): [
        ("dislike", "trier bof"),
        ("like", "une brocante ça j'adorais"),
    ],
    ("situation", "je dois rester près de Spa"): [("constraint", "je dois rester près de Spa")],
}


@pytest.mark.parametrize("read", TOLD, ids=lambda read: read[1])
def test_each_thing_is_noted_as_what_it_is(read: tuple[str, str]) -> None:
    assert [(each.kind, each.words) for each in fact_extraction.extract_facts(*read)] == TOLD[read]


@pytest.mark.parametrize(
    "words",
    [
        "ça change tous les mois",
        "ta sélection est bizarre",
        "si c'est bien payé",
        "les recoudre",
        "en faire chaque jour",
        "oublie vendredi",
        "j'aime bien",
        "le formateur est nul",
        "vous êtes gentil",
        "ça me prend la tête",
    ],
)
def test_what_hangs_on_something_else_is_not_noted(words: str) -> None:
    assert not self_contained_clauses.is_self_contained(words, "weakness")


@pytest.mark.parametrize(
    "words",
    [
        *("je suis nulle en dictée", "c'est moi qui garde mon frère"),
        *("ça fait deux ans que je cherche", "en vrai je dors mal en classe"),
        "moi c'est plutôt le travail en forêt avec les chevaux qui me botte",
        "ça me parle pas trop, ces histoires de bureau",
    ],
)
def test_what_says_something_by_itself_is(words: str) -> None:
    assert self_contained_clauses.is_self_contained(words, "situation")
