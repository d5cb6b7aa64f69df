"""The grid: totals, ties, exact flips."""

from __future__ import annotations

import copy
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guidance.decision_analysis import CRITERIA, DecisionFlip, weigh_grid
from bot.notebook.guidance_errors import NothingToWeigh
from bot.notebook.model import Notebook

NOW = dt.datetime(2026, 3, 4, 15, 30, tzinfo=dt.timezone.utc)
value = st.integers(1, 5)
ids = st.sampled_from([["a", "b"], ["a", "b", "c"]])
quick = settings(database=None, deadline=None, max_examples=60)


def _grid(weights: dict[str, int], **ratings: dict[str, int]) -> Notebook:
    notebook = Notebook()
    notebook.compare(list(ratings), NOW)
    for criterion, weight in weights.items():
        notebook.weight(criterion, weight, NOW)
    for occupation, rated in ratings.items():
        for criterion, rating in rated.items():
            notebook.rate(occupation, criterion, rating, NOW)
    return notebook


def test_the_grid_has_totals_and_a_leader() -> None:
    outcome = weigh_grid(
        _grid({"pay": 2, "people": 5}, a={"pay": 5, "people": 1}, b={"pay": 1, "people": 4})
    )
    assert outcome.totals == (("a", 15), ("b", 22))
    assert outcome.leader == "b"
    assert outcome.missing == ("interest", "studies_length", "conditions", "distance")


def test_the_smallest_change_that_flips() -> None:
    outcome = weigh_grid(
        _grid({"pay": 3, "people": 3}, a={"pay": 4, "people": 3}, b={"pay": 2, "people": 4})
    )
    assert outcome.leader == "a"
    assert DecisionFlip("weight", "people", None, 3, 5, "a") not in outcome.flips
    assert {abs(flip.after - flip.before) for flip in outcome.flips} == {2}
    assert DecisionFlip("rating", "pay", "a", 4, 2, "b") in outcome.flips
    assert [flip for flip in outcome.flips if flip.leader != "b"] == []


def test_a_tie_has_no_leader_and_says_what_would_break_it() -> None:
    outcome = weigh_grid(_grid({"pay": 3}, a={"pay": 3}, b={"pay": 3}))
    assert outcome.leader is None
    assert DecisionFlip("rating", "pay", "a", 3, 4, "a") in outcome.flips
    assert DecisionFlip("rating", "pay", "a", 3, 2, "b") in outcome.flips


def test_nothing_single_flips_a_wide_gap() -> None:
    weights = dict.fromkeys(CRITERIA, 3)
    outcome = weigh_grid(_grid(weights, a=dict.fromkeys(CRITERIA, 5), b=dict.fromkeys(CRITERIA, 1)))
    assert (outcome.leader, outcome.flips) == ("a", ())


@quick
@given(ids, st.data())
def test_every_flip_does_what_it_says(compared: list[str], data: st.DataObject) -> None:
    criteria = st.fixed_dictionaries(dict.fromkeys(CRITERIA[:3], value))
    notebook = _grid(data.draw(criteria), **{name: data.draw(criteria) for name in compared})
    outcome = weigh_grid(notebook)
    sizes = {abs(flip.after - flip.before) for flip in outcome.flips}
    assert len(sizes) <= 1
    for flip in outcome.flips:
        assert flip.leader != outcome.leader
        assert weigh_grid(_apply(notebook, flip.occupation, flip.criterion, flip.after)).leader == (
            flip.leader
        )
    if not outcome.leader or not sizes or min(sizes) == 1:
        return
    for criterion in CRITERIA[:3]:  # nothing smaller changes the leader
        for occupation in (None, *compared):
            for step in (-1, 1):
                assert _leader_after(notebook, occupation, criterion, step) in (
                    outcome.leader,
                    None,
                )


def _apply(notebook: Notebook, occupation: str | None, criterion: str, value: int) -> Notebook:
    changed = copy.deepcopy(notebook)
    if occupation:
        changed.rate(occupation, criterion, value, NOW)
    else:
        changed.weight(criterion, value, NOW)
    return changed


def _leader_after(
    notebook: Notebook, occupation: str | None, criterion: str, step: int
) -> str | None:
    grid = notebook.grid
    before = grid.ratings[occupation][criterion] if occupation else grid.weights[criterion]
    after = min(5, max(1, before + step))
    return weigh_grid(_apply(notebook, occupation, criterion, after)).leader


@pytest.mark.parametrize(
    "notebook",
    [
        Notebook(),
        _grid({"pay": 3}, a={}, b={}),
        _grid({"pay": 3}, a={"pay": 3}, b={}),
        _grid({}, a={"pay": 3}, b={"pay": 3}),
    ],
)
def test_an_empty_grid_is_refused(notebook: Notebook) -> None:
    with pytest.raises(NothingToWeigh):
        weigh_grid(notebook)
