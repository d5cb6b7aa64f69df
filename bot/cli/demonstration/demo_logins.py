"""Logins of the demo, stored in clear so that they can be printed; never done for real accounts."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyotp

from bot.console.auth.second_factor import STEP_SECONDS

LOGINS_FILE = "accounts.json"


@dataclass(frozen=True, repr=False)
class Login:
    """`secret` is that of the second factor, in base 32."""

    name: str
    role: str
    passphrase: str
    secret: str

    def codes(self, now: dt.datetime) -> tuple[str, str]:
        """Return the present code and the next; both work now, once each."""
        factor = pyotp.TOTP(self.secret, interval=STEP_SECONDS)
        return factor.at(now), factor.at(now + dt.timedelta(seconds=STEP_SECONDS))


def write_logins(folder: Path, logins: Sequence[Login]) -> None:
    """Write the logins atomically, readable by the owner only."""
    draft = folder / f"{LOGINS_FILE}.new"
    handle = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump([asdict(each) for each in logins], file)
    os.replace(draft, folder / LOGINS_FILE)


def read_logins(folder: Path) -> list[Login]:
    """Return the logins of the last demo, [] without one."""
    file = folder / LOGINS_FILE
    return [Login(**each) for each in json.loads(file.read_text())] if file.exists() else []
