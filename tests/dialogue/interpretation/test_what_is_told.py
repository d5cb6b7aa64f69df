"""What a message tells is noted clause by clause, each as what it is, and nothing else is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.dialogue.interpretation.decision_rules import decide
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.reading.reading_weights import load_reader
from bot.guidance import audience, fact_extraction
from bot.guidance.fact_extraction import ReadClause
from bot.guidance.salience import Salience
from knowledge.library import Library

NOTED = {
    "tout le monde me dit de faire compta, moi j'aime le bois et les outils": [
        ("like", "j'aime le bois et les outils"),
    ],
    "mon parrain veut que je reprenne l'hôtel mais je préfère dessiner": [
        ("like", "je préfère dessiner"),
    ],
    "j'ai dix-huit ans je travaille comme livreur depuis un an": [
        ("situation", "j'ai dix-huit ans"),
        ("situation", "je travaille comme livreur depuis un an"),
    ],
    "je suis serveuse et ce que j'adore, c'est décorer les tables": [
        ("situation", "je suis serveuse"),
        ("like", "ce que j'adore, c'est décorer les tables"),
    ],
    "la seule chose que je refuse, c'est de vendre": [
        ("dislike", "la seule chose que je refuse, c'est de vendre"),
    ],
    "je cherche un emploi du côté de Waremme": [
        ("constraint", "je cherche un emploi du côté de Waremme"),
    ],
    "mon néerlandais n'est pas trop mauvais": [
        ("strength", "mon néerlandais n'est pas trop mauvais"),
    ],
    "je veu travaillé dan une ferme mé pa avec lé vache": [
        ("like", "je veu travaillé dan une ferme"),
        ("dislike", "pa avec lé vache"),
    ],
    "je n'ai aucune envie de travailler dans un magasin": [
        ("dislike", "je n'ai aucune envie de travailler dans un magasin"),
    ],
}
NOTHING = (
    "je me demande si j'aime vraiment ce que je fais",
    "aucune idée de ce que je veux devenir",
    "je préfère qu'on me réponde simplement",
    "mon compagnon travaille la nuit",
    "mon chef m'a dit que je devrais partir",
    "j'ai envie de le refaire",
    "on m'a raconté que c'était complet",
)


@pytest.mark.parametrize("text", NOTED)
def test_each_clause_is_noted_as_what_it_is(text: str, library: Library) -> None:
    assert [(told.kind, told.words) for told in noted(text, library)] == NOTED[text]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_fact_of_the_person_is_not_noted(text: str, library: Library) -> None:
    assert not noted(text, library)


def test_a_wish_that_others_oppose_is_refused_by_nobody(library: Library) -> None:
    told = noted("je veux être serrurière ms mon père di non", library)
    assert [each for each in told if each.kind != "goal"] == []


def test_what_was_never_done_is_no_refusal(library: Library) -> None:
    told = noted("je suis cariste et j'ai jamais touché un ordinateur", library)
    assert [topic for each in told for topic in each.topics if topic.against] == []


def noted(text: str, library: Library) -> list[fact_extraction.ExtractedFact]:
    """The facts of a first message."""
    state = InformationState(Salience(), library, dt.date(2026, 11, 28))
    facts = decide(state, load_reader().read(text, library)).facts
    return [told for act in facts for told in _apart(act.values, act.text, text)]


def _apart(values: dict[str, Any], words: str, text: str) -> list[fact_extraction.ExtractedFact]:
    pieces = [ReadClause(**each) for each in values["pieces"]]
    return fact_extraction.extract_facts(
        values["kind"], words, audience.find_stated_audience(text), values["other"], pieces
    )
