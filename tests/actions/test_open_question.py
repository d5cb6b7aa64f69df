"""The open question stands whatever comes between: interrupted, answered, passed, gone back to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from actions import action_registry, dreaming, prompts
from bot.dialogue.in_process_actions import registry
from bot.dialogue.reading.reading_weights import load_reader
from bot.guidance import dream_prompts
from bot.guidance.fact_extraction import ANYBODY_AUDIENCE
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.notebook.questionnaire_items import CRITERIA, ITEMS
from bot.presentation.waiting_facts import OFFER_QUESTION
from bot.storage.handoff_tables import handoffs
from bot.turn_context import Turn
from knowledge.library import Library
from tests.support.counsellor_factories import add_counsellor

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone.utc)
FIRST, SECOND = Question("item", (ITEMS[0].id,)), Question("item", (ITEMS[1].id,))
DREAM = Question(dream_prompts.QUESTION_KIND, about="1")

Act = Callable[..., list[dict[str, Any]]]
MakeTurn = Callable[..., Turn]


def opened(question: Question, notebook: Notebook | None = None) -> Notebook:
    notebook = notebook or Notebook()
    notebook.open(question)
    return notebook


def names(messages: list[dict[str, Any]]) -> list[str]:
    return [message["response"] for message in messages]


@pytest.fixture
def some(library: Any) -> list[str]:
    return list(library.base.occupations)[:4]


# Interrupted

# Those that answer something else than what is asked; every other action moves on or offers by
# itself to go on.
INTERRUPTING = {
    "action_thanks",
    "action_ask_help",
    "action_ask_bot",
    "action_ask_privacy",
    "action_insult",
    "action_ask_more_like_this",
    "action_ask_shorter_studies",
    "action_show_notebook",
    "action_correct_notebook",
    "action_ask_code",
    "action_ask_occupation",
    "action_ask_day",
    "action_ask_access",
    "action_ask_pay",
    "action_ask_conditions",
    "action_ask_prospects",
    "action_ask_trainings",
    "action_ask_related",
    "action_ask_place",
    "action_ask_events",
    "action_ask_question",
    "action_ask_hexagon",
}


@pytest.mark.parametrize("name", sorted(INTERRUPTING))
@pytest.mark.parametrize("question", [FIRST, DREAM], ids=["item", "dream"])
def test_after_an_interruption_the_question_is_offered_again(
    make_turn: MakeTurn, act: Act, some: list[str], name: str, question: Question
) -> None:
    turn = make_turn("", opened(question))
    said = names(act(turn, name, {"occupation": some[0]}))
    assert len(said) > 1
    assert said[-1] == "utter_back_to_question"
    assert said.count("utter_back_to_question") == 1
    assert turn.notebook.question == question


@pytest.mark.parametrize("name", sorted(INTERRUPTING))
def test_without_an_open_question_nothing_is_offered(
    make_turn: MakeTurn, act: Act, some: list[str], name: str
) -> None:
    assert "utter_back_to_question" not in names(act(make_turn(), name, {"occupation": some[0]}))


@pytest.mark.parametrize("kind", ["erase", "why", "handoff"])
def test_some_questions_are_not_worth_coming_back_to(
    make_turn: MakeTurn, act: Act, some: list[str], kind: str
) -> None:
    turn = make_turn("", opened(Question(kind, tuple(some[:1]) if kind == "why" else ())))
    assert names(act(turn, "action_thanks")) == ["utter_thanks"]


@pytest.mark.parametrize("name", sorted(set(registry()) - INTERRUPTING))
def test_any_other_action_moves_on(
    make_turn: MakeTurn, act: Act, some: list[str], name: str
) -> None:
    """It never asks twice: the question itself, and « On peut reprendre »."""
    turn = make_turn("", opened(FIRST), label="Un bouton")
    said = names(act(turn, name, {"occupation": some[0]}))
    assert not {"utter_back_to_question", "utter_item"} <= set(said)


@pytest.mark.parametrize("name", ["action_pause", "action_goodbye", "action_greet"])
def test_leaving_keeps_the_question(make_turn: MakeTurn, act: Act, name: str) -> None:
    turn = make_turn("", opened(FIRST))
    act(turn, name)
    assert turn.notebook.question == FIRST
    assert names(act(turn, "action_resume")) == ["utter_item"]


# Answered


def test_a_rating_answers_the_item_and_the_next_is_asked(make_turn: MakeTurn, act: Act) -> None:
    turn = make_turn("", opened(FIRST))
    (said,) = act(turn, "action_rate", {"value": "4"})
    assert turn.notebook.answers[ITEMS[0].id].value == 4
    assert turn.notebook.question == SECOND
    assert said["statement"] == {"say": f"utter_item_{ITEMS[1].id}"}


def test_a_rating_without_a_question_says_so(make_turn: MakeTurn, act: Act) -> None:
    turn = make_turn()
    assert names(act(turn, "action_rate", {"value": "4"})) == ["utter_rate_nothing"]
    assert turn.notebook.answers == {}


@pytest.mark.parametrize("values", [{"value": "4"}, {}])
def test_a_rating_that_the_question_does_not_take_asks_it_again(
    make_turn: MakeTurn, act: Act, values: dict[str, str]
) -> None:
    turn = make_turn("", opened(DREAM))
    assert names(act(turn, "action_rate", values)) == ["utter_dream_1"]
    assert turn.notebook.question == DREAM


def test_the_last_item_ends_in_what_the_answers_say(make_turn: MakeTurn, act: Act) -> None:
    notebook = Notebook()
    for item in ITEMS[:-1]:
        notebook.answer(item.id, 5 if item.letter == "R" else 1, NOW)
    turn = make_turn("", opened(Question("item", (ITEMS[-1].id,)), notebook))
    assert names(act(turn, "action_rate", {"value": "1"})) == ["utter_result"]
    assert turn.notebook.question is None


def test_a_rating_fills_the_grid(make_turn: MakeTurn, act: Act, some: list[str]) -> None:
    notebook = Notebook()
    notebook.compare(some[:2], NOW)
    turn = make_turn("", opened(Question("grid", (CRITERIA[0],)), notebook))
    assert names(act(turn, "action_rate", {"value": "5"})) == ["utter_grid_weight"]
    assert turn.notebook.grid.weights == {CRITERIA[0]: 5}
    assert turn.notebook.grid.when == turn.now
    assert turn.notebook.question == Question("grid", (CRITERIA[1],))


def test_words_answer_a_prompt_and_the_next_one_is_asked(make_turn: MakeTurn, act: Act) -> None:
    turn = make_turn("réparer des motos", opened(DREAM), is_answer=True)
    said = names(act(turn, "action_tell_interest"))
    assert [note.words for note in turn.notebook.dreams] == ["réparer des motos"]
    assert said[-1] == "utter_dream_2"
    question = turn.notebook.question
    assert question is not None
    assert question.about == "2"


def test_a_reason_answers_why_and_another_lead_is_shown(
    make_turn: MakeTurn, act: Act, some: list[str]
) -> None:
    notebook = Notebook()
    notebook.like(some[0], NOW)
    turn = make_turn("", notebook)
    assert names(act(turn, "action_refuse_lead", {"occupation": some[1]})) == ["utter_refused_why"]
    assert turn.notebook.refused == (some[1],)
    turn.label = "Les horaires"
    said = names(act(turn, "action_tell_refusal", {"reason": "hours"}))
    assert said == ["utter_reason_noted", "utter_leads_again"]
    assert [r.words for r in turn.notebook.refusals] == ["Les horaires"]
    assert some[1] not in turn.notebook.shown


# Yes and no


def test_yes_erases_and_no_keeps(make_turn: MakeTurn, act: Act) -> None:
    notebook = Notebook()
    notebook.add_dream("réparer", [], NOW)
    turn = make_turn("", notebook)
    assert names(act(turn, "action_erase_data")) == ["utter_erase_confirm"]
    assert names(act(turn, "action_deny")) == ["utter_deny"]
    assert turn.notebook.dreams
    assert not turn.forgotten
    act(turn, "action_erase_data")
    assert names(act(turn, "action_affirm")) == ["utter_erased"]
    assert turn.forgotten
    assert turn.notebook == Notebook()


def test_yes_long_after_erases_nothing(make_turn: MakeTurn, act: Act) -> None:
    """Another question was asked since: the yes is for that one."""
    turn = make_turn("")
    act(turn, "action_erase_data")
    act(turn, "action_start_reflecting")
    act(turn, "action_affirm")
    assert not turn.forgotten


def test_yes_to_an_item_is_no_answer_and_it_is_asked_again(make_turn: MakeTurn, act: Act) -> None:
    """« Oui » pressed elsewhere; « oui » typed is read as a rating before."""
    turn = make_turn("", opened(FIRST))
    assert names(act(turn, "action_affirm")) == ["utter_item"]
    assert turn.notebook.answers == {}
    assert turn.notebook.question == FIRST


def test_no_to_a_prompt_goes_on_to_the_next(make_turn: MakeTurn, act: Act) -> None:
    turn = make_turn("", opened(DREAM))
    assert names(act(turn, "action_deny")) == ["utter_dream_2"]


@pytest.mark.parametrize(
    ("name", "response"), [("action_affirm", "utter_ok"), ("action_deny", "utter_deny")]
)
def test_yes_and_no_to_nothing_offer_the_doors(
    make_turn: MakeTurn, act: Act, name: str, response: str
) -> None:
    assert names(act(make_turn(), name)) == [response]


# Passed


@pytest.mark.parametrize("name", ["action_skip", "action_dont_know"])
def test_an_item_that_is_passed_counts_for_nothing(
    make_turn: MakeTurn, act: Act, name: str
) -> None:
    turn = make_turn("", opened(FIRST))
    assert names(act(turn, name)) == ["utter_item"]
    assert list(turn.notebook.skipped) == [ITEMS[0].id]
    assert turn.notebook.question == SECOND


def test_every_kind_of_question_can_be_passed(
    make_turn: MakeTurn, act: Act, some: list[str]
) -> None:
    values = {"item": (ITEMS[0].id,), "grid": (CRITERIA[0],), "why": (some[0],)}
    values |= {"booking": ("short", "on_site", "", ""), "handoff": ("", "", "", "")}
    values |= {"booking_made": ("1",), OFFER_QUESTION: ("1",), "rating_words": ("4", "1")}
    abouts = {
        dream_prompts.QUESTION_KIND: "1",
        "booking": "when",
        "handoff": "wish",
        "booking_made": "contact",
    }
    abouts |= {"rating": "handoff", "rating_words": "handoff"}
    values |= {"experience": ("1",), "skills_read": ("1", "4"), "wish": ("nights",)}
    for kind in prompts.PROMPT_HANDLERS:
        question = Question(kind, values.get(kind, ()), abouts.get(kind, ""))
        turn = make_turn("", opened(question))
        assert names(act(turn, "action_skip")), kind
        assert turn.notebook.question != question, kind


def test_passing_nothing_says_so(make_turn: MakeTurn, act: Act) -> None:
    assert names(act(make_turn(), "action_skip")) == ["utter_nothing_open"]
    assert names(act(make_turn(), "action_dont_know")) == ["utter_dont_know"]
    assert names(act(make_turn(), "action_resume")) == ["utter_nothing_open"]


# Back


def test_going_back_asks_the_item_before_and_its_answer_can_change(
    make_turn: MakeTurn, act: Act
) -> None:
    turn = make_turn("", opened(FIRST))
    act(turn, "action_rate", {"value": "1"})
    (said,) = act(turn, "action_go_back")
    assert said["statement"] == {"say": f"utter_item_{ITEMS[0].id}"}
    assert turn.notebook.answers[ITEMS[0].id].value == 1  # until it is answered again
    act(turn, "action_rate", {"value": "5"})
    assert turn.notebook.answers[ITEMS[0].id].value == 5
    assert turn.notebook.question == SECOND


@pytest.mark.parametrize("question", [FIRST, DREAM, None], ids=["first item", "dream", "nothing"])
def test_there_may_be_nothing_to_go_back_to(
    make_turn: MakeTurn, act: Act, question: Question | None
) -> None:
    turn = make_turn("", opened(question) if question else None)
    assert names(act(turn, "action_go_back")) == ["utter_nothing_to_go_back"]
    assert turn.notebook.question == question


# A human


@pytest.fixture
def on_duty(blank_turn: Turn) -> None:
    add_counsellor(blank_turn.unit, now=blank_turn.now)


@pytest.fixture
def make_told(make_turn: MakeTurn) -> MakeTurn:
    """Turns that know the words of the domain by their names alone."""
    return partial(make_turn, sentence=lambda name, **facts: name)


@pytest.mark.usefixtures("on_duty")
def test_only_what_was_shown_and_agreed_to_is_passed_on(make_told: MakeTurn, act: Act) -> None:
    turn = make_told("parler des études de kiné")
    assert names(act(turn, "action_ask_human")) == ["utter_human_ask_wish"]
    turn.is_answer = True
    (shown,) = act(turn, "action_tell_interest")
    told = "utter_summary_request : « parler des études de kiné »"
    assert (shown["response"], shown["summary"]) == ("utter_human_preview", told)
    assert passed_on(turn) == []
    assert names(act(turn, "action_affirm")) == ["utter_human_queued"]
    assert passed_on(turn) == [told]
    assert names(act(turn, "action_ask_human")) == ["utter_human_queued"]


@pytest.mark.usefixtures("on_duty")
def test_a_no_passes_nothing_on(make_told: MakeTurn, act: Act) -> None:
    turn = make_told("parler des études")
    act(turn, "action_ask_human")
    turn.is_answer = True
    act(turn, "action_tell_interest")
    assert names(act(turn, "action_deny")) == ["utter_human_nothing"]
    assert passed_on(turn) == []
    assert turn.notebook.question is None


@pytest.mark.usefixtures("on_duty")
def test_sending_a_summary_that_is_no_longer_shown_sends_none_of_it(
    make_told: MakeTurn, act: Act
) -> None:
    """« Envoyer ce résumé » pressed again later, when another question stands."""
    turn = make_told("", opened(FIRST))
    shown = act(turn, "action_ask_human", {"value": "summary"})
    assert names(shown) == ["utter_human_preview_empty"]
    assert passed_on(turn) == []


def test_with_nobody_there_nothing_is_asked_for(make_told: MakeTurn, act: Act) -> None:
    turn = make_told("", opened(FIRST))
    said = names(act(turn, "action_ask_human", {"value": "summary"}))
    assert said == ["utter_human_nobody_at_all"]
    assert passed_on(turn) == []
    assert turn.notebook.question == FIRST


def passed_on(turn: Turn) -> list[str]:
    return list(turn.unit.execute(sa.select(handoffs.c.summary)).scalars())


# Pressed from the fallback


@pytest.mark.parametrize(
    ("name", "response"),
    [
        ("action_tell_interest", "utter_dream_1"),
        ("action_tell_refusal", "utter_dream_refuse"),
        ("action_ask_question", "utter_have_question"),
        ("action_correct_notebook", "utter_notebook_empty"),
        ("action_hesitate", "utter_hesitate"),
        ("action_choose", "utter_choose_which"),
        ("action_like_lead", "utter_name_occupation"),
    ],
)
def test_a_meaning_pressed_alone_asks_for_what_it_needs(
    make_turn: MakeTurn, act: Act, name: str, response: str
) -> None:
    """« C'est plutôt… » offers meanings without words: the label is not what the person said."""
    turn = make_turn("", label="Dire ce que j'aime")
    assert names(act(turn, name)) == [response]
    assert turn.notebook.dreams == turn.notebook.refusals == []


def test_the_fallback_offers_two_meanings_then_a_human(make_turn: MakeTurn, act: Act) -> None:
    likely = [{"intent": "ask_pay", "occupation": "macon"}, {"intent": "ask_day"}]
    turn = make_turn("zblorg", alternatives=likely)
    (said,) = act(turn, "action_fallback", {}, {"misses": 0})
    assert [meaning["intent"] for meaning in said["meanings"]] == ["ask_pay", "ask_day"]
    assert turn.slots["misses"] == 1
    assert names(act(turn, "action_fallback", {}, {"misses": 1})) == ["utter_fallback_again"]


def test_being_understood_ends_the_count_of_misses(make_turn: MakeTurn, act: Act) -> None:
    turn = make_turn("merci")
    act(turn, "action_thanks", {}, {"misses": 1})
    assert turn.slots["misses"] == 0
    assert action_registry.FALLBACK_ACTION in registry()


@pytest.mark.parametrize(
    ("said", "kind"),
    [("cefa menuiserie, 4e", "situation"), ("j'habite loin de tout", "constraint")],
)
def test_what_answers_with_something_else_is_no_taste(
    library: Library, said: str, kind: str
) -> None:
    turn: Any = SimpleNamespace(words=said, reading=load_reader().read(said, library))
    facts = dreaming._extract_facts(turn, ANYBODY_AUDIENCE)
    assert [each.kind for each in facts] == [kind]
