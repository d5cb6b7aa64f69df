"""The lines of the notebook say when: what the actions keep, and what the sentences show of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue.sentences import Sentences
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Comparison, Question, StudiesLimit
from bot.notebook.questionnaire_items import ITEMS
from bot.notebook.study_levels import MAX_SHORT_STUDIES_LEVEL
from bot.turn_context import Turn
from knowledge.knowledge_base import KnowledgeBase

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone.utc)
# Half past midnight on the 21st in Brussels, in winter; on the 2nd of July, in summer.
WINTER = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.timezone.utc)
SUMMER = dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.timezone.utc)
DOMAIN = Path(__file__).parents[2] / "bot" / "domain"
Act = Callable[..., list[dict[str, Any]]]
MakeTurn = Callable[..., Turn]


@pytest.fixture(scope="module")
def book() -> Sentences:
    found = Sentences()
    found.responses = {
        name: variants
        for file in sorted(DOMAIN.glob("*.yml"))
        for name, variants in yaml.safe_load(file.read_text("utf-8")).get("responses", {}).items()
    }
    return found


@pytest.fixture
def lines(make_turn: MakeTurn, act: Act, book: Sentences) -> Callable[[Notebook], list[str]]:
    """The notebook as it is shown, without its first and last line."""

    def show(notebook: Notebook) -> list[str]:
        (said,) = act(make_turn("", notebook), "action_show_notebook")
        facts = {key: value for key, value in said.items() if key != "response"}
        return book.fill(said["response"], facts, "seed")["text"].splitlines()[1:-1]

    return show


Lines = Callable[[Notebook], list[str]]


def test_the_limit_and_the_comparison_say_their_day(lines: Lines, library: Any) -> None:
    notebook = Notebook()
    notebook.limit(4, NOW)
    notebook.compare(list(library.base.occupations)[:2], NOW)
    limit, comparison = lines(notebook)
    assert limit == "• Pas de longues études (20 novembre 2026)"
    assert comparison.startswith("• Comparés : ")
    assert comparison.endswith(" (20 novembre 2026)")


def test_a_day_that_was_never_kept_is_left_out(lines: Lines, library: Any) -> None:
    stored = {
        "version": 1,
        "limit_level": 4,
        "comparison": list(library.base.occupations)[:2],
        "grid": {"weights": {}, "ratings": {}},
    }
    limit, comparison = lines(Notebook.from_json(stored))
    assert limit == "• Pas de longues études"
    assert comparison.startswith("• Comparés : ")
    assert "20" not in comparison


def test_the_answers_say_their_first_and_their_last_day(lines: Lines) -> None:
    notebook = Notebook()
    notebook.answer(ITEMS[0].id, 4, NOW)
    notebook.answer(ITEMS[1].id, 2, NOW + dt.timedelta(hours=1))
    assert lines(notebook) == ["• 2 phrases sur 30 (20 novembre 2026)"]
    notebook.skip(ITEMS[2].id, NOW + dt.timedelta(days=2))
    assert lines(notebook) == ["• 3 phrases sur 30 (20 novembre 2026 – 22 novembre 2026)"]


def test_comparing_keeps_the_time_of_the_turn(make_turn: MakeTurn, act: Act, library: Any) -> None:
    two = tuple(library.base.occupations)[:2]
    turn = make_turn()
    act(turn, "action_compare", {"occupations": two})
    assert turn.notebook.comparison == Comparison(two, turn.now)


def test_shorter_studies_keep_the_time_of_the_turn(make_turn: MakeTurn, act: Act) -> None:
    turn = make_turn()
    act(turn, "action_ask_shorter_studies")
    assert turn.notebook.studies_limit == StudiesLimit(MAX_SHORT_STUDIES_LEVEL, turn.now)


def test_a_reason_that_limits_keeps_the_time_of_the_turn(
    make_turn: MakeTurn, act: Act, library: Any
) -> None:
    notebook = Notebook()
    notebook.open(Question("why", (next(iter(library.base.occupations)),)))
    turn = make_turn("", notebook, label="Trop long", is_answer=True)
    act(turn, "action_tell_refusal", {"reason": "studies"})
    assert turn.notebook.studies_limit == StudiesLimit(MAX_SHORT_STUDIES_LEVEL, turn.now)


def test_no_long_studies_keeps_the_time_of_the_turn(make_turn: MakeTurn, act: Act) -> None:
    turn = make_turn()
    act(turn, "action_tell_refusal", {"reason": "studies"})
    assert turn.notebook.studies_limit == StudiesLimit(MAX_SHORT_STUDIES_LEVEL, turn.now)


def everything(base: KnowledgeBase, when: dt.datetime) -> Notebook:
    """Something in every line, all of one moment."""
    first, second, third = list(base.occupations)[:3]
    notebook = Notebook()
    notebook.add_dream("démonter des vélos", [14], when)
    notebook.add_experience("j'ai monté un tournoi", [3], when)
    notebook.refuse("un bureau", when)
    notebook.refuse("trop loin", when, third)
    notebook.limit(4, when)
    notebook.wish("nights", 2, when)
    notebook.hold("team", when)
    notebook.answer(ITEMS[0].id, 4, when)
    notebook.like(first, when, "la panne")
    notebook.like(second, when)
    notebook.add_trial(first, "same", when, "un stage")
    notebook.compare([first, second], when)
    notebook.weight("pay", 4, when)
    notebook.rate(first, "pay", 2, when)
    notebook.decide(first, when, "je prends ça")
    notebook.set_plan_b(second, when)
    notebook.add_open_question("faut-il le CESS ?", when)
    notebook.add_obstacle(when, "money")
    notebook.add_obstacle(when, words="le bus")
    return notebook


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (NOW, "20 novembre 2026"),
        (WINTER, "21 novembre 2026"),
        (WINTER - dt.timedelta(minutes=31), "20 novembre 2026"),
        (SUMMER, "2 juillet 2026"),
        (SUMMER - dt.timedelta(minutes=31), "1er juillet 2026"),
    ],
)
def test_every_line_says_its_day_as_the_clocks_of_brussels(
    moment: dt.datetime, day: str, lines: Lines, library: Any
) -> None:
    shown = lines(everything(library.base, moment))
    assert [line for line in shown if day not in line] == []
    assert len(shown) == 19


def test_the_answers_end_on_the_day_of_brussels(lines: Lines) -> None:
    notebook = Notebook()
    notebook.answer(ITEMS[0].id, 4, NOW)
    notebook.answer(ITEMS[1].id, 4, WINTER)
    assert lines(notebook) == ["• 2 phrases sur 30 (20 novembre 2026 – 21 novembre 2026)"]


def test_lines_show_the_words_they_came_from(lines: Lines, library: Any) -> None:
    shown = lines(everything(library.base, NOW))
    for words in ("la panne", "un stage", "je prends ça"):
        assert len([line for line in shown if f"« {words} »" in line]) == 1


def test_the_grid_has_a_line_that_can_be_taken_out(
    lines: Lines, make_turn: MakeTurn, act: Act, library: Any
) -> None:
    notebook = everything(library.base, NOW)
    assert "• Réponses à la grille : 2 (20 novembre 2026)" in lines(notebook)
    for text, gone in (("enlève la grille", "grille"), ("enlève ma comparaison", "comparaison")):
        turn = make_turn(text, notebook)
        said = act(turn, "action_correct_notebook")
        assert [(each["response"], each["what"]) for each in said] == [("utter_removed", gone)]
        notebook = turn.notebook
    assert not [line for line in lines(notebook) if "grille" in line or "Comparés" in line]


def test_a_grid_without_a_day_says_none(lines: Lines) -> None:
    stored = {"version": 1, "grid": {"weights": {"pay": 3}, "ratings": {}}}
    assert lines(Notebook.from_json(stored)) == ["• Réponses à la grille : 1"]


def test_a_plan_made_after_midnight_starts_from_the_day_of_brussels(
    make_turn: MakeTurn, act: Act
) -> None:
    turn = make_turn(now=dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.timezone.utc))
    act(turn, "action_make_plan")
    assert turn.notebook.plan[0].due == dt.date(2026, 12, 4)  # in nine days
