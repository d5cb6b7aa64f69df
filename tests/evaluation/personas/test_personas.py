"""Forty written personas: what fits is among the five, what is absurd is not."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from evaluation.personas import persona_outcomes
from evaluation.personas.persona_outcomes import PERSONAS_FOLDER, PersonaOutcome, compute_shares

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def found(library: Any, whole_catalogue: Any, dialogue: Any) -> list[PersonaOutcome]:
    return list(
        persona_outcomes.evaluate_personas(
            library, whole_catalogue, lambda text: dialogue.parse(text)["intent"]["name"]
        )
    )


def test_there_are_forty_and_they_name_what_exists(library: Any) -> None:
    files = sorted(PERSONAS_FOLDER.glob("*.yml"))
    assert len(files) == 40
    for path in files:
        persona = yaml.safe_load(path.read_text("utf-8"))
        for one in (*persona["fits"], *persona["absurd"]):
            kind, _, field = one["id"].partition(":")
            known = library.base.fields if kind == "field" else library.base.occupations
            assert (field or one["id"]) in known, path.name
            assert one["why"]


def test_nine_of_ten_leads_fit_the_persona(found: list[PersonaOutcome]) -> None:
    """The bar is 90 % of all; the half that served to choose no weight is told apart."""
    fitting, absurd = compute_shares(found)
    assert fitting >= 0.9
    assert absurd <= 0.03
    apart, _ = compute_shares([one for one in found if not one.tuned_on])
    assert apart >= 0.8
