"""What people cannot stand in a job: the file names what exists, and words are found in it."""

from __future__ import annotations

from typing import Any


def test_every_profession_that_is_named_exists(library: Any) -> None:
    assert library.base.contexts.aversions.ids <= set(library.base.occupations)


def test_what_is_refused_is_found_by_its_words(library: Any) -> None:
    aversions, occupations = library.base.contexts.aversions, library.base.occupations

    def has(words: str) -> set[str]:
        names = aversions.find_in_text(words)
        return {each for each, one in occupations.items() if aversions.has(one, names)}

    assert {"dentiste", "sage-femme", "infirmier"} <= has("la vue du sang me rend malade")
    assert {"couvreur", "elagueur"} <= has("grimper à l'échelle, non merci")
    assert "comptable" in has("je veux plus rester enfermée")
    assert "jardinier-paysagiste" not in has("je veux plus rester enfermée")
    assert has("la vaisselle") == set()
