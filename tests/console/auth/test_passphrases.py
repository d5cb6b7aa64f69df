"""C7: Argon2id, at least 15 characters, none that everybody tries first."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import Type, extract_parameters
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.console.auth.console_keys import DEFAULT_HASHER
from bot.console.auth.passphrases import (
    hash_passphrase,
    needs_rehash,
    normalise_passphrase,
    require_strong_passphrase,
    verify_passphrase,
)
from bot.console.console_errors import PassphraseRefused, TooCommon, TooLong, TooShort
from tests.support.console_accounts import CHEAP_HASHER, PASSPHRASE

NAME = "Anna Dupont-Vanderstraeten"


@pytest.mark.parametrize(
    "passphrase",
    [
        PASSPHRASE,
        "correct horse battery staple",
        "trois petits hérons bleus",
        "🌻 tournesol 🌻 violet",
    ],
)
def test_long_and_uncommon_is_enough(passphrase: str) -> None:
    require_strong_passphrase(passphrase, NAME)


@pytest.mark.parametrize("passphrase", ["", "court", "q8$Zr!v92Lm_x@"])
def test_c7_fewer_than_15_characters_are_too_short(passphrase: str) -> None:
    with pytest.raises(TooShort):
        require_strong_passphrase(passphrase, NAME)


def test_characters_count_not_bytes_and_after_they_are_composed() -> None:
    with pytest.raises(TooShort):
        require_strong_passphrase(unicodedata.normalize("NFD", "éàüéàüéàüéàüéà"), NAME)


@pytest.mark.parametrize(
    "passphrase",
    [
        "aaaaaaaaaaaaaaaaaaaa",
        "motdepasse123456",
        "azertyuiopqsdfghjklm",
        "boussole boussole boussole",
        "Cité des Métiers 2026",
        "Dupont-Vanderstraeten",
        "anna dupont-vanderstraeten 1",
        "12345678901234567890",
    ],
)
def test_c7_what_is_tried_first_is_too_common(passphrase: str) -> None:
    with pytest.raises(TooCommon):
        require_strong_passphrase(passphrase, NAME)


@pytest.mark.parametrize("passphrase", [PASSPHRASE * 5, "\ufdfa" * 20, "x" * 10_000_000])
def test_more_than_128_characters_are_too_long(passphrase: str) -> None:
    with pytest.raises(TooLong):
        require_strong_passphrase(passphrase, NAME)


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=140))
def test_nothing_else_is_raised_and_nothing_repeated(passphrase: str) -> None:
    refused = None
    try:
        require_strong_passphrase(passphrase, NAME)
    except PassphraseRefused as error:
        refused = error
    assert refused is None or (str(refused), refused.__cause__) == ("", None)


def test_c7_argon2id_with_the_second_recommendation_of_rfc_9106() -> None:
    stored = hash_passphrase(PASSPHRASE, DEFAULT_HASHER)
    parameters = extract_parameters(stored)
    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (65536, 3, 4)
    assert (parameters.salt_len, parameters.hash_len) == (16, 32)
    assert verify_passphrase(stored, PASSPHRASE, DEFAULT_HASHER)


def test_only_the_same_one_opens() -> None:
    stored = hash_passphrase(PASSPHRASE, CHEAP_HASHER)
    assert verify_passphrase(stored, PASSPHRASE, CHEAP_HASHER)
    for other in (PASSPHRASE.upper(), PASSPHRASE[:-1], f"{PASSPHRASE} ", "", "x" * 10_000):
        assert not verify_passphrase(stored, other, CHEAP_HASHER)


def test_two_hashes_of_one_passphrase_differ() -> None:
    assert hash_passphrase(PASSPHRASE, CHEAP_HASHER) != hash_passphrase(PASSPHRASE, CHEAP_HASHER)


def test_one_passphrase_typed_on_two_machines_is_one() -> None:
    stored = hash_passphrase(PASSPHRASE, CHEAP_HASHER)
    assert verify_passphrase(stored, unicodedata.normalize("NFD", PASSPHRASE), CHEAP_HASHER)
    assert verify_passphrase(stored, PASSPHRASE.replace(" ", "\u00a0"), CHEAP_HASHER)


@given(st.text(max_size=60))
def test_normalising_again_changes_nothing(text: str) -> None:
    assert normalise_passphrase(normalise_passphrase(text)) == normalise_passphrase(text)


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=200))
def test_whatever_is_typed_is_an_answer(typed: str) -> None:
    assert verify_passphrase(hash_passphrase(PASSPHRASE, CHEAP_HASHER), typed, CHEAP_HASHER) is (
        normalise_passphrase(typed) == PASSPHRASE
    )


@pytest.mark.parametrize("stored", ["", "md5:abc", "$argon2id$broken"])
def test_what_is_no_hash_opens_nothing(stored: str) -> None:
    assert not verify_passphrase(stored, PASSPHRASE, CHEAP_HASHER)


def test_other_parameters_are_noticed() -> None:
    assert needs_rehash(hash_passphrase(PASSPHRASE, CHEAP_HASHER), DEFAULT_HASHER)
    assert not needs_rehash(hash_passphrase(PASSPHRASE, CHEAP_HASHER), CHEAP_HASHER)
