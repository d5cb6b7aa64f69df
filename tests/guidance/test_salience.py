"""What the talk is about, and what « l'autre » means."""

from __future__ import annotations

from bot.guidance.salience import MAX_REFERENTS, OCCUPATION, QUESTION, Referent, Salience

A, B, C = (Referent(OCCUPATION, name) for name in ("a", "b", "c"))


def test_the_newest_is_the_subject_and_comes_once() -> None:
    salience = Salience().about(A).about(B).about(A)
    assert salience.subject == A
    assert salience.referents == (A, B)


def test_the_oldest_referent_is_dropped() -> None:
    salience = Salience()
    for number in range(MAX_REFERENTS + 3):
        salience = salience.about(Referent(QUESTION, str(number)))
    assert len(salience.referents) == MAX_REFERENTS
    assert salience.referents[-1].id == "3"


def test_the_other_is_of_the_pair_first() -> None:
    salience = Salience().about(C).beside([A, B])
    assert salience.subject == A
    assert salience.find_other(A) == B
    assert Salience().about(A).about(C).find_other(C) == A


def test_nothing_is_lost_on_the_way_to_the_database() -> None:
    salience = Salience().beside([A, B]).with_list_shown([B, C]).asked("length")
    assert Salience.from_json(salience.to_json()) == salience
    assert Salience.from_json(None) == Salience()
