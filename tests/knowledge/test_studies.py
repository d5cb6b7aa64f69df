"""A study by its words: its kind, its trainings, and the rule of its kind."""

from __future__ import annotations

import pytest

from knowledge import question_topics, study_lookup
from knowledge.library import Library


@pytest.mark.parametrize(
    ("words", "kind", "first"),
    [
        ("la bio à l'unif", study_lookup.UNIVERSITY, "uliege-biologie-bachelier"),
        ("secrétariat en promotion sociale", study_lookup.ADULTS, "adultes-secretariat"),
        ("Saint-Luc", study_lookup.ARTS, "saint-luc"),
        ("la géographie en haute école", study_lookup.COLLEGE, ""),
    ],
)
def test_words_name_a_study(library: Library, words: str, kind: str, first: str) -> None:
    found = study_lookup.find_study(words, library.base)
    ids = [each.id for each in found.trainings]
    assert found.kind == kind
    assert ids[0].startswith(first) if first else not ids


def test_a_level_or_a_certificate_alone_names_no_study() -> None:
    assert all(
        map(study_lookup.is_generic, ("le master", "mon CESS", "l'unif", "6e professionnelle"))
    )
    assert not any(
        map(study_lookup.is_generic, ("bachelier en droit", "HEPL", "graduat en chimie"))
    )


def test_the_rule_of_a_kind_is_an_entry_of_the_base(library: Library) -> None:
    rules = {entry for kind in study_lookup.KIND_RULES.values() for entry in kind.values()}
    assert rules <= set(library.base.questions)


def test_the_rules_of_a_profession_follow_its_paths(library: Library) -> None:
    nursing = study_lookup.list_rules_for("infirmier", "cost", library.base)
    assert nursing[:2] == ("minerval", "prix-enseignement-adultes")
    welding = study_lookup.list_rules_for("soudeur", "cost", library.base)
    assert welding[-1] == "alternance-outils-frais"


def test_the_same_study_at_another_level_is_found(library: Library) -> None:
    training = library.base.trainings["uliege-pharmacie-bachelier"]
    found = study_lookup.get_study_of_training(training, library.base, "et le master ?").trainings
    assert [each.level for each in found] == [study_lookup.MASTER_LEVEL]


def test_words_that_many_titles_have_name_no_entry(library: Library) -> None:
    named = library.topics["minerval"]
    assert question_topics.list_content_stems("le minerval") <= named
    assert not question_topics.list_content_stems("ça coûte combien d'années ?") & named
