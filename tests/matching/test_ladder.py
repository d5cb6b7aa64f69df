"""Neighbours: shorter and longer studies in the same domain, and others like it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.matching.lead_suggestions import (
    Catalogue,
    StudyLadder,
    build_study_ladder,
    find_neighbours,
)
from bot.notebook.model import Notebook
from knowledge.entry_schema import Occupation

Make = Callable[..., Occupation]


def _domain(occupation: Make) -> Catalogue:
    return Catalogue(
        [
            occupation("aide", rome="J1501", levels=(2,)),
            occupation("soignant", rome="J1502", levels=(4, 6)),
            occupation("infirmier", rome="J1506", levels=(6,), related=("sage-femme",)),
            occupation("cadre", rome="J1503", levels=(7,), interests=(1, 2)),
            occupation("no-way-in", rome="J1504", levels=()),
            occupation("sage-femme", rome="J1104", levels=(6,)),
        ]
    )


def test_ladder_nearest_level_first(occupation: Make) -> None:
    catalogue = _domain(occupation)
    infirmier = catalogue.occupations[catalogue.row["infirmier"]]
    assert build_study_ladder(infirmier, catalogue) == StudyLadder(("soignant", "aide"), ("cadre",))


def test_no_ladder_without_a_way_in(occupation: Make) -> None:
    catalogue = _domain(occupation)
    assert build_study_ladder(
        catalogue.occupations[catalogue.row["no-way-in"]], catalogue
    ) == StudyLadder((), ())


def test_like_this_leaves_refused_out_and_starts_with_related(
    occupation: Make, notebook: Notebook, now: dt.datetime
) -> None:
    catalogue = _domain(occupation)
    infirmier = catalogue.occupations[catalogue.row["infirmier"]]
    notebook.refuse("", now, "aide")
    near = find_neighbours(infirmier, catalogue, notebook)
    assert [n.occupation_id for n in near] == ["sage-femme", "cadre", "soignant"]
    assert (near[0].related, near[0].same_domain, near[1].interests) == (True, False, (1,))
    assert len(find_neighbours(infirmier, catalogue, notebook, count=1)) == 1


def test_related_counts_from_either_side(occupation: Make, notebook: Notebook) -> None:
    catalogue = _domain(occupation)
    sage_femme = catalogue.occupations[catalogue.row["sage-femme"]]
    assert [n.occupation_id for n in find_neighbours(sage_femme, catalogue, notebook)] == [
        "infirmier"
    ]
