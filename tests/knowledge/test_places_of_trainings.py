"""Schools under their towns, each once."""

from __future__ import annotations

from typing import Any

from knowledge.training_places import group_by_town, render_town


def test_each_school_stands_once_under_its_town(library: Any) -> None:
    base = library.base
    lines = group_by_town(base.trainings.values(), base.towns)
    towns = [town for town, _ in lines]
    assert len(towns) == len(set(towns))
    assert [schools for _, schools in lines if len(schools) != len(set(schools))] == []
    assert "HEPL" in dict(lines)["Liège"]


def test_a_school_whose_town_is_known_is_not_said_to_be_nowhere(library: Any) -> None:
    base = library.base
    *placed, (nowhere, left) = group_by_town(base.trainings.values(), base.towns)
    assert nowhere == ""
    assert not {school for _, schools in placed for school in schools} & set(left)


def test_a_town_is_written_as_the_base_has_it(library: Any) -> None:
    base = library.base
    assert render_town("liege", base.trainings.values(), base.towns) == "Liège"
    assert render_town("arlon", base.trainings.values(), base.towns) == "Arlon"
