"""A message is read as a whole beside its pieces."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.dialogue.interpretation import whole
from bot.dialogue.interpretation.decision import decide
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.reading.reader import MAX_WHOLE
from bot.dialogue.reading.weights import load_reader
from bot.guidance.entries import Question
from bot.guidance.salience import OCCUPATION, Referent, Salience
from knowledge.library import Library


@pytest.fixture
def state(library: Library) -> InformationState:
    return InformationState(Salience(), library, dt.date(2026, 11, 28))


def entries(state: InformationState, text: str) -> list[str]:
    acts = decide(state, load_reader().read(text, state.library)).acts
    return [act.values["question"] for act in acts if act.values.get("question")]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("je suis au cefa, mon patron me crie dessus, je fais quoi", "alternance-probleme-patron"),
        ("je vis seule avec deux petits et je veux reprendre mes études", "parent-seul-et-etudes"),
    ],
)
def test_the_pieces_together_ask_for_what_none_of_them_does(
    state: InformationState, text: str, entry: str
) -> None:
    assert entries(state, text) == [entry]


def test_two_questions_stay_two(state: InformationState) -> None:
    found = entries(state, "c'est quoi une passerelle ? combien coûte le minerval ?")
    assert found == ["passerelles", "minerval"]


def test_what_is_unsure_has_the_next_ones_beside(state: InformationState) -> None:
    reading = load_reader().read("une aide pour ma mère au chômage", state.library)
    found = whole.asked(state, reading)
    assert found is not None
    assert found.hypothesis.probability < whole.SURE
    assert len(found.hypothesis.act.values["near"]) == whole.NEAR


def test_what_one_likes_asks_for_nothing(state: InformationState) -> None:
    reading = load_reader().read("j'adore dessiner et faire des films", state.library)
    assert whole.asked(state, reading) is None


def test_a_few_words_go_on_from_what_is_spoken_about(state: InformationState) -> None:
    reading = load_reader().read("et le minerval, combien ?", state.library)
    about = replace(state, salience=Salience(referents=(Referent(OCCUPATION, "infirmier"),)))
    assert whole.asked(state, reading) is not None
    assert whole.asked(about, reading) is None


def test_under_an_open_question_it_takes_more(state: InformationState) -> None:
    reading = load_reader().read("une aide pour ma mère au chômage", state.library)
    assert whole.asked(replace(state, question=Question("dream")), reading) is None


def test_a_long_message_is_not_one_question(state: InformationState) -> None:
    text = "je suis en cinquième. " * MAX_WHOLE
    assert load_reader().read(text, state.library).whole is None
