"""What was meant: short answers first, then the model together with the professions named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions import (  # noqa: F401  # each registers its kind of open question when imported
    deciding,
    dreaming,
    exploring,
    general,
    handoff,
    prompts,
    reflecting,
    skills,
)
from bot.dialogue import intent_resolution
from bot.dialogue.intent_resolution import (
    FALLBACK_INTENT,
    SURE_CONFIDENCE,
    parse_choice,
    parse_opening,
)
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.turn_context import Turn

ITEM = Question("item", ("r1",))
CELL = Question("grid", ("pay",))
DREAM = Question("dream", about="1")
DID = Question("experience", ("1",), "home")
WHY = Question("why", ("mecanicien-moto",))
HANDOFF = Question("handoff")
WISH = Question("handoff", ("parler des études",))
ERASE = Question("erase")


class Understand:
    """`understand(text, the model's intent, its confidence, the open question)`; keeps the turn."""

    def __init__(self, make_turn: Callable[..., Turn]) -> None:
        self._make_turn = make_turn
        self.turn: Turn

    def __call__(
        self,
        text: str,
        intent: str | None = FALLBACK_INTENT,
        confidence: float = 0.9,
        question: Question | None = None,
    ) -> dict[str, Any]:
        notebook = Notebook()
        if question is not None:
            notebook.open(question)
        self.turn = self._make_turn(text, notebook)
        ranking = [{"name": intent, "confidence": confidence}, {"name": "skip", "confidence": 0.01}]
        model = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": []}
        return intent_resolution.resolve_intent(self.turn, model)


@pytest.fixture
def understand(make_turn: Callable[..., Turn]) -> Understand:
    return Understand(make_turn)


def intent(parse: dict[str, Any]) -> str:
    return parse["intent"]["name"]


def values(parse: dict[str, Any]) -> dict[str, Any]:
    return {each["entity"]: each["value"] for each in parse["entities"]}


# Short answers


@pytest.mark.parametrize("question", [ITEM, CELL])
@pytest.mark.parametrize(("text", "value"), [("3", 3), ("bof", 2), ("4/5", 4), ("carrément", 5)])
def test_a_short_answer_rates_what_is_asked(
    understand: Understand, question: Question, text: str, value: int
) -> None:
    """Whatever the model would have made of it, and however sure it was."""
    parse = understand(text, "ask_pay", 0.99, question)
    assert (intent(parse), values(parse)) == ("rate", {"value": value})
    assert parse["intent"]["confidence"] == 1.0


@pytest.mark.parametrize("question", [ITEM, CELL, DREAM, HANDOFF, WISH])
def test_taking_out_is_never_an_answer(understand: Understand, question: Question) -> None:
    parse = understand("enlève prendre des responsabilités", "tell_interest", 0.4, question)
    assert intent(parse) == "correct_notebook"


@pytest.mark.parametrize(("text", "meant"), [("passe", "skip"), ("jsp", "dont_know")])
@pytest.mark.parametrize("question", [ITEM, CELL, HANDOFF])
def test_passing_is_understood_by_every_question(
    understand: Understand, question: Question, text: str, meant: str
) -> None:
    assert intent(understand(text, "ask_pay", 0.99, question)) == meant


@pytest.mark.parametrize("question", [ERASE, WISH])
@pytest.mark.parametrize(("text", "meant"), [("oui", "affirm"), ("non merci", "deny")])
def test_yes_and_no_answer_what_is_a_matter_of_yes_or_no(
    understand: Understand, question: Question, text: str, meant: str
) -> None:
    assert intent(understand(text, "like_lead", 0.99, question)) == meant


def test_without_an_open_question_the_model_speaks(understand: Understand) -> None:
    assert intent(understand("bof", "refuse_lead")) == "refuse_lead"
    assert intent(understand("oui", "affirm")) == "affirm"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("c koi le service militaire volontaire", "ask_question"),
        ("c'est quoi un militaire", "ask_occupation"),
    ],
)
def test_a_question_of_the_base_goes_before_the_profession_in_it(
    understand: Understand, text: str, meant: str
) -> None:
    assert intent(understand(text, "ask_occupation")) == meant


def test_a_longer_sentence_is_no_short_answer(understand: Understand) -> None:
    parse = understand("3 ans d'études c'est trop pour moi", "tell_refusal", 0.9, ITEM)
    assert intent(parse) == "tell_refusal"


def test_an_item_may_be_interrupted(understand: Understand) -> None:
    parse = understand("ça gagne combien un boulanger ?", "ask_pay", 0.9, ITEM)
    assert intent(parse) == "ask_pay"
    assert "boulanger" in values(parse)["occupation"]


# Professions


@pytest.mark.parametrize("text", ["boulanger", "boulangère ?", "mécanicien moto"])
@pytest.mark.parametrize("model", [FALLBACK_INTENT, "tell_interest", "goodbye", "have_question"])
def test_a_profession_alone_asks_about_it(understand: Understand, text: str, model: str) -> None:
    parse = understand(text, model, 0.4)
    assert intent(parse) == "ask_occupation"
    assert set(values(parse)) == {"occupation"}


@pytest.mark.parametrize("model", ["ask_pay", "like_lead", "refuse_lead", "choose"])
def test_what_the_model_says_of_a_profession_stands(understand: Understand, model: str) -> None:
    parse = understand("boulanger", model)
    assert intent(parse) == model
    assert "boulanger" in values(parse)["occupation"]


def test_other_words_beside_a_profession_keep_their_meaning(understand: Understand) -> None:
    """« ma mère est boulangère et je veux un rendez-vous » is no question about bakers."""
    parse = understand("ma mère est boulangère, je veux un rendez-vous", "ask_appointment")
    assert intent(parse) == "ask_appointment"


def test_two_professions_are_both_told(understand: Understand) -> None:
    parse = understand("boulanger ou électricien", "hesitate")
    assert intent(parse) == "hesitate"
    first, second = values(parse)["occupations"]
    assert "boulanger" in first
    assert "electricien" in second
    assert values(parse)["occupation"] == first


def test_a_second_that_has_several_of_its_kind_is_told_by_the_likeliest(
    understand: Understand,
) -> None:
    parse = understand("je compare mécanicienne moto et technicien", "compare")
    assert values(parse)["occupations"][0] == "mecanicien-moto"
    assert len(values(parse)["occupations"]) == 2


def test_a_word_that_fits_several_professions_offers_candidates(understand: Understand) -> None:
    parse = understand("technicien")
    assert intent(parse) == "ask_occupation"
    assert len(values(parse)["candidates"]) > 1
    assert "occupation" not in values(parse)


def test_candidates_stay_beside_a_clear_meaning(understand: Understand) -> None:
    parse = understand("ça gagne combien un technicien", "ask_pay")
    assert intent(parse) == "ask_pay"
    assert len(values(parse)["candidates"]) > 1


def test_nothing_named_and_nothing_meant_is_the_fallback(understand: Understand) -> None:
    parse = understand("zblorg frimoulax")
    assert (intent(parse), parse["entities"]) == (FALLBACK_INTENT, [])


def test_the_ranking_is_kept_for_the_fallback(understand: Understand) -> None:
    understand("zblorg", "ask_pay", 0.31)
    assert understand.turn.ranking == ("ask_pay", "skip")


def test_an_intent_the_model_could_not_name_is_the_fallback(understand: Understand) -> None:
    assert intent(understand("🤷 🛠", None, 0.0)) == FALLBACK_INTENT


# Free words


@pytest.mark.parametrize("model", ["tell_interest", "affirm", "greet", "hesitate", FALLBACK_INTENT])
def test_free_words_answer_an_open_prompt(understand: Understand, model: str) -> None:
    """What the model may take an interest for is an interest here."""
    parse = understand("réparer des motos avec mon cousin", model, 0.9, DREAM)
    assert (intent(parse), parse["entities"]) == ("tell_interest", [])
    assert understand.turn.is_answer


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("j'aide ma sœur à faire ses devoirs", DID, "tell_interest"),
        ("c'est pour mon fils", DID, "for_someone_else"),
        ("j'aide ma sœur à faire ses devoirs", ITEM, "for_someone_else"),
    ],
)
def test_what_was_done_for_somebody_answers_where_that_is_asked(
    understand: Understand, text: str, question: Question, expected: str
) -> None:
    assert intent(understand(text, "for_someone_else", 0.95, question)) == expected


def test_an_unsure_reading_does_not_interrupt_an_open_prompt(understand: Understand) -> None:
    below, above = SURE_CONFIDENCE - 0.01, SURE_CONFIDENCE
    assert intent(understand("réparer des motos", "ask_place", below, DREAM)) == "tell_interest"
    assert intent(understand("où êtes-vous ?", "ask_place", above, DREAM)) == "ask_place"
    assert not understand.turn.is_answer


def test_a_refusal_told_to_an_open_prompt_is_a_refusal(understand: Understand) -> None:
    parse = understand("surtout pas un bureau", "tell_refusal", 0.9, DREAM)
    assert intent(parse) == "tell_refusal"
    assert understand.turn.is_answer


def test_an_item_takes_no_free_words(understand: Understand) -> None:
    parse = understand("réparer des motos avec mon cousin", "tell_interest", 0.9, ITEM)
    assert intent(parse) == "tell_interest"
    assert not understand.turn.is_answer


@pytest.mark.parametrize("question", [WHY, HANDOFF])
@pytest.mark.parametrize(
    "model", ["ask_conditions", "ask_pay", "ask_question", "trouble_at_school"]
)
def test_a_greedy_question_takes_what_looks_like_something_else(
    understand: Understand, question: Question, model: str
) -> None:
    parse = understand("les horaires de nuit, je ne les supporte pas", model, 0.95, question)
    assert (intent(parse), parse["entities"]) == ("tell_interest", [])
    assert understand.turn.is_answer


@pytest.mark.parametrize("question", [WHY, HANDOFF])
@pytest.mark.parametrize("model", ["erase_data", "deny", "pause", "show_notebook", "ask_privacy"])
def test_even_a_greedy_question_can_be_left(
    understand: Understand, question: Question, model: str
) -> None:
    parse = understand("efface tout ce que tu sais de moi maintenant", model, 0.9, question)
    assert intent(parse) == model
    assert not understand.turn.is_answer


def test_an_unsure_way_out_is_an_answer(understand: Understand) -> None:
    parse = understand(
        "je ne veux pas effacer mes efforts", "erase_data", SURE_CONFIDENCE - 0.01, WHY
    )
    assert intent(parse) == "tell_interest"


# Clicks


def test_opening_the_chat_says_hello_first() -> None:
    assert parse_opening() == {"intent": {"name": "greet", "confidence": 1.0}, "entities": []}


def test_a_click_carries_its_values_and_nothing_to_understand() -> None:
    parse = parse_choice("ask_question", {"question": "aob", "more": "yes"})
    assert parse["intent"] == {"name": "ask_question", "confidence": 1.0}
    assert values(parse) == {"question": "aob", "more": "yes"}
    assert parse_choice("skip", {})["entities"] == []
