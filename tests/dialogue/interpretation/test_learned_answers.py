"""An approved answer comes before intents and other entries, and takes nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.booking.local_time import local_day
from bot.cli.terminal_conversation import TerminalConversation
from bot.console.answers import answer_dataset
from bot.console.answers.answer_repository import APPROVED, Answer
from bot.dialogue.interpretation import learned_answers
from knowledge.importers.dataset_files import LEARNED_ANSWERS_FILE
from knowledge.library import CurrentLibrary
from tests.support.answer_texts import join_texts
from tests.support.console_conversations import NOW

SHORT = "Oui, une prise est libre près de l'entrée."
ANSWER = Answer(
    1,
    "Peut-on recharger une trottinette électrique à la Cité ?",
    ["Où brancher ma trottinette pendant ma visite ?"],
    SHORT,
    "Cité des Métiers",
    "",
    NOW.date(),
    APPROVED,
    1,
    1,
    NOW,
)


@pytest.fixture
def learned(parts: Any) -> Any:
    base = parts.library.base.with_dataset(
        LEARNED_ANSWERS_FILE,
        [answer_dataset.build_source(ANSWER)],
        [answer_dataset.build_entry(ANSWER)],
    )
    current = CurrentLibrary.of(parts.library.of(base), local_day(parts.clock()))
    return replace(parts, current=current)


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


def test_a_turn_computes_no_vector_of_an_answer(learned: Any, monkeypatch: Any) -> None:
    learned_answers.prepare(learned.library)
    monkeypatch.setattr(type(learned.library.vectors), "queries", None)
    assert SHORT in replies(learned, ANSWER.question)[0]
