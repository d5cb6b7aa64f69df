"""The entry of a whole message against the acts of its segments."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial

import pytest

from bot.dialogue.interpretation import entry_policy
from bot.dialogue.interpretation.contextual_entries import ContextualEntries
from bot.dialogue.interpretation.entry_competition import prefer_contextual_entry
from bot.dialogue.interpretation.hypothesis_ranking import rank_message
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.reading.reading_weights import load_reader
from bot.guidance.salience import OCCUPATION, Referent, Salience
from knowledge.library import Library

LIKELY = ContextualEntries((("travailler-en-prison", 0.95), ("cess", 0.05)), 0.5)


@pytest.fixture
def state(library: Library) -> InformationState:
    asked = partial(load_reader().asked, library=library)
    return InformationState(Salience(), library, dt.date(2026, 11, 28), asked=asked)


def preferred(state: InformationState, text: str, meant: ContextualEntries) -> list[str]:
    """The entries and intents of a message of which the whole asks for `meant`."""
    weighed = rank_message(state, load_reader().read(text, state.library))
    acts = [hypothesis.act for each in weighed for hypothesis in each.done]
    entry = entry_policy.make_contextual_act(meant, text)
    chosen = prefer_contextual_entry(acts, weighed, meant, entry, state)
    return [act.values.get("question") or act.intent for act in chosen]


def test_a_card_that_is_surely_asked_for_goes_before_the_entry(state: InformationState) -> None:
    text = "c'est quoi le salaire d'un plombier ?"
    assert preferred(state, text, LIKELY) == ["ask_pay", "travailler-en-prison"]


def test_an_entry_that_shares_its_likelihood_is_not_told_beside(state: InformationState) -> None:
    divided = replace(LIKELY, ranked=(("travailler-en-prison", 0.6), ("cess", 0.4)))
    assert preferred(state, "c'est quoi le salaire d'un plombier ?", divided) == ["ask_pay"]


def test_what_surely_goes_on_about_the_subject_stays_alone(state: InformationState) -> None:
    plumber = state.library.link("plombier").occupation_ids[0]
    spoken = replace(state, salience=Salience().about(Referent(OCCUPATION, plumber)))
    assert preferred(spoken, "et c'est quoi le salaire ?", LIKELY) == ["ask_pay"]


def test_a_list_of_professions_stays_alone(state: InformationState) -> None:
    assert preferred(state, "quels métiers dans le bois ?", LIKELY) == ["ask_field"]


def test_a_taste_beside_a_question_asks_for_no_surer_entry(state: InformationState) -> None:
    def least(text: str) -> float:
        reading = load_reader().read(text, state.library)
        return entry_policy.min_probability(replace(state, asks="?" in text), reading)

    assert least("J'adore les chevaux") == entry_policy.MIN_AFTER_TASTE
    asked = least("J'adore les chevaux. Combien coûte le minerval à l'université ?")
    assert asked == entry_policy.MIN_FRENCH


def test_another_question_of_the_message_keeps_its_entry(state: InformationState) -> None:
    text = "Faut-il un casier vierge ? Jusqu'à quand peut-on demander une bourse d'études ?"
    weighed = rank_message(state, load_reader().read(text, state.library))
    acts = [hypothesis.act for each in weighed for hypothesis in each.done]
    first = weighed[0].segment.text
    entry = entry_policy.make_contextual_act(LIKELY, first)
    sure = replace(LIKELY, probability=1.0)
    chosen = prefer_contextual_entry(
        [act for act in acts if act.values.get("question")][-1:], weighed, sure, entry, state
    )
    assert [act.values["question"] for act in chosen] == [
        "travailler-en-prison",
        "allocation-date-limite",
    ]
