"""From a reading and a state to acts: the subject holds, facts are apart from requests."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.dialogue.interpretation.decision import COST_OF_WRONG, Decision, decide, threshold
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.reading.weights import load_reader
from bot.guidance.salience import OCCUPATION, Referent, Salience
from knowledge.library import Library

NURSE, MIDWIFE = Referent(OCCUPATION, "infirmier"), Referent(OCCUPATION, "sage-femme")


@pytest.fixture
def state(library: Library) -> InformationState:
    return InformationState(Salience(), library, dt.date(2026, 11, 28))


def decided(state: InformationState, text: str) -> Decision:
    return decide(state, load_reader().read(text, state.library))


def about(state: InformationState, *referents: Referent) -> InformationState:
    salience = Salience(referents=referents, pair=referents if len(referents) == 2 else ())
    return replace(state, salience=salience)


def test_a_question_without_a_name_is_about_the_subject(state: InformationState) -> None:
    acts = decided(about(state, NURSE), "et ça dure combien de temps ?").acts
    assert [a.values.get("occupation") for a in acts] == ["infirmier"]
    assert acts[0].values["aspect"] == "length"


def test_the_other_one_is_the_other_of_the_pair(state: InformationState) -> None:
    acts = decided(about(state, NURSE, MIDWIFE), "et l'autre, ça gagne combien ?").acts
    assert acts[0].values["occupation"] == "sage-femme"


def test_which_of_the_two_compares_both(state: InformationState) -> None:
    acts = decided(about(state, NURSE, MIDWIFE), "laquelle des deux est la mieux payée ?").acts
    assert acts[0].values["occupations"] == ["infirmier", "sage-femme"]


def test_a_question_without_any_subject_asks_which(state: InformationState) -> None:
    acts = decided(state, "ça dure combien d'années ?").acts
    assert "occupation" not in acts[0].values
    assert acts[0].intent == "ask_aspect"


def test_what_is_named_first_is_what_the_next_question_is_about(state: InformationState) -> None:
    acts = decided(state, "c'est quoi sage-femme ? et on gagne combien ?").acts
    assert [a.values.get("occupation") for a in acts] == ["sage-femme", "sage-femme"]


def test_facts_are_told_apart_from_the_request(state: InformationState) -> None:
    found = decided(state, "j'adore les chevaux, je déteste les bureaux, tu me proposes quoi ?")
    assert {f.values["kind"] for f in found.facts} == {"like", "dislike"}
    assert [a.intent for a in found.acts] == ["ask_leads"]


def test_a_question_is_no_fact(state: InformationState) -> None:
    assert not decided(state, "c'est quoi un bachelier ?").facts


def test_what_is_costly_is_done_on_more_than_a_likely_reading() -> None:
    assert threshold(Act("erase_data")) > 0.85 > threshold(Act("ask_pay"))
    assert all(threshold(Act(name)) > threshold(Act("ask_pay")) for name in COST_OF_WRONG)
