"""The resume code can be dictated, cannot be guessed, and is never stored as such."""

from __future__ import annotations

import math
import re
import unicodedata
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.codes import (
    WORDS_IN_A_CODE,
    code_for,
    find_code,
    hash_code,
    new_seed,
    normalise_code,
    packed,
    unpacked,
    words,
)
from bot.privacy.redaction import redact

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


def test_a_code_belongs_to_one_seed_and_one_key() -> None:
    codes = {code_for(new_seed(), KEY) for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code.split("-")) == WORDS_IN_A_CODE for code in codes)
    assert code_for("seed", KEY) == code_for("seed", KEY)
    assert code_for("seed", KEY) != code_for("seed", b"l" * 32)


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


WORDS = CODE.split("-")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (CODE, "[code]"),
        (f"voilà : {CODE}.", "voilà : [code]."),
        (f"mon code c'est {' '.join(WORDS).upper()} merci", "mon code c'est [code] merci"),
        (", ".join(WORDS), "[code]"),
        ("Abeille Canyon Fenêtre Guitare Hibou Nuage Tomate Zèbre", "[code]"),
        (unicodedata.normalize("NFD", "abeille canyon fenêtre guitare hibou nuage tomate zèbre"),
         "[code]"),
        (f"{CODE} ou {CODE}", "[code] ou [code]"),
        (f"{CODE} et 0470 12 34 56", "[code] et [téléphone]"),
    ],
)  # fmt: skip
def test_a_code_is_not_kept_in_clear(said: str, kept: str) -> None:
    assert redact(said).text == kept
    assert redact(kept).text == kept
    assert find_code(said) == CODE


@pytest.mark.parametrize("place", range(WORDS_IN_A_CODE))
@pytest.mark.parametrize("wrong", ["gitare", "télévision", ""])
def test_a_code_with_one_word_wrong_or_left_out_is_a_wrong_code(place: int, wrong: str) -> None:
    typed = " ".join(filter(None, [*WORDS[:place], wrong, *WORDS[place + 1 :]]))
    found = find_code(f"mon code est {typed}")
    assert found
    assert found != CODE
    kept = redact(f"mon code est {typed}").text
    assert not set(kept.split()) & set(WORDS)


@pytest.mark.parametrize(
    "said",
    [
        "j'aime la guitare, le piano, la trompette et le violon",
        "chien, cheval, lapin, mouton, vache, poule, tigre",  # seven animals with commas
        "je mange une pomme, une tarte, du chocolat et des biscuits à la maison",
        "abeille canyon fenetre guitare hibou nuage",  # six words are no code
        "",
    ],
)
def test_what_people_say_is_no_code(said: str) -> None:
    assert find_code(said) is None
    assert redact(said).text == said


@given(st.text())
def test_any_text_can_be_normalised_and_hashed(typed: str) -> None:
    assert normalise_code(normalise_code(typed)) == normalise_code(typed)
    assert len(hash_code(typed, KEY)) == 64


@given(st.lists(st.sampled_from(words()), min_size=WORDS_IN_A_CODE, max_size=WORDS_IN_A_CODE))
def test_a_packed_code_is_short_and_comes_back(picked: list[str]) -> None:
    code = "-".join(picked)
    assert re.fullmatch("[A-Za-z0-9_-]{12}", packed(code))
    assert unpacked(packed(code)) == code


@pytest.mark.parametrize("text", ["", "abc", "a" * 11, "a" * 13, "é" * 12, "a" * 11 + "\n"])
def test_what_was_never_packed_is_no_code(text: str) -> None:
    assert unpacked(text) is None


@pytest.mark.parametrize("code", ["", "abeille", "pas un code du tout de la liste"])
def test_only_eight_words_are_packed(code: str) -> None:
    with pytest.raises(ValueError, match="eight of the words"):
        packed(code)
