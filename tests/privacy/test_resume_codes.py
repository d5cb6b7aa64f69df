"""The resume code can be dictated, cannot be guessed, and is never stored as such."""

from __future__ import annotations

import math
import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.codes import (
    WORDS_IN_A_CODE,
    code_for,
    find_code,
    hash_code,
    normalise_code,
    words,
)

KEY = b"k" * 32
CODE = "abeille-canyon-fenetre-guitare-hibou-nuage-tomate-zebre"


def test_a_code_holds_at_least_64_bits() -> None:
    assert len(set(words())) == 512
    assert WORDS_IN_A_CODE * math.log2(len(words())) >= 64


def test_the_words_are_short_and_plain() -> None:
    assert all(re.fullmatch("[a-z]{4,10}", word) for word in words())
    assert list(words()) == sorted(words())


def test_no_two_words_are_one_letter_apart() -> None:
    for one, other in combinations(words(), 2):
        if len(one) == len(other):
            assert sum(a != b for a, b in zip(one, other, strict=True)) > 1, (one, other)
        else:
            short, long = sorted((one, other), key=len)
            shortened = {long[:i] + long[i + 1 :] for i in range(len(long))}
            assert short not in shortened, (one, other)


def test_a_code_belongs_to_one_person_and_one_key() -> None:
    codes = {code_for(f"person {number}", KEY) for number in range(200)}
    assert len(codes) == 200
    assert all(len(code.split("-")) == WORDS_IN_A_CODE for code in codes)
    assert code_for("person 1", KEY) == code_for("person 1", KEY)
    assert code_for("person 1", KEY) != code_for("person 1", b"l" * 32)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.upper(),
        CODE.replace("-", " "),
        CODE.replace("-", "  –  "),
        CODE.replace("-", ", "),
        f"  {CODE}.\n",
        "Abeille-Canyon-Fenêtre-Guitare-Hibou-Nuage-Tomate-Zèbre",
    ],
)
def test_a_code_survives_case_accents_and_separators(typed: str) -> None:
    assert normalise_code(typed) == CODE
    assert hash_code(typed, KEY) == hash_code(CODE, KEY)


def test_the_hash_needs_the_key_and_hides_the_code() -> None:
    assert hash_code(CODE, KEY) != hash_code(CODE, b"l" * 32)
    assert re.fullmatch("[0-9a-f]{64}", hash_code(CODE, KEY))


def test_a_code_is_found_in_a_sentence() -> None:
    assert find_code(f"Salut, mon code c'est {CODE.replace('-', ' ')} merci") == CODE
    assert find_code("j'aime la guitare et le zèbre") is None


@given(st.text())
def test_any_text_can_be_normalised_and_hashed(typed: str) -> None:
    assert normalise_code(normalise_code(typed)) == normalise_code(typed)
    assert len(hash_code(typed, KEY)) == 64
