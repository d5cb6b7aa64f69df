"""The last step: the grid, what would flip it, and a plan B. A decision stays provisional.

Total of an occupation: Σ weight × rating over the criteria that have a weight, and a rating for
every compared occupation. Flips are found by trying every single change, so they are exact.
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
    """One change of a weight (occupation: None) or of a rating, and who would then lead."""

    kind: Literal["weight", "rating"]
    criterion: str
    occupation: Optional[str]
    before: int
    after: int
    leader: str


@dataclass(frozen=True)
class GridOutcome:
    """Totals by occupation, in the order compared; no `leader` on a tie.

    `flips`: every smallest change that gives another leader, or one where there was none; empty
    when no single change does. `missing`: criteria that could not count yet.
    """

    totals: tuple[tuple[str, int], ...]
    leader: Optional[str]
    flips: tuple[DecisionFlip, ...]
    missing: tuple[str, ...]


def weigh_grid(notebook: Notebook) -> GridOutcome:
    """Weigh the comparison of a notebook. NothingToWeigh when no criterion is complete."""
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
    """What could stand in if the first choice fails: in reserve, compared, kept, or near it; at
    most four, and nothing that was refused."""
    first = notebook.decision.occupation if notebook.decision else None
    kept = notebook.plan_b.occupation if notebook.plan_b else None
    known = [*([kept] if kept else []), *notebook.compared, *notebook.liked]
    if first in catalogue:
        chosen = catalogue.occupations[catalogue.row[str(first)]]
        known += [near.occupation_id for near in find_neighbours(chosen, catalogue, notebook)]
    apart = {first, *notebook.refused}
    return [one for one in dict.fromkeys(known) if one not in apart][:MAX_PLANS_B]


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
    """Every single change of the grid, with its leader (empty text on a tie)."""
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
