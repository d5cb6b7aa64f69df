"""What short words point at: a lead by its place, a line of the notebook, a step left half-way."""

from __future__ import annotations

import datetime as dt
from typing import Optional

import pytest

from bot.guidance import decision_grid, removal_requests
from bot.guidance.resume_point import find_resume_point
from bot.guidance.short_answer_parser import parse_position
from bot.matching.questionnaire import find_item_position
from bot.notebook import removal
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.notebook.removal import remove_entry

NOW = dt.datetime(2026, 3, 4, 15, 30, tzinfo=dt.timezone.utc)
LABELS = {9: "vivre dans la nature", 17: "prendre soin des animaux"}


@pytest.mark.parametrize(
    ("text", "place_of"),
    [
        ("bof le premier", 0),
        ("j'aime bien le deuxième", 1),
        ("garde le 3", 2),
        ("la dernière", 4),
        ("le 6", None),
        ("un autre", None),
        ("chui en 3 ans de chômage", None),
        ("plus comme ça", None),
    ],
)
def test_a_lead_is_named_by_its_place(text: str, place_of: Optional[int]) -> None:
    assert parse_position(text, 5) == place_of


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("enlève vétérinaire", "vétérinaire"),
        ("Enlève la moto", "moto"),
        ("retire les animaux", "animaux"),
        ("enlève tout", None),
        ("non enlève", None),
        ("j'aime enlever la rouille", None),
        ("efface ce que j'ai dit des chiens", "ce que j ai dit des chiens"),
        ("supprime ce que tu as noté sur ma sœur", "ce que tu as note sur ma soeur"),
        ("efface tout", None),
        ("oublie ce que j'ai dit", None),
        ("efface mes données", None),
        ("efface tout ce que tu sais de moi maintenant", None),
        ("supprime ce que tu as noté sur moi", None),
    ],
)
def test_what_is_to_be_taken_out(text: str, what: Optional[str]) -> None:
    assert removal_requests.parse_removal_request(text) == what


def _dreamer() -> Notebook:
    notebook = Notebook()
    notebook.add_dream("les bêtes", [17], NOW)
    notebook.add_dream("le camping", [9], NOW)
    return notebook


def test_an_interest_is_found_by_the_label_that_is_shown() -> None:
    notebook = _dreamer()
    assert removal.find_by_label(notebook.interests, LABELS, "animaux") == 17
    assert removal.find_by_label(notebook.interests, LABELS, "ani") is None
    assert removal.find_by_label(notebook.interests, LABELS, "") is None


def test_a_statement_keeps_its_number_whatever_was_answered() -> None:
    assert find_item_position("r1") == (1, 30)
    assert find_item_position("a1") == (3, 30)


def test_what_was_left_half_way() -> None:
    notebook = Notebook()
    assert find_resume_point(notebook) is None
    notebook.answer("r1", 3, NOW)
    notebook.go("explorer")
    assert find_resume_point(notebook) == "reflechir"
    notebook.compare(["a", "b"], NOW)
    assert find_resume_point(notebook) == "reflechir"
    notebook.weight("pay", 4, NOW)
    assert find_resume_point(notebook) == "decider"
    notebook.go("rever")
    assert find_resume_point(notebook) == "rever"


def test_back_in_the_grid_goes_cell_by_cell() -> None:
    notebook = Notebook()
    notebook.compare(["a", "b"], NOW)
    first = decision_grid.find_next_cell(notebook)
    assert first is not None
    decision_grid.fill_cell(notebook, first, 4, NOW)
    second = decision_grid.find_next_cell(notebook)
    assert second is not None
    assert decision_grid.find_previous_cell(notebook, second) == first
    assert decision_grid.find_previous_cell(notebook, first) is None
    assert decision_grid.find_cell_position(notebook, second) == (2, 18)
    assert decision_grid.find_previous_cell(notebook, Question("item", ("r1",))) is None


def test_a_notebook_shares_nothing_with_what_was_stored() -> None:
    notebook = Notebook()
    notebook.compare(["a", "b", "c"], NOW)
    notebook.weight("pay", 4, NOW)
    stored = notebook.to_json()
    again = Notebook.from_json(stored)
    remove_entry(again, "c")
    again.weight("pay", 1, NOW)
    assert stored == notebook.to_json()
