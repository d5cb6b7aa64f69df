"""Neighbours: shorter and longer studies in the same domain, and others like it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.guidance.matching import Catalogue, Ladder, ladder, like_this
from bot.guidance.notebook import Notebook
from knowledge.schema import Occupation

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
    assert ladder(infirmier, catalogue) == Ladder(("soignant", "aide"), ("cadre",))


def test_no_ladder_without_a_way_in(occupation: Make) -> None:
    catalogue = _domain(occupation)
    assert ladder(catalogue.occupations[catalogue.row["no-way-in"]], catalogue) == Ladder((), ())


def test_like_this_leaves_refused_out_and_starts_with_related(
    occupation: Make, notebook: Notebook, now: dt.datetime
) -> None:
    catalogue = _domain(occupation)
    infirmier = catalogue.occupations[catalogue.row["infirmier"]]
    notebook.refuse("", now, "aide")
    near = like_this(infirmier, catalogue, notebook)
    assert [n.occupation_id for n in near] == ["sage-femme", "cadre", "soignant"]
    assert (near[0].related, near[0].same_domain, near[1].interests) == (True, False, (1,))
    assert len(like_this(infirmier, catalogue, notebook, count=1)) == 1


def test_related_counts_from_either_side(occupation: Make, notebook: Notebook) -> None:
    catalogue = _domain(occupation)
    sage_femme = catalogue.occupations[catalogue.row["sage-femme"]]
    assert [n.occupation_id for n in like_this(sage_femme, catalogue, notebook)] == ["infirmier"]
