"""The second factor: a six-digit TOTP code (RFC 6238), or one of ten recovery codes."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

import pyotp

from bot.console.auth.console_keys import Keys
from bot.console.auth.typed_codes import generate_code, normalise_code
from bot.presentation import qr_code

STEP_SECONDS = 30
ISSUER = "Boussole"
RECOVERY_CODE_COUNT, RECOVERY_CODE_BITS = 10, 80
_STEP_OFFSETS = (-1, 0, 1)  # steps of 30 s, for clocks that are slightly off
_RECOVERY_PURPOSE = "recovery code"


@dataclass(frozen=True)
class AcceptedCode:
    """A correct code, with the values to store so that it works only once."""

    step: int
    recovery: tuple[str, ...]
    by_recovery: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """The columns of `credentials` to update."""
        return {"totp_step": self.step, "recovery": list(self.recovery)}


def generate_secret() -> str:
    """Return a secret of 160 random bits in base 32."""
    return pyotp.random_base32()


def build_provisioning_uri(secret: str, name: str) -> str:
    """Return the `otpauth://…` URI for the authenticator, with the account's name."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=name, issuer_name=ISSUER)


def render_qr_code(secret: str, name: str) -> str:
    """Return a URI as a QR code in SVG."""
    return qr_code.render_qr_code(build_provisioning_uri(secret, name))


def find_time_step(secret: str, code: str, now: dt.datetime, last: int) -> Optional[int]:
    """Return the time step (present or adjacent, after `last`) of a code, or None."""
    typed = "".join(code[:20].split())
    if len(typed) != 6 or not (typed.isascii() and typed.isdecimal()):
        typed = "no code"  # still compared, to take the same time
    present, totp, matched = int(now.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret), None
    for step in (present + away for away in _STEP_OFFSETS):
        right = hmac.compare_digest(totp.generate_otp(max(step, 0)), typed)
        if right and step > last:
            matched = step
    return matched


def generate_recovery_codes() -> list[str]:
    """Return ten new recovery codes, to be shown once and stored as hashes."""
    return [generate_code(RECOVERY_CODE_BITS) for _ in range(RECOVERY_CODE_COUNT)]


def hash_recovery_codes(codes: Sequence[str], keys: Keys) -> list[str]:
    """Return the keyed hashes of recovery codes."""
    return [keys.hashed(_RECOVERY_PURPOSE, normalise_code(code)) for code in codes]


def check_code(
    secret: str, last: int, recovery: Sequence[str], code: str, now: dt.datetime, keys: Keys
) -> Optional[AcceptedCode]:
    """Return the state of the factor after a correct code, else None. Stores nothing.

    `secret` is decrypted, `last` the time step that was last used, `recovery` the hashes left.
    """
    step = find_time_step(secret, code, now, last)
    (typed,) = hash_recovery_codes([code], keys)
    left = tuple(each for each in recovery if not hmac.compare_digest(each, typed))
    if step is not None:
        return AcceptedCode(step, tuple(recovery))
    if len(left) < len(recovery):
        return AcceptedCode(last, left, by_recovery=True)
    return None
