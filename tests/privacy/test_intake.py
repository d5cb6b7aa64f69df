"""CARE C5: NFC, no surrogates, NUL or control characters but newline and tab, ≤ 2,000."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.message_validation import (
    MAX_MESSAGE_CHARS,
    MessageRefused,
    clean_message,
    strip_hidden_characters,
)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\u200b\u200d", "empty"),
        ("a" * 2001, "too_long"),
        ("a" * 10_000_000, "too_long"),
        ("a\ud800b", "not_unicode"),
        ("\udfff", "not_unicode"),
        ("a\x00b", "control"),
        ("a\x07", "control"),
        ("a\x1c", "control"),
        ("a\rb", "control"),
        ("a\x7f", "control"),
        ("a\x85", "control"),
    ],
)
def test_c5_refuses_with_a_reason(said: str, reason: str) -> None:
    with pytest.raises(MessageRefused) as refusal:
        clean_message(said)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  salut \n", "salut"),
        ("e\u0301cole", "école"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb", "a\nb"),
        ("a" * 2000, "a" * 2000),
        ("e\u0301" * 2000, "é" * 2000),
        ("👩‍🔧 مرحبا", "👩‍🔧 مرحبا"),
    ],
)
def test_c5_accepts(said: str, kept: str) -> None:
    assert clean_message(said) == kept


ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("je veux \u202eruiruom\u202c ici", "je veux ruiruom ici"),
        ("\u2066a\u2067b\u2068c\u2069\u202ad\u202b\u202d", "abcd"),
        ("sou\u200bdeur\u2060 \ufeffet\u00ad\u180e\u2063", "soudeur et"),
        ("vu\U000e0041\U000e0042\U000e007f", "vu"),  # letters that nobody sees
        (f"le foot {ENGLAND}", f"le foot {ENGLAND}"),
        ("👩‍🔧 می‌خواهم שלום\u200f!", "👩‍🔧 می‌خواهم שלום\u200f!"),
    ],
)
def test_what_reorders_or_hides_a_text_is_taken_out(said: str, kept: str) -> None:
    assert strip_hidden_characters(said) == kept


@given(st.text())
def test_c5_accepts_or_refuses_and_nothing_else(said: str) -> None:
    try:
        kept = clean_message(said)
    except MessageRefused:
        return
    assert unicodedata.is_normalized("NFC", kept)
    assert 0 < len(kept) <= MAX_MESSAGE_CHARS
    assert clean_message(kept) == kept
    kept.encode("utf-8")
