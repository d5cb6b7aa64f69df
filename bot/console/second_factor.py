"""The second factor: six digits of an application (RFC 6238), or one of ten recovery codes."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

import pyotp

from bot.console.keys import Keys
from bot.console.typed_codes import mint, normalised
from bot.guidance.classes import qr

SECONDS = 30
ISSUER = "Boussole"
RECOVERY_CODES, RECOVERY_BITS = 10, 80
_AROUND = (-1, 0, 1)  # steps: the clock of a telephone may be half a minute off
_PURPOSE = "recovery code"


@dataclass(frozen=True)
class Used:
    """A code that was right, and what to store of the factor from now on: it works once."""

    step: int
    recovery: tuple[str, ...]
    by_recovery: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """The columns of `credentials` that it changes."""
        return {"totp_step": self.step, "recovery": list(self.recovery)}


def new_secret() -> str:
    """160 random bits in base 32, as applications take them."""
    return pyotp.random_base32()


def uri(secret: str, name: str) -> str:
    """What the application reads: `otpauth://…`, with the name of the account."""
    return pyotp.TOTP(secret, interval=SECONDS).provisioning_uri(name=name, issuer_name=ISSUER)


def picture(secret: str, name: str) -> str:
    """The same as a QR code, in SVG."""
    return qr(uri(secret, name))


def step_of(secret: str, code: str, now: dt.datetime, last: int) -> Optional[int]:
    """The time step whose code this is, now or one before or after, if later than `last`."""
    typed = "".join(code[:20].split())
    if len(typed) != 6 or not (typed.isascii() and typed.isdecimal()):
        typed = "no code"  # compared all the same
    present, totp, found = int(now.timestamp()) // SECONDS, pyotp.TOTP(secret), None
    for step in (present + away for away in _AROUND):
        right = hmac.compare_digest(totp.generate_otp(max(step, 0)), typed)
        if right and step > last:
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Ten, to be shown once and stored as `stored` makes them."""
    return [mint(RECOVERY_BITS) for _ in range(RECOVERY_CODES)]


def stored(codes: Sequence[str], keys: Keys) -> list[str]:
    """The keyed hashes of recovery codes."""
    return [keys.hashed(_PURPOSE, normalised(code)) for code in codes]


def check(
    secret: str, last: int, recovery: Sequence[str], code: str, now: dt.datetime, keys: Keys
) -> Optional[Used]:
    """What remains of the factor if the code is right, else None. Nothing is stored here.

    `secret`: in clear; `last`: the time step that was used last; `recovery`: the hashes left.
    """
    step = step_of(secret, code, now, last)
    (typed,) = stored([code], keys)
    left = tuple(each for each in recovery if not hmac.compare_digest(each, typed))
    if step is not None:
        return Used(step, tuple(recovery))
    if len(left) < len(recovery):
        return Used(last, left, by_recovery=True)
    return None
