"""The words and the link of an appointment, and how they are found in what somebody writes."""

from __future__ import annotations

import pytest

from bot.booking.appointment_codes import CODE_MARK, derive_keys, find_code, hash_token
from bot.privacy.word_codes import code_words, hash_code

KEY = b"a key of thirty-two bytes or more"
A, B, C, D = code_words()[7], code_words()[99], code_words()[200], code_words()[311]


def test_the_same_seed_tells_the_same_words_and_link_again() -> None:
    one = derive_keys("seed", KEY)
    assert one == derive_keys("seed", KEY)
    assert one != derive_keys("seed", KEY[::-1])
    assert len(one.code.split("-")) == 4
    assert len(one.token) == 64
    assert one.code_hash == hash_code(one.code, KEY)
    assert one.token_hash == hash_token(one.token, KEY) != one.token


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{A}-{B}-{C}-{D}", CODE_MARK),
        (f"{A} {B} {C} {D}", CODE_MARK),
        (f"{A.upper()} - {B} - {C} - {D}", CODE_MARK),
        (f"mon code c'est {A} {B} {C} {D}", f"mon code c'est {CODE_MARK}"),
        (f"annuler mon rdv {A}-{B}-{C}-{D} svp", f"annuler mon rdv {CODE_MARK} svp"),
        (f"rendez-vous : {A}, {B}, {C}, {D}", f"rendez-vous : {CODE_MARK}"),
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
def test_a_text_without_a_code_gives_none(text: str) -> None:
    assert find_code(text) is None
