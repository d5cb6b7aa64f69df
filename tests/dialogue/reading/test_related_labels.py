"""Two labels whose replies have most in common share their probability where both are unsure."""

from __future__ import annotations

from bot.dialogue.reading.segment_readings import SegmentReading, pool_related_labels


def _ranked(*ranked: tuple[str, float], has_subject: bool = False) -> tuple[tuple[str, float], ...]:
    segment = SegmentReading("", ranked, False, ())
    return pool_related_labels(segment, has_subject).ranked


def test_where_is_about_what_is_spoken_about_else_about_the_centre() -> None:
    unsure = (("ask.place", 0.36), ("service.place", 0.18))
    assert _ranked(*unsure, has_subject=True)[0] == ("ask.place", 0.54)
    assert _ranked(*unsure)[0] == ("service.place", 0.54)


def test_a_person_to_see_is_one_wish() -> None:
    ranked = _ranked(("service.access", 0.35), ("request.human", 0.3), ("request.appointment", 0.2))
    assert ranked[0] == ("request.human", 0.5)


def test_what_is_sure_stays() -> None:
    sure = (("service.place", 0.6), ("ask.place", 0.3))
    assert _ranked(*sure, has_subject=True) == sure
