"""The hexagon for whoever asks, and the bars of the grid: facts for the sentences that say them."""

from __future__ import annotations

import datetime as dt
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest

from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.notebook.questionnaire_items import CRITERIA, ITEMS, RIASEC_LETTERS
from bot.turn_context import Turn

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone.utc)
PREFIX = "data:image/svg+xml;base64,"

Act = Callable[..., list[dict[str, Any]]]
MakeTurn = Callable[..., Turn]


def answered(count: int, skipped: str = "", **values: int) -> Notebook:
    """The first `count` items answered with 3, or with the value of their letter."""
    notebook = Notebook()
    for item in ITEMS[:count]:
        if item.letter in skipped:
            notebook.skip(item.id, NOW)
        else:
            notebook.answer(item.id, values.get(item.letter, 3), NOW)
    return notebook


def drawn(said: dict[str, Any]) -> str:
    assert said["picture"].startswith(PREFIX)
    return b64decode(said["picture"].removeprefix(PREFIX)).decode()


@pytest.fixture
def two(library: Any) -> list[str]:
    return list(library.base.occupations)[:2]


def weighed(two: list[str], first: int, other: int) -> Notebook:
    """A full grid, every weight the same."""
    notebook = Notebook()
    notebook.compare(two, NOW)
    for criterion in CRITERIA:
        notebook.weight(criterion, 3, NOW)
        notebook.rate(two[0], criterion, first, NOW)
        notebook.rate(two[1], criterion, other, NOW)
    return notebook


# The hexagon


def test_the_hexagon_is_drawn_and_told_in_words(make_turn: MakeTurn, act: Act) -> None:
    (said,) = act(make_turn("", answered(30, S=5, C=1)), "action_ask_hexagon")
    assert (said["response"], said["count"]) == ("utter_hexagon", 30)
    assert [letter["say"] for letter in said["letters"]] == [
        f"utter_letter_{x}" for x in RIASEC_LETTERS
    ]
    assert " ".join(letter["mean"] for letter in said["letters"]) == "3,0 3,0 3,0 5,0 3,0 1,0"
    assert "S · 5,0" in drawn(said)


def test_it_comes_from_the_answers_given_and_no_others(make_turn: MakeTurn, act: Act) -> None:
    (said,) = act(make_turn("", answered(18, skipped="A")), "action_ask_hexagon")
    assert said["count"] == 15
    assert said["letters"][RIASEC_LETTERS.index("A")]["mean"] == {"say": "utter_few_answers"}
    assert "A · —" in drawn(said)


@pytest.mark.parametrize("count", [0, 11])
def test_too_early_nothing_is_drawn(make_turn: MakeTurn, act: Act, count: int) -> None:
    (said,) = act(make_turn("", answered(count)), "action_ask_hexagon")
    assert said["response"] == "utter_result_early"
    assert "picture" not in said


def test_a_flat_result_has_its_hexagon_too(make_turn: MakeTurn, act: Act) -> None:
    (said,) = act(make_turn("", answered(12)), "action_ask_hexagon")
    assert said["response"] == "utter_hexagon"


def test_the_open_question_stands(make_turn: MakeTurn, act: Act) -> None:
    notebook = answered(12)
    question = Question("item", (ITEMS[12].id,))
    notebook.open(question)
    turn = make_turn("", notebook)
    said = [message["response"] for message in act(turn, "action_ask_hexagon")]
    assert said == ["utter_hexagon", "utter_back_to_question"]
    assert turn.notebook.question == question


def test_the_result_itself_shows_no_letter_and_no_figure(make_turn: MakeTurn, act: Act) -> None:
    (said,) = act(make_turn("", answered(30, S=5)), "action_ask_result")
    assert said["response"] == "utter_result"
    assert {"picture", "letters", "count"}.isdisjoint(said)


# The grid


def test_who_leads_is_drawn_beside_what_would_flip_it(
    make_turn: MakeTurn, act: Act, library: Any, two: list[str]
) -> None:
    turn = make_turn("", weighed(two, 4, 3))
    (said,) = act(turn, "action_compare", {"value": "grid"})
    assert said["response"] == "utter_grid_leader"
    titles = [library.base.occupations[each].title.both for each in two]
    assert [(t["title"], t["total"]) for t in said["totals"]] == [(titles[0], 72), (titles[1], 54)]
    assert "72, devant" in drawn(said)
    assert said["flip"]["say"].startswith("utter_flip_")


def test_a_tie_is_drawn_too(make_turn: MakeTurn, act: Act, two: list[str]) -> None:
    (said,) = act(make_turn("", weighed(two, 3, 3)), "action_compare", {"value": "grid"})
    assert said["response"] == "utter_grid_tie"
    assert [total["total"] for total in said["totals"]] == [54, 54]
    assert "devant" not in drawn(said)
