"""An approved answer comes before intents and other entries, and takes nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cli.terminal_conversation import TerminalConversation
from bot.dialogue.interpretation import learned_answers
from tests.support.answer_texts import join_texts, list_labels
from tests.support.console_answers import approved, learn_answers, with_library

SHORT = "Oui, une prise est libre près de l'entrée."
ANSWER = approved(
    1,
    "Peut-on recharger une trottinette électrique à la Cité ?",
    ["Où brancher ma trottinette pendant ma visite ?"],
    SHORT,
)
SATURDAY = approved(2, "Êtes-vous ouverts le samedi ?", [], "Oui, le premier samedi du mois.")


@pytest.fixture(scope="module")
def learned_library(library: Any) -> Any:
    return learn_answers(library, ANSWER, SATURDAY)


@pytest.fixture
def learned(parts: Any, learned_library: Any) -> Any:
    return with_library(parts, learned_library)


def replies(parts: Any, *lines: str) -> list[str]:
    talk = TerminalConversation(parts)
    return [join_texts(talk.hear(line)) for line in lines]


def test_other_words_get_the_answer_whose_source_is_the_centre(learned: Any, parts: Any) -> None:
    asked = "jpeux recharger ma trottinette chez vous ?"
    assert SHORT not in replies(parts, asked)[0]
    first, _, third = replies(
        learned, asked, "c'est quoi le CEFA ?", "et une trottinette, ça se branche où ?"
    )
    assert SHORT in first
    assert "Source : Cité des Métiers" in first
    assert SHORT in third


@pytest.mark.parametrize(
    "line",
    [
        *("vous êtes ouverts à quelle heure ?", "je veux parler à une conseillère"),
        *("combien gagne un électricien ?", "salut", "je veux mourir, ma trottinette est cassée"),
    ],
)
def test_other_messages_do_not(learned: Any, line: str) -> None:
    assert SHORT not in replies(learned, line)[0]


def test_an_answer_to_an_open_question_stays_one(learned: Any) -> None:
    assert SHORT not in replies(learned, "aucune idée", "la trottinette")[1]


def test_a_turn_computes_no_vector_of_an_answer(parts: Any, monkeypatch: Any) -> None:
    fresh = learn_answers(parts.library, ANSWER)
    learned_answers.prepare(fresh)
    monkeypatch.setattr(type(fresh.vectors), "queries", None)
    assert SHORT in replies(with_library(parts, fresh), ANSWER.question)[0]


def test_it_is_said_in_place_of_the_opening_hours_but_not_of_another_day(learned: Any) -> None:
    saturday, sunday = replies(learned, SATURDAY.question, "vous êtes ouverts le dimanche ?")
    assert SATURDAY.answer in saturday
    assert SATURDAY.answer not in sunday
    talk = TerminalConversation(learned)
    assert SATURDAY.question not in list_labels(talk.hear("vous êtes ouverts le dimanche ?"))


def test_nothing_is_offered_in_distress_or_under_an_open_question(learned: Any) -> None:
    talk = TerminalConversation(learned)
    vague = "ma batterie est à plat en arrivant"
    assert ANSWER.question in list_labels(talk.hear(vague))
    assert ANSWER.question not in list_labels(talk.hear(f"je veux mourir, {vague}"))
    asked = TerminalConversation(learned)
    asked.hear("aucune idée")
    assert ANSWER.question not in list_labels(asked.hear(vague))
