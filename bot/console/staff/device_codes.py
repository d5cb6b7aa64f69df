"""A code by which a new browser is known at the sign-in, as if it had signed in before.

While somebody guesses under a name, its owner has no free try from a new browser. An admin, or the
command line, gives them a code; it opens nothing by itself: passphrase and second factor are asked
as ever, and the tries of that browser are counted as those of any known one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from bot.console.auth import audit_trail, known_devices
from bot.console.auth.console_keys import Keys
from bot.console.auth.typed_codes import generate_code, normalise_code
from bot.console.console_errors import ExpiredDeviceCode, NotReady, WrongDeviceCode
from bot.console.staff import device_code_repository, staff_accounts
from bot.storage.unit_of_work import UnitOfWork

DEVICE_CODE_LIFETIME = dt.timedelta(hours=1)
_CODE_BITS, _HASH_PURPOSE = 140, "device code"


@dataclass(frozen=True, repr=False)
class DeviceCode:
    """`code`: to be typed once until `until`, in the browser that is to be known; kept nowhere."""

    account: int
    name: str
    code: str
    until: dt.datetime


def create_device_code(
    unit: UnitOfWork, account: int, keys: Keys, now: dt.datetime, by: Optional[int] = None
) -> DeviceCode:
    """A code; the one before opens nothing any more. `by`: the admin; None from the command line.

    Raises:
        NoSuchAccount; NotReady: there is no passphrase to ask for.
    """
    found = staff_accounts.get_account(unit, account, now)
    if found.state != "ready":
        raise NotReady
    code, until = generate_code(_CODE_BITS), now + DEVICE_CODE_LIFETIME
    device_code_repository.replace_device_code(unit, account, _hash_code(code, keys), until)
    audit_trail.append_line(unit, by, "device_code_made", f"counsellor:{account}", now)
    return DeviceCode(account, found.name, code, until)


def redeem_device_code(unit: UnitOfWork, typed: str, keys: Keys, now: dt.datetime) -> str:
    """The value for the cookie of this browser (`bot.console.auth.known_devices`); the code is used
    up.

    Raises:
        WrongDeviceCode: unknown, used, or taken back; ExpiredDeviceCode.
    """
    hashed = _hash_code(typed, keys)
    found = device_code_repository.find_device_code(unit, hashed)
    if found is None:
        raise WrongDeviceCode
    if now >= found.until:
        raise ExpiredDeviceCode
    if not device_code_repository.use_device_code(unit, hashed):
        raise WrongDeviceCode
    account = found.account
    audit_trail.append_line(unit, account, "device_code_used", f"counsellor:{account}", now)
    return known_devices.create_device_value(account, found.passphrase, keys)


def _hash_code(code: str, keys: Keys) -> str:
    return keys.hashed(_HASH_PURPOSE, normalise_code(code))
