"""The words and the link of an appointment, and how they are found in what somebody writes."""

from __future__ import annotations

import pytest

from bot.booking.designating import MARK, designation, find_code, hash_token
from bot.privacy.codes import hash_code, words

KEY = b"a key of thirty-two bytes or more"
A, B, C, D = words()[7], words()[99], words()[200], words()[311]


def test_the_same_seed_tells_the_same_words_and_link_again() -> None:
    one = designation("seed", KEY)
    assert one == designation("seed", KEY)
    assert one != designation("seed", KEY[::-1])
    assert len(one.code.split("-")) == 4
    assert len(one.token) == 64
    assert one.code_hash == hash_code(one.code, KEY)
    assert one.token_hash == hash_token(one.token, KEY) != one.token


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{A}-{B}-{C}-{D}", MARK),
        (f"{A} {B} {C} {D}", MARK),
        (f"{A.upper()} - {B} - {C} - {D}", MARK),
        (f"mon code c'est {A} {B} {C} {D}", f"mon code c'est {MARK}"),
        (f"annuler mon rdv {A}-{B}-{C}-{D} svp", f"annuler mon rdv {MARK} svp"),
        (f"rendez-vous : {A}, {B}, {C}, {D}", f"rendez-vous : {MARK}"),
    ],
)
def test_a_code_is_found_and_marked(text: str, left: str) -> None:
    assert find_code(text) == (f"{A}-{B}-{C}-{D}", left)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{A} {B} {C}",
        f"j'aime {A}, {B}, {C}, {D}",
        "réparer des vélos avec mon oncle",
        "mon code c'est je sais plus quoi",
        f"{A}-{B}-{C}-{D}-{A}",
    ],
)
def test_what_is_no_code(text: str) -> None:
    assert find_code(text) is None
