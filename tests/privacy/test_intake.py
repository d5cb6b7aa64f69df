"""CARE C5: NFC, no surrogates, NUL or control characters but newline and tab, ≤ 2,000."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.intake import MAX_CHARACTERS, Refused, clean


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
    with pytest.raises(Refused) as refusal:
        clean(said)
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
    assert clean(said) == kept


@given(st.text())
def test_c5_accepts_or_refuses_and_nothing_else(said: str) -> None:
    try:
        kept = clean(said)
    except Refused:
        return
    assert unicodedata.is_normalized("NFC", kept)
    assert 0 < len(kept) <= MAX_CHARACTERS
    assert clean(kept) == kept
    kept.encode("utf-8")
