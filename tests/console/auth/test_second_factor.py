"""C7: the second factor, by time (RFC 6238) or by one of ten codes, each of them once."""

from __future__ import annotations

import base64
import datetime as dt
import math
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.auth import second_factor as factor
from bot.console.auth.console_keys import Keys
from bot.console.auth.typed_codes import generate_code, normalise_code
from tests.support.console_accounts import NOW

SECRET = pyotp.random_base32()
STEP = int(NOW.timestamp()) // 30


def at(steps: int) -> str:
    return pyotp.TOTP(SECRET).at(NOW + dt.timedelta(seconds=30 * steps))


# RFC 6238, appendix B, SHA-1, the last six digits of eight.
@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_the_vectors_of_the_rfc(seconds: int, code: str) -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    moment = dt.datetime.fromtimestamp(seconds, dt.timezone.utc)
    assert factor.find_time_step(secret, code, moment, 0) == seconds // 30


@pytest.mark.parametrize("away", [-1, 0, 1])
def test_a_clock_half_a_minute_off_is_forgiven(away: int) -> None:
    assert factor.find_time_step(SECRET, at(away), NOW, 0) == STEP + away


@pytest.mark.parametrize("away", [-3, -2, 2, 3])
def test_a_code_further_away_is_refused(away: int) -> None:
    if at(away) not in {at(-1), at(0), at(1)}:
        assert factor.find_time_step(SECRET, at(away), NOW, 0) is None


def test_c7_a_step_works_once_and_none_before_it() -> None:
    assert factor.find_time_step(SECRET, at(0), NOW, STEP) is None
    assert factor.find_time_step(SECRET, at(-1), NOW, STEP) is None
    assert factor.find_time_step(SECRET, at(1), NOW, STEP) == STEP + 1


def test_blanks_do_not_count() -> None:
    assert factor.find_time_step(SECRET, f" {at(0)[:3]} {at(0)[3:]} ", NOW, 0) == STEP


@given(st.text())
def test_whatever_is_typed_is_no_code(typed: str) -> None:
    right = "".join(typed.split()) in {at(-1), at(0), at(1)}
    assert (factor.find_time_step(SECRET, typed, NOW, 0) is not None) is right


def test_at_the_beginning_of_time_too() -> None:
    start = dt.datetime.fromtimestamp(0, dt.timezone.utc)
    assert factor.find_time_step(SECRET, "abc", start, 0) is None


def test_the_provisioning_uri_is_what_the_application_reads() -> None:
    address = urlsplit(factor.build_provisioning_uri(SECRET, "Anna Dupont"))
    asked = parse_qs(address.query)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/Boussole:Anna Dupont"
    assert (asked["secret"], asked["issuer"]) == ([SECRET], ["Boussole"])
    assert len(base64.b32decode(factor.generate_secret())) == 20


def test_the_picture_is_svg_without_a_script() -> None:
    drawn = factor.render_qr_code(SECRET, "Anna <b>")
    root = ElementTree.fromstring(drawn)
    assert root.tag.endswith("svg")
    assert "script" not in drawn
    assert "style=" not in drawn  # the console's policy allows none
    assert SECRET not in drawn


def test_ten_recovery_codes_of_80_bits_stored_as_keyed_hashes(keys: Keys) -> None:
    codes = factor.generate_recovery_codes()
    assert len(set(codes)) == 10
    assert [code for code in codes if len(normalise_code(code)) * math.log2(32) < 80] == []
    hashes = factor.hash_recovery_codes(codes, keys)
    other = Keys(b"another key of at least 32 bytes", keys.vault, keys.hasher)
    assert set(hashes).isdisjoint(factor.hash_recovery_codes(codes, other))
    assert [
        code for code in codes if code in str(hashes) or normalise_code(code) in str(hashes)
    ] == []


def test_c7_a_recovery_code_works_once(keys: Keys) -> None:
    codes = factor.generate_recovery_codes()
    hashes = factor.hash_recovery_codes(codes, keys)
    used = factor.check_code(SECRET, 7, hashes, codes[3].upper().replace("-", " "), NOW, keys)
    assert used is not None
    assert used.by_recovery
    assert used.values == {"totp_step": 7, "recovery": hashes[:3] + hashes[4:]}
    assert factor.check_code(SECRET, 7, used.recovery, codes[3], NOW, keys) is None


def test_the_six_digits_cost_no_recovery_code(keys: Keys) -> None:
    used = factor.check_code(SECRET, 7, ["a", "b"], at(0), NOW, keys)
    assert used == factor.AcceptedCode(STEP, ("a", "b"))


@given(st.sampled_from([128, 80, 140]))
def test_codes_are_read_as_they_are_copied(bits: int) -> None:
    code = generate_code(bits)
    assert len(normalise_code(code)) * 5 >= bits
    typed = code.upper().replace("-", " ").replace("O", "0").replace("L", "1").replace("B", "8")
    assert normalise_code(typed) == normalise_code(code) == code.replace("-", "")


@given(st.text())
def test_normalising_a_code_never_fails(typed: str) -> None:
    assert normalise_code(normalise_code(typed)) == normalise_code(typed)
