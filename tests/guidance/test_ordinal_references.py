"""What short words say of the leads that were shown, and what is no pointing at all."""

from __future__ import annotations

from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guidance.ordinal_references import (
    COMPARE,
    LIKE,
    OPEN,
    REFUSE,
    OrdinalReference,
    merge_keeping_positions,
    parse_reference,
)


@pytest.mark.parametrize(
    ("text", "places", "meaning"),
    [
        ("la 3", (2,), OPEN),
        ("le 1er", (0,), OPEN),
        ("c koi la 2", (1,), OPEN),
        ("C'est quoi, la deuxième ?", (1,), OPEN),
        ("plus de détails sur la 2", (1,), OPEN),
        ("tu peux m'en dire plus sur le 3 ?", (2,), OPEN),
        ("ouvre la 4", (3,), OPEN),
        ("je veux plus d'infos sur la 2", (1,), OPEN),
        ("j'aime bien le deuxième", (1,), LIKE),
        ("garde le 3", (2,), LIKE),
        ("la 5 me tente", (4,), LIKE),
        ("pourquoi pas la 2", (1,), LIKE),
        ("pas mal la dernière", (4,), LIKE),
        ("la 1 et la 3", (0, 2), LIKE),
        ("1 et 3", (0, 2), LIKE),
        ("la 2 bof", (1,), REFUSE),
        ("2 bof", (1,), REFUSE),
        ("pas la 1", (0,), REFUSE),
        ("la 4 j'aime pas", (3,), REFUSE),
        ("le dernier c nul", (4,), REFUSE),
        ("pas la 1 et la 2", (0, 1), REFUSE),
        ("pas la 1 ni la 2", (0, 1), REFUSE),
        ("la 1 et la 2 bof", (0, 1), REFUSE),
        ("jaime plus la 3", (2,), REFUSE),
        ("montrez la 2", (1,), OPEN),
        ("la 1 ou la 2", (0, 1), COMPARE),
        ("compare la 1 et la 3", (0, 2), COMPARE),
        ("c quoi la 2 et la 3", (1, 2), COMPARE),
    ],
)
def test_leads_are_pointed_at(text: str, places: tuple[int, ...], meaning: str) -> None:
    found = parse_reference(text, 5)
    assert found is not None
    assert (found.places, found.meaning) == (places, meaning)


def test_one_place_alone_says_no_more() -> None:
    assert parse_reference("la 3", 5) == OrdinalReference((2,), OPEN, alone=True)
    assert parse_reference("c koi la 3", 5) == OrdinalReference((2,), OPEN)


@pytest.mark.parametrize(
    "text",
    [
        *("2", "le 6", "les 2", "", "un autre", "non la 2", "jsuis en 3e", "en 2e jai raté"),
        *("la 2 bof c trop long", "j'aime 2 trucs", "chui en 3 ans de chômage", "la 1 ou 9"),
        *(
            "la 1 oui la 2 non",
            "la 3 et pas la 4",
            "j'aime la 1 mais pas la 2",
            "j'en aime 2",
            "oui 2",
        ),
        *("combien gagne le premier", "plus comme ça", "le premier métier de ma mère"),
    ],
)
def test_anything_else_points_at_nothing(text: str) -> None:
    assert parse_reference(text, 5) is None


def test_where_no_lead_was_shown_nothing_is_pointed_at() -> None:
    assert parse_reference("la 2", 0) is None


@given(st.text(max_size=80), st.integers(0, 12))
def test_never_raises_and_stays_within_what_was_shown(text: str, count: int) -> None:
    found: Optional[OrdinalReference] = parse_reference(text, count)
    assert found is None or all(0 <= place < count for place in found.places)


@pytest.mark.parametrize(
    ("refused", "found", "places"),
    [
        (("b",), ("x",), ["a", "x", "c"]),
        (("b",), (), ["a", "b", "c"]),
        (("a", "c"), ("x", "y"), ["x", "b", "y"]),
        (("b",), ("x", "y"), ["a", "x", "c", "y"]),
        (("z",), ("x",), ["a", "b", "c", "x"]),
    ],
)
def test_a_new_lead_has_the_place_of_the_refused(
    refused: tuple[str, ...], found: tuple[str, ...], places: list[str]
) -> None:
    assert merge_keeping_positions(["a", "b", "c"], refused, found) == places
