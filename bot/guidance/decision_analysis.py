"""Evaluate the decision grid: totals, the changes that would flip it, and a plan B.

The total of an occupation is Σ weight × rating over the criteria that have a weight and a rating
for every compared occupation. Flips are exact: every single change is tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Optional

from bot.matching.catalogue import Catalogue
from bot.matching.occupation_neighbours import find_neighbours
from bot.notebook.guidance_errors import NothingToWeigh
from bot.notebook.model import Notebook
from bot.notebook.questionnaire_items import CRITERIA

__all__ = ["CRITERIA", "DecisionFlip", "GridOutcome", "find_plan_b_options", "weigh_grid"]

RATING_SCALE = range(1, 6)
MAX_PLANS_B = 4

Weights = Mapping[str, int]
Ratings = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class DecisionFlip:
    """A change of a weight (occupation: None) or of a rating, and the resulting leader."""

    kind: Literal["weight", "rating"]
    criterion: str
    occupation: Optional[str]
    before: int
    after: int
    leader: str


@dataclass(frozen=True)
class GridOutcome:
    """Totals by occupation, in the order compared; no `leader` on a tie.

    `flips`: the smallest single changes that change the leader or break a tie; empty if there are
    none. `missing`: criteria that are incomplete.
    """

    totals: tuple[tuple[str, int], ...]
    leader: Optional[str]
    flips: tuple[DecisionFlip, ...]
    missing: tuple[str, ...]


def weigh_grid(notebook: Notebook) -> GridOutcome:
    """Evaluate the grid. Raises NothingToWeigh if no criterion is complete."""
    compared, ratings = notebook.compared, notebook.grid.ratings
    complete = [
        criterion
        for criterion in CRITERIA
        if criterion in notebook.grid.weights
        and all(criterion in ratings.get(occupation, {}) for occupation in compared)
    ]
    if not compared or not complete:
        raise NothingToWeigh
    weights = {criterion: notebook.grid.weights[criterion] for criterion in complete}
    rated = {occupation: ratings[occupation] for occupation in compared}
    totals = _compute_totals(weights, rated)
    leader = _find_leader(totals)
    return GridOutcome(
        totals=tuple(totals.items()),
        leader=leader,
        flips=_find_smallest_flips(weights, rated, leader),
        missing=tuple(criterion for criterion in CRITERIA if criterion not in complete),
    )


def find_plan_b_options(notebook: Notebook, catalogue: Catalogue) -> list[str]:
    """Return at most four unrefused fallbacks: plan B, compared, liked, or related ones."""
    first = notebook.decision.occupation if notebook.decision else None
    plan_b = notebook.plan_b.occupation if notebook.plan_b else None
    candidates = [*([plan_b] if plan_b else []), *notebook.compared, *notebook.liked]
    if first in catalogue:
        chosen = catalogue.occupations[catalogue.row[str(first)]]
        candidates += [near.occupation_id for near in find_neighbours(chosen, catalogue, notebook)]
    apart = {first, *notebook.refused}
    return [option for option in dict.fromkeys(candidates) if option not in apart][:MAX_PLANS_B]


def _compute_totals(weights: Weights, ratings: Ratings) -> dict[str, int]:
    return {
        occupation: sum(weight * rated[criterion] for criterion, weight in weights.items())
        for occupation, rated in ratings.items()
    }


def _find_leader(totals: Mapping[str, int]) -> Optional[str]:
    best = max(totals.values())
    leaders = [occupation for occupation, total in totals.items() if total == best]
    return leaders[0] if len(leaders) == 1 else None


def _find_smallest_flips(
    weights: Weights, ratings: Ratings, leader: Optional[str]
) -> tuple[DecisionFlip, ...]:
    flips = [f for f in _iterate_changes(weights, ratings) if f.leader and f.leader != leader]
    smallest = min((abs(flip.after - flip.before) for flip in flips), default=0)
    return tuple(flip for flip in flips if abs(flip.after - flip.before) == smallest)


def _iterate_changes(weights: Weights, ratings: Ratings) -> Iterator[DecisionFlip]:
    """Yield every single change of the grid, with its leader ("" on a tie)."""
    for criterion, before in weights.items():
        for after in RATING_SCALE:
            leader = _find_leader(_compute_totals({**weights, criterion: after}, ratings)) or ""
            yield DecisionFlip("weight", criterion, None, before, after, leader)
    for occupation, rated in ratings.items():
        for criterion in weights:
            for after in RATING_SCALE:
                changed = {**ratings, occupation: {**rated, criterion: after}}
                leader = _find_leader(_compute_totals(weights, changed)) or ""
                yield DecisionFlip("rating", criterion, occupation, rated[criterion], after, leader)
