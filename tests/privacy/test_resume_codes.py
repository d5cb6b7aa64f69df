"""The resume code can be dictated, cannot be guessed, and is never stored as such."""

from __future__ import annotations

import math
import re
import unicodedata
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.redaction import redact
from bot.privacy.word_codes import (
    CODE_WORD_COUNT,
    code_words,
    derive_code,
    find_code,
    hash_code,
    new_seed,
    normalise_code,
    pack_code,
    unpack_code,
)

KEY = b"k" * 32
CODE = "abeille-canyon-fenetre-guitare-hibou-nuage-tomate-zebre"


def test_a_code_holds_at_least_64_bits() -> None:
    assert len(set(code_words())) == 512
    assert CODE_WORD_COUNT * math.log2(len(code_words())) >= 64


def test_the_words_are_short_and_plain() -> None:
    assert [word for word in code_words() if not re.fullmatch("[a-z]{4,10}", word)] == []
    assert list(code_words()) == sorted(code_words())


def test_no_two_words_are_one_letter_apart() -> None:
    for one, other in combinations(code_words(), 2):
        if len(one) == len(other):
            assert sum(a != b for a, b in zip(one, other, strict=True)) > 1, (one, other)
        else:
            short, long = sorted((one, other), key=len)
            shortened = {long[:i] + long[i + 1 :] for i in range(len(long))}
            assert short not in shortened, (one, other)


def test_a_code_belongs_to_one_seed_and_one_key() -> None:
    codes = {derive_code(new_seed(), KEY) for _ in range(200)}
    assert len(codes) == 200
    assert [code for code in codes if len(code.split("-")) != CODE_WORD_COUNT] == []
    assert derive_code("seed", KEY) == derive_code("seed", KEY)
    assert derive_code("seed", KEY) != derive_code("seed", b"l" * 32)


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


@pytest.mark.parametrize("place", range(CODE_WORD_COUNT))
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


@given(st.lists(st.sampled_from(code_words()), min_size=CODE_WORD_COUNT, max_size=CODE_WORD_COUNT))
def test_a_packed_code_is_short_and_comes_back(picked: list[str]) -> None:
    code = "-".join(picked)
    assert re.fullmatch("[A-Za-z0-9_-]{12}", pack_code(code))
    assert unpack_code(pack_code(code)) == code


@pytest.mark.parametrize("text", ["", "abc", "a" * 11, "a" * 13, "é" * 12, "a" * 11 + "\n"])
def test_what_was_never_packed_is_no_code(text: str) -> None:
    assert unpack_code(text) is None


@pytest.mark.parametrize("code", ["", "abeille", "pas un code du tout de la liste"])
def test_only_eight_words_are_packed(code: str) -> None:
    with pytest.raises(ValueError, match="eight of the words"):
        pack_code(code)
