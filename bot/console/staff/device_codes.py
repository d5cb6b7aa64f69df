"""A code by which a new browser is known at the sign-in, as if it had signed in before.

While somebody guesses under a name, its owner has no free try from a new browser. An admin, or the
command line, gives them a code; it opens nothing by itself: passphrase and second factor are asked
as ever, and the tries of that browser are counted as those of any known one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.console.auth import audit_trail, known_devices
from bot.console.auth.console_keys import Keys
from bot.console.auth.typed_codes import generate_code, normalise_code
from bot.console.console_errors import ExpiredDeviceCode, NotReady, WrongDeviceCode
from bot.console.staff import staff_accounts
from bot.storage.staff_tables import credentials
from bot.storage.staff_tables import device_codes as table
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
    unit.execute(table.delete().where(table.c.counsellor_id == account))
    values = {"counsellor_id": account, "code_hash": _hash_code(code, keys), "until": until}
    unit.execute(table.insert().values(values))
    audit_trail.append_line(unit, by, "device_code_made", f"counsellor:{account}", now)
    return DeviceCode(account, found.name, code, until)


def redeem_device_code(unit: UnitOfWork, typed: str, keys: Keys, now: dt.datetime) -> str:
    """The value for the cookie of this browser (`bot.console.auth.known_devices`); the code is used
    up.

    Raises:
        WrongDeviceCode: unknown, used, or taken back; ExpiredDeviceCode.
    """
    row = _find_code_row(unit, _hash_code(typed, keys))
    if row is None:
        raise WrongDeviceCode
    if now >= row.until:
        raise ExpiredDeviceCode
    mine = table.c.code_hash == row.code_hash
    if unit.execute(table.delete().where(mine)).rowcount != 1:  # used by another meanwhile
        raise WrongDeviceCode
    account = row.counsellor_id
    audit_trail.append_line(unit, account, "device_code_used", f"counsellor:{account}", now)
    return known_devices.create_device_value(account, row.passphrase, keys)


def _find_code_row(unit: UnitOfWork, hashed: str) -> Optional[Any]:
    """Its account is ready: a reset and a closing take the code back."""
    mine = credentials.c.counsellor_id == table.c.counsellor_id
    query = sa.select(table, credentials.c.passphrase).select_from(table.join(credentials, mine))
    row: Optional[Any] = unit.execute(query.where(table.c.code_hash == hashed)).first()
    return row


def _hash_code(code: str, keys: Keys) -> str:
    return keys.hashed(_HASH_PURPOSE, normalise_code(code))
