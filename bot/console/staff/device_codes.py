"""Device codes: a new browser is treated at the sign-in as one that signed in before.

While an attacker guesses under a name, its owner has no free attempt from a new browser. An admin
or the command line issues a code. It does not replace passphrase or second factor; it only gives
the browser its own attempt counter.
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
    """A one-time code, valid until `until`, to be typed in the new browser; only its hash is
    stored."""

    account: int
    name: str
    code: str
    until: dt.datetime


def create_device_code(
    unit: UnitOfWork, account: int, keys: Keys, now: dt.datetime, by: Optional[int] = None
) -> DeviceCode:
    """Issue a code and revoke the previous one. `by` is the admin, None for the command line.

    Raises:
        NoSuchAccount, NotReady: the account has no passphrase yet.
    """
    owner = staff_accounts.get_account(unit, account, now)
    if owner.state != "ready":
        raise NotReady
    code, until = generate_code(_CODE_BITS), now + DEVICE_CODE_LIFETIME
    device_code_repository.replace_device_code(unit, account, _hash_code(code, keys), until)
    audit_trail.append_line(unit, by, "device_code_made", f"counsellor:{account}", now)
    return DeviceCode(account, owner.name, code, until)


def redeem_device_code(unit: UnitOfWork, typed: str, keys: Keys, now: dt.datetime) -> str:
    """Use a code and return the device cookie (`bot.console.auth.known_devices`).

    Raises:
        WrongDeviceCode, ExpiredDeviceCode.
    """
    hashed = _hash_code(typed, keys)
    device_code = device_code_repository.find_device_code(unit, hashed)
    if device_code is None:
        raise WrongDeviceCode
    if now >= device_code.until:
        raise ExpiredDeviceCode
    if not device_code_repository.use_device_code(unit, hashed):
        raise WrongDeviceCode
    account = device_code.account
    audit_trail.append_line(unit, account, "device_code_used", f"counsellor:{account}", now)
    return known_devices.create_device_value(account, device_code.passphrase, keys)


def _hash_code(code: str, keys: Keys) -> str:
    return keys.hashed(_HASH_PURPOSE, normalise_code(code))
