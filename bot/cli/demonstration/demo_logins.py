"""The accounts of the demo, as they are printed: passphrases and second factors in clear, in a file
beside the invented centre. No account of a real one is ever kept so."""

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
    """`secret`: of the second factor, in base 32."""

    name: str
    role: str
    passphrase: str
    secret: str

    def codes(self, now: dt.datetime) -> tuple[str, str]:
        """The code of this half minute and that of the next. Both open the account now: each works
        once, and a telephone may be half a minute off."""
        factor = pyotp.TOTP(self.secret, interval=STEP_SECONDS)
        return factor.at(now), factor.at(now + dt.timedelta(seconds=STEP_SECONDS))


def write_logins(folder: Path, logins: Sequence[Login]) -> None:
    """Whole or not at all, for its owner only."""
    draft = folder / f"{LOGINS_FILE}.new"
    handle = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump([asdict(each) for each in logins], file)
    os.replace(draft, folder / LOGINS_FILE)


def read_logins(folder: Path) -> list[Login]:
    """Those of the last demo; none where there was none."""
    file = folder / LOGINS_FILE
    return [Login(**each) for each in json.loads(file.read_text())] if file.exists() else []
