"""Removing, and plain data: nothing left behind, nothing lost."""

from __future__ import annotations

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest

from bot.notebook import guidance_errors
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import (
    Comparison,
    Grid,
    PlanStep,
    Question,
    RemovalResult,
    StudiesLimit,
)
from bot.notebook.removal import remove_entry


def _full(now: dt.datetime) -> Notebook:
    notebook = Notebook()
    notebook.add_dream("Réparer la moto du cousin", [1, 12], now)
    notebook.add_dream("dessiner", [7], now)
    notebook.confirm_interest(1)
    notebook.answer("r1", 5, now)
    notebook.skip("s1", now)
    notebook.like("mecanicien-moto", now, "la panne")
    notebook.like("soudeur", now)
    notebook.refuse("enfermé", now, "comptable")
    notebook.refuse("un bureau", now)
    notebook.show(["mecanicien-moto", "soudeur"])
    notebook.compare(["mecanicien-moto", "soudeur"], now)
    notebook.weight("pay", 3, now)
    notebook.rate("mecanicien-moto", "pay", 2, now)
    notebook.decide("mecanicien-moto", now, "on verra")
    day = now.date()
    notebook.schedule([PlanStep("read_card", day, "mecanicien-moto"), *_later_steps(day)])
    notebook.open(Question("choose", ("mecanicien-moto", "soudeur"), "lead"))
    notebook.limit(6, now)
    return notebook


def _later_steps(day: dt.date) -> list[PlanStep]:
    return [PlanStep(key, day) for key in ("see_counsellor", "decide_again")]


def test_plain_data_and_back(now: dt.datetime) -> None:
    notebook = _full(now)
    data = json.loads(json.dumps(notebook.to_json()))
    assert data["version"] == 1
    assert Notebook.from_json(data) == notebook


def test_times_are_written_in_utc(notebook: Notebook) -> None:
    local = dt.datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Brussels"))
    notebook.add_dream("x", [], local)
    assert notebook.to_json()["dreams"][0]["when"] == "2026-07-01T10:00:00+00:00"


@pytest.mark.parametrize("version", [None, 0, 2, "1"])
def test_another_version_is_not_guessed(notebook: Notebook, version: object) -> None:
    with pytest.raises(guidance_errors.UnknownVersion):
        Notebook.from_json({**notebook.to_json(), "version": version})


def test_fields_that_did_not_exist_yet_keep_their_default() -> None:
    assert Notebook.from_json({"version": 1}) == Notebook()


BEFORE_THESE_KEPT_A_DAY = {
    "version": 1,
    "limit_level": 4,
    "comparison": ["mecanicien-moto", "soudeur"],
    "grid": {"weights": {"pay": 3}, "ratings": {"soudeur": {"pay": 2}}},
}


def test_what_was_stored_without_a_day_is_read_without_one() -> None:
    notebook = Notebook.from_json(BEFORE_THESE_KEPT_A_DAY)
    assert notebook.studies_limit == StudiesLimit(4, None)
    assert notebook.comparison == Comparison(("mecanicien-moto", "soudeur"), None)
    assert notebook.grid == Grid({"pay": 3}, {"soudeur": {"pay": 2}}, None)
    assert Notebook.from_json(notebook.to_json()) == notebook


def test_a_question_that_is_asked_no_more_is_let_go() -> None:
    asked = {"kind": "guessed", "values": [], "about": ""}
    stored = {**Notebook().to_json(), "question": asked}
    assert Notebook.from_json(stored).question is None


def test_an_empty_notebook_of_before_is_empty() -> None:
    stored = {
        "version": 1,
        "limit_level": None,
        "comparison": [],
        "grid": {"weights": {}, "ratings": {}},
    }
    assert Notebook.from_json(stored) == Notebook()


def test_a_day_that_was_not_kept_is_not_made_up_later(now: dt.datetime) -> None:
    notebook = Notebook.from_json(BEFORE_THESE_KEPT_A_DAY)
    notebook.compare(["mecanicien-moto", "soudeur"], now)
    assert notebook.comparison == Comparison(("mecanicien-moto", "soudeur"), None)


def test_a_removed_occupation_leaves_no_trace(now: dt.datetime) -> None:
    notebook = _full(now)
    assert remove_entry(notebook, "mecanicien-moto") == RemovalResult(
        occupations=("mecanicien-moto",)
    )
    assert "mecanicien-moto" not in json.dumps(notebook.to_json())
    assert notebook.liked == ("soudeur",)


@pytest.mark.parametrize("what", ["grille", "ma grille", "La Grille."])
def test_the_grid_goes_by_its_name_and_the_comparison_stays(now: dt.datetime, what: str) -> None:
    notebook = _full(now)
    notebook.open(Question("grid", ("pay", "soudeur")))
    assert remove_entry(notebook, what) == RemovalResult(words=("grille",))
    assert (notebook.grid, notebook.question) == (Grid(), None)
    assert notebook.compared == ("mecanicien-moto", "soudeur")


@pytest.mark.parametrize("what", ["comparaison", "ma comparaison", "mes comparaisons"])
def test_the_comparison_goes_by_its_name_with_its_ratings(now: dt.datetime, what: str) -> None:
    """What counts, and how much, was said of no profession: that stays, and goes with the grid."""
    notebook = _full(now)
    notebook.open(Question("grid", ("pay", "soudeur")))
    assert remove_entry(notebook, what) == RemovalResult(words=("comparaison",))
    assert (notebook.comparison, notebook.question) == (None, None)
    assert notebook.grid == Grid({"pay": 3}, {}, now)
    assert notebook.liked == ("mecanicien-moto", "soudeur")


def test_a_comparison_that_leaves_an_empty_grid_leaves_no_day(
    notebook: Notebook, now: dt.datetime
) -> None:
    notebook.compare(["a", "b"], now)
    notebook.rate("a", "pay", 2, now)
    remove_entry(notebook, "comparaison")
    assert notebook.grid == Grid()


@pytest.mark.parametrize("what", ["grille", "ma comparaison"])
def test_no_grid_and_no_comparison_are_not_found(notebook: Notebook, what: str) -> None:
    with pytest.raises(guidance_errors.NothingFound):
        remove_entry(notebook, what)


@pytest.mark.parametrize("what", ["grille", "comparaison", "mecanicien-moto"])
def test_a_cell_that_waits_goes_with_what_it_is_about(now: dt.datetime, what: str) -> None:
    """A comparison of one is none: then nothing rates the other either."""
    notebook = _full(now)
    notebook.open(Question("grid", ("pay", "soudeur")))
    notebook.open(Question("booking", ("draft",)))
    remove_entry(notebook, what)
    assert notebook.aside is None
    assert notebook.question == Question("booking", ("draft",))


def test_a_cell_about_what_is_refused_stands_no_more(notebook: Notebook, now: dt.datetime) -> None:
    notebook.compare(["a", "b"], now)
    notebook.open(Question("grid", ("pay", "b")))
    notebook.refuse("bof", now, "a")
    assert notebook.question is None


def test_another_question_stays_when_the_grid_goes(now: dt.datetime) -> None:
    notebook = _full(now)
    standing = notebook.question
    remove_entry(notebook, "grille")
    assert notebook.question == standing


def test_a_removed_refusal_is_forgotten(now: dt.datetime) -> None:
    notebook = _full(now)
    remove_entry(notebook, "comptable")
    assert notebook.refused == ()


@pytest.mark.parametrize("item", ["r1", "s1"])
def test_an_item_can_be_removed(now: dt.datetime, item: str) -> None:
    notebook = _full(now)
    assert remove_entry(notebook, item) == RemovalResult(items=(item,))
    assert item not in {**notebook.answers, **notebook.skipped}


@pytest.mark.parametrize("said", ["la moto", "REPARER", "réparer la moto du cousin !", "moto"])
def test_words_are_found_without_case_or_accents(now: dt.datetime, said: str) -> None:
    notebook = _full(now)
    assert remove_entry(notebook, said) == RemovalResult(words=("Réparer la moto du cousin",))
    assert [i.number for i in notebook.interests] == [7]
    assert "cousin" not in json.dumps(notebook.to_json())


def test_words_of_a_refusal_a_like_and_a_decision(now: dt.datetime) -> None:
    notebook = _full(now)
    remove_entry(notebook, "bureau")
    remove_entry(notebook, "la panne")
    remove_entry(notebook, "on verra")
    text = json.dumps(notebook.to_json(), ensure_ascii=False)
    assert [words for words in ("bureau", "la panne", "on verra") if words in text] == []


def test_only_whole_words_match(now: dt.datetime) -> None:
    with pytest.raises(guidance_errors.NothingFound):
        remove_entry(_full(now), "mot")


def test_the_same_words_win_over_words_within(notebook: Notebook, now: dt.datetime) -> None:
    notebook.add_dream("dessiner", [7], now)
    notebook.add_dream("dessiner des plans", [1], now)
    assert remove_entry(notebook, "Dessiner").words == ("dessiner",)
    assert [note.words for note in notebook.dreams] == ["dessiner des plans"]
