"""What a way into a profession rests on, over the whole base."""

from __future__ import annotations

from typing import Any

from knowledge.facts import get_way_provenance


def ways(base: Any) -> Any:
    """Every way in of a profession that was written here, with its profession."""
    return [
        (one, way)
        for one in base.occupations.values()
        if base.files.get(one.id)
        for way in one.ways_in
    ]


def test_a_way_rests_on_a_page_or_says_whom_to_ask(real_base: Any) -> None:
    """Who is asked is written: « l'école » of a way that names no school helps nobody."""
    bare = []
    for one, way in ways(real_base):
        training = real_base.trainings.get(way.training or "")
        said = way.owner or (training and training.owner)
        if not (get_way_provenance(way, real_base).sources or way.confirmed or said):
            bare.append(f"{one.id}: {way.title}")
    assert not bare


def test_a_way_that_nobody_read_tells_no_length_and_no_place(real_base: Any) -> None:
    """Without a source, only its training may say where it is given, as its own fact."""
    told = []
    for one, way in ways(real_base):
        rests = get_way_provenance(way, real_base).sources or way.confirmed
        if not rests and (way.length or (way.where and not way.training)):
            told.append(f"{one.id}: {way.title}, {way.length or way.where}")
    assert not told
