"""What a clause tells of a known kind, and which clause of a message carries it."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.guidance import clause_extraction, fact_extraction
from bot.guidance.removal_requests import parse_removal_request, resolve_target
from bot.notebook import fact_topics
from bot.notebook.model import Notebook
from bot.notebook.removal import remove_entry

CLAUSES = {
    "je veux pas la nuit": [("nights", "", True)],
    "je supporte pas de rester assise": [("sitting", "", True)],
    "j'ai le vertige": [("heights", "", True)],
    "j'ai pas peur du vide": [],
    "la vue du sang me dérange pas": [],
    "je tourne de l'œil quand je vois du sang": [("blood", "", True)],
    "je peux pas finir après 18h30": [("hours", "pas après 18 h 30", False)],
    "libre jusqu'à 15 h": [("hours", "jusqu'à 15 h", False)],
    "j'ai pas de thune": [("money", "", True)],
    "jai pas encore le permis": [("licence", "", True)],
    "je suis en 3e tt": [("school", "3e technique de transition", False)],
    "j'ai arrêté en 4e pro": [("school", "arrêt en 4e professionnelle", False)],
    "chui en bac 2 socio": [("school", "bac 2 socio", False)],
    "j'ai 52 ans": [("age", "52", False)],
    "j'ai 20 ans de métier": [],
    "deux ans de bureau à 19 ans": [],
    "elle aura fini, elle a 15 ans en mars": [],
    "mon fils Yanis a 16 ans": [("age", "16", False)],
    "arrêter à 16 ans": [],
    "j'ai 0 permis": [("licence", "", True)],
    "j'ai trois gosses": [("children", "3", False)],
    "je suis seule avec mes enfants": [],
    "j'ai eu mon CESS": [("diploma", "CESS", False)],
    "g pa eu le cess": [("diploma", "CESS", True)],
}
BREATHS = {
    "coucou ptdr mon oncle est boucher il râle tout le temps, moi jveux pas d'école loin": [
        "jveux pas d'école loin"
    ],
    "j'habite Seraing donc ça va pour moi on est d'accord": ["j'habite Seraing"],
    "ok merci bcp mdr": [],
    "ma cousine elle est prof": [],
    "j'aime trier, classer, ranger": ["j'aime trier, classer, ranger"],
    "bosser debout ça va et j'ai mon permis": ["bosser debout ça va", "j'ai mon permis"],
}


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_known_kind_is_read(clause: str) -> None:
    found = [(each.key, each.detail, each.against) for each in fact_topics.parse_topics(clause)]
    assert found == CLAUSES[clause]


@pytest.mark.parametrize("breath", BREATHS)
def test_the_clauses_that_carry_a_fact(breath: str) -> None:
    assert clause_extraction.extract_clause_texts(breath) == BREATHS[breath]


def test_a_clause_has_a_kind_of_its_own() -> None:
    told = fact_extraction.extract_facts("like", "j'adore coudre et j'aime pas trop la compta")
    assert [(each.kind, each.words) for each in told] == [
        ("like", "j'adore coudre"),
        ("dislike", "j'aime pas trop la compta"),
    ]


@pytest.mark.parametrize(
    "words", ["j'ai pas besoin de conseils", "je veux pas de questionnaire", "juste une info"]
)
def test_what_the_robot_offers_is_declined(words: str) -> None:
    assert fact_extraction.declines_offers(words)


@pytest.mark.parametrize("words", ["je veux pas de travail de nuit", "j'ai raté mes tests"])
def test_what_is_refused_of_work_is_not_what_the_robot_offers(words: str) -> None:
    assert not fact_extraction.declines_offers(words)


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        ("jveux pas bosser la nuit", "enlève ce que j'ai dit sur la nuit"),
        ("monter sur une échelle jamais", "enlève le vertige"),
        ("mon beau-père veut que je reprenne le garage", "enlève ce que mon beau-père a dit"),
    ],
)
def test_a_note_is_taken_out_by_what_it_is_about(noted: str, said: str, now: dt.datetime) -> None:
    notebook = Notebook()
    notebook.tell("constraint", noted, now)
    what = parse_removal_request(said)
    assert what is not None
    remove_entry(notebook, resolve_target(what))
    assert notebook.facts == []
