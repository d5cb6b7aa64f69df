"""A study by its words: its kind, its trainings, and the rule of its kind."""

from __future__ import annotations

import pytest

from knowledge import studies, topics
from knowledge.library import Library


@pytest.mark.parametrize(
    ("words", "kind", "first"),
    [
        ("la bio à l'unif", studies.UNIVERSITY, "uliege-biologie-bachelier"),
        ("secrétariat en promotion sociale", studies.ADULTS, "adultes-secretariat"),
        ("Saint-Luc", studies.ARTS, "saint-luc"),
        ("la géographie en haute école", studies.COLLEGE, ""),
    ],
)
def test_words_name_a_study(library: Library, words: str, kind: str, first: str) -> None:
    found = studies.find(words, library.base)
    ids = [each.id for each in found.trainings]
    assert found.kind == kind
    assert ids[0].startswith(first) if first else not ids


def test_a_level_or_a_certificate_alone_names_no_study() -> None:
    assert all(map(studies.is_generic, ("le master", "mon CESS", "l'unif", "6e professionnelle")))
    assert not any(map(studies.is_generic, ("bachelier en droit", "HEPL", "graduat en chimie")))


def test_the_rule_of_a_kind_is_an_entry_of_the_base(library: Library) -> None:
    rules = {entry for kind in studies.RULES.values() for entry in kind.values()}
    assert rules <= set(library.base.questions)


def test_the_same_study_at_another_level_is_found(library: Library) -> None:
    training = library.base.trainings["uliege-pharmacie-bachelier"]
    found = studies.of_training(training, library.base, "et le master ?").trainings
    assert [each.level for each in found] == [studies.MASTER_LEVEL]


def test_words_that_many_titles_have_name_no_entry(library: Library) -> None:
    named = library.topics["minerval"]
    assert topics.words("le minerval") <= named
    assert not topics.words("ça coûte combien d'années ?") & named
