"""Accounts of the console: made by invitation, disabled, opened again by another invitation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Optional

import sqlalchemy as sa

from bot.console import audit, duties, sessions, throttle
from bot.console.errors import NameTaken, NoSuchAccount
from bot.console.keys import Keys
from bot.console.names import same_name, shown_name
from bot.console.roles import Role
from bot.console.typed_codes import mint, normalised
from bot.console.work_left import Left, left_by
from bot.storage.staff_tables import counsellors, credentials, device_codes
from bot.storage.unit_of_work import UnitOfWork

INVITATION_BITS = 140
INVITED_FOR = dt.timedelta(days=7)
_INVITATION = "invitation"
_BARE: dict[str, Any] = {"recovery": [], **dict.fromkeys(("passphrase", "totp", "feed"))}

State = Literal["invited", "expired", "ready", "disabled"]


@dataclass(frozen=True)
class Account:
    """`state`: invited or expired (the invitation), ready, disabled."""

    id: int
    name: str
    role: str
    state: State
    created: dt.datetime


@dataclass(frozen=True, repr=False)
class Invitation:
    """`code`: to be typed once until `until`; it is kept nowhere."""

    account: int
    name: str
    role: str
    code: str
    until: dt.datetime


def add(
    unit: UnitOfWork, name: str, role: Role, keys: Keys, now: dt.datetime, by: Optional[int] = None
) -> Invitation:
    """A new account, which its invitation opens. `by`: the admin; None from the command line.

    Raises:
        WrongName, NameTaken.
    """
    shown = shown_name(name)
    if find(unit, shown, now) is not None:
        raise NameTaken
    row = counsellors.insert().values(name=shown, role=role, created=now)
    account = unit.execute(row).inserted_primary_key[0]
    unit.execute(credentials.insert().values(counsellor_id=account))
    audit.write(unit, by, "account_added", f"counsellor:{account}", now)
    return _invite(unit, account, shown, role, keys, now)


def reset(
    unit: UnitOfWork, account: int, keys: Keys, now: dt.datetime, by: Optional[int] = None
) -> Invitation:
    """Passphrase, second factor, calendar feed, sessions and duty go, a new invitation comes. A
    disabled account opens again; one can book with it once its owner says so. Raises
    NoSuchAccount."""
    found = get(unit, account, now)
    unit.execute(credentials.update().where(_credentials(account)).values(_BARE))
    mine = counsellors.c.id == account
    unit.execute(counsellors.update().where(mine).values(disabled=False))
    duties.go_off(unit, account, now, by)
    sessions.end_all(unit, account)
    _take_back_device_code(unit, account)
    throttle.forgive(unit, found.name, keys)
    audit.write(unit, by, "account_reset", f"counsellor:{account}", now)
    return _invite(unit, account, found.name, found.role, keys, now)


def disable(unit: UnitOfWork, account: int, now: dt.datetime, by: Optional[int] = None) -> Left:
    """No sign-in, no session, no calendar feed, no new appointment; what it leaves to others.

    Doing it again changes nothing and tells what is still left. Raises NoSuchAccount.
    """
    get(unit, account, now)
    off = {"disabled": True, "receives": False}
    unit.execute(counsellors.update().where(counsellors.c.id == account).values(off))
    duties.go_off(unit, account, now, by)
    closed = {"feed": None, "invitation": None, "invited": None}
    unit.execute(credentials.update().where(_credentials(account)).values(closed))
    sessions.end_all(unit, account)
    _take_back_device_code(unit, account)
    audit.write(unit, by, "account_disabled", f"counsellor:{account}", now)
    return left_by(unit, account, now)


def accounts(unit: UnitOfWork, now: dt.datetime) -> list[Account]:
    """All of them, in the order of their names."""
    columns = (counsellors.c.id, counsellors.c.name, counsellors.c.role, counsellors.c.created)
    state = (counsellors.c.disabled, credentials.c.passphrase.is_not(None), credentials.c.invited)
    joined = counsellors.outerjoin(credentials)
    rows = unit.execute(sa.select(*columns, *state).select_from(joined)).all()
    found = [
        Account(number, name, role, _state(disabled, opened, invited, now), created)
        for number, name, role, created, disabled, opened, invited in rows
    ]
    return sorted(found, key=lambda account: same_name(account.name))


def find(unit: UnitOfWork, name: str, now: dt.datetime) -> Optional[Account]:
    """The account of that name, however it is written; None if there is none."""
    wanted = same_name(name)
    every = [each for each in accounts(unit, now) if same_name(each.name) == wanted]
    return every[0] if every else None


def named(unit: UnitOfWork, name: str, now: dt.datetime) -> Account:
    """The same. Raises NoSuchAccount."""
    found = find(unit, name, now)
    if found is None:
        raise NoSuchAccount
    return found


def get(unit: UnitOfWork, account: int, now: dt.datetime) -> Account:
    """The account of that id. Raises NoSuchAccount."""
    for each in accounts(unit, now):
        if each.id == account:
            return each
    raise NoSuchAccount


def are_none(unit: UnitOfWork) -> bool:
    """Whether nobody could sign in or be invited: there is no account that is not disabled."""
    query = sa.select(counsellors.c.id).where(sa.not_(counsellors.c.disabled)).limit(1)
    return unit.execute(query).first() is None


def hash_invitation(code: str, keys: Keys) -> str:
    """What is stored of an invitation."""
    return keys.hashed(_INVITATION, normalised(code))


def _invite(
    unit: UnitOfWork, account: int, name: str, role: str, keys: Keys, now: dt.datetime
) -> Invitation:
    code = mint(INVITATION_BITS)
    values = {"invitation": hash_invitation(code, keys), "invited": now}
    unit.execute(credentials.update().where(_credentials(account)).values(values))
    return Invitation(account, name, role, code, now + INVITED_FOR)


def _take_back_device_code(unit: UnitOfWork, account: int) -> None:
    unit.execute(device_codes.delete().where(device_codes.c.counsellor_id == account))


def _state(disabled: bool, opened: bool, invited: Optional[dt.datetime], now: dt.datetime) -> State:
    if disabled:
        return "disabled"
    if opened:
        return "ready"
    return "invited" if invited is not None and now < invited + INVITED_FOR else "expired"


def _credentials(account: int) -> Any:
    return credentials.c.counsellor_id == account
