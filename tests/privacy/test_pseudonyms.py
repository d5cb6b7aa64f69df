"""CARE P3: the person's id is HMAC-SHA256(channel ‖ native id, key)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.pseudonyms import MissingIdentity, derive_pseudonym

KEY = b"k" * 32
FILLED = st.text(min_size=1)


def test_p3_is_stable_and_does_not_show_the_id() -> None:
    one = derive_pseudonym("telegram", "987654321", KEY)
    assert one == derive_pseudonym("telegram", "987654321", KEY)
    assert len(one) == 64
    assert "987654321" not in one


def test_p3_depends_on_channel_id_and_key() -> None:
    seen = {
        derive_pseudonym("telegram", "1", KEY),
        derive_pseudonym("messenger", "1", KEY),
        derive_pseudonym("telegram", "2", KEY),
        derive_pseudonym("telegram", "1", b"l" * 32),
        derive_pseudonym("telegram1", "1", KEY),
        derive_pseudonym("telegram", "11", KEY),
    }
    assert len(seen) == 6


@given(FILLED, FILLED, FILLED, FILLED)
def test_p3_two_pairs_never_share_a_pseudonym(a: str, b: str, c: str, d: str) -> None:
    assert (derive_pseudonym(a, b, KEY) == derive_pseudonym(c, d, KEY)) == ((a, b) == (c, d))


@pytest.mark.parametrize(("channel", "native"), [("", "1"), ("web", "")])
def test_p3_refuses_a_missing_identity(channel: str, native: str) -> None:
    with pytest.raises(MissingIdentity):
        derive_pseudonym(channel, native, KEY)
