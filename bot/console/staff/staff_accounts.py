"""Accounts of the console: made by invitation, disabled, opened again by another invitation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Optional

import sqlalchemy as sa

from bot.console.auth import audit_trail, sign_in_throttle, staff_sessions
from bot.console.auth.account_names import format_display_name, make_comparison_key
from bot.console.auth.console_keys import Keys
from bot.console.auth.roles import Role
from bot.console.auth.typed_codes import generate_code, normalise_code
from bot.console.console_errors import NameTaken, NoSuchAccount
from bot.console.staff import availability
from bot.console.staff.open_work import OpenWork, find_open_work
from bot.storage.staff_tables import counsellors, credentials, device_codes
from bot.storage.unit_of_work import UnitOfWork

INVITATION_BITS = 140
INVITATION_LIFETIME = dt.timedelta(days=7)
_INVITATION_PURPOSE = "invitation"
_CLEARED_CREDENTIALS: dict[str, Any] = {
    "recovery": [],
    **dict.fromkeys(("passphrase", "totp", "feed")),
}

AccountState = Literal["invited", "expired", "ready", "disabled"]


@dataclass(frozen=True)
class Account:
    """`state`: invited or expired (the invitation), ready, disabled."""

    id: int
    name: str
    role: str
    state: AccountState
    created: dt.datetime


@dataclass(frozen=True, repr=False)
class Invitation:
    """`code`: to be typed once until `until`; it is kept nowhere."""

    account: int
    name: str
    role: str
    code: str
    until: dt.datetime


def create_account(
    unit: UnitOfWork, name: str, role: Role, keys: Keys, now: dt.datetime, by: Optional[int] = None
) -> Invitation:
    """A new account, which its invitation opens. `by`: the admin; None from the command line.

    Raises:
        WrongName, NameTaken.
    """
    shown = format_display_name(name)
    if find_account(unit, shown, now) is not None:
        raise NameTaken
    row = counsellors.insert().values(name=shown, role=role, created=now)
    account = unit.execute(row).inserted_primary_key[0]
    unit.execute(credentials.insert().values(counsellor_id=account))
    audit_trail.append_line(unit, by, "account_added", f"counsellor:{account}", now)
    return _issue_invitation(unit, account, shown, role, keys, now)


def reset_account(
    unit: UnitOfWork, account: int, keys: Keys, now: dt.datetime, by: Optional[int] = None
) -> Invitation:
    """Passphrase, second factor, calendar feed, sessions and duty go, a new invitation comes. A
    disabled account opens again; one can book with it once its owner says so. Raises
    NoSuchAccount."""
    found = get_account(unit, account, now)
    unit.execute(
        credentials.update().where(_belongs_to_account(account)).values(_CLEARED_CREDENTIALS)
    )
    mine = counsellors.c.id == account
    unit.execute(counsellors.update().where(mine).values(disabled=False))
    availability.end_duty(unit, account, now, by)
    staff_sessions.end_sessions(unit, account)
    _revoke_device_code(unit, account)
    sign_in_throttle.reset_failures(unit, found.name, keys)
    audit_trail.append_line(unit, by, "account_reset", f"counsellor:{account}", now)
    return _issue_invitation(unit, account, found.name, found.role, keys, now)


def disable_account(
    unit: UnitOfWork, account: int, now: dt.datetime, by: Optional[int] = None
) -> OpenWork:
    """No sign-in, no session, no calendar feed, no new appointment; what it leaves to others.

    Doing it again changes nothing and tells what is still left. Raises NoSuchAccount.
    """
    get_account(unit, account, now)
    off = {"disabled": True, "receives": False}
    unit.execute(counsellors.update().where(counsellors.c.id == account).values(off))
    availability.end_duty(unit, account, now, by)
    closed = {"feed": None, "invitation": None, "invited": None}
    unit.execute(credentials.update().where(_belongs_to_account(account)).values(closed))
    staff_sessions.end_sessions(unit, account)
    _revoke_device_code(unit, account)
    audit_trail.append_line(unit, by, "account_disabled", f"counsellor:{account}", now)
    return find_open_work(unit, account, now)


def list_accounts(unit: UnitOfWork, now: dt.datetime) -> list[Account]:
    """All of them, in the order of their names."""
    columns = (counsellors.c.id, counsellors.c.name, counsellors.c.role, counsellors.c.created)
    state = (counsellors.c.disabled, credentials.c.passphrase.is_not(None), credentials.c.invited)
    joined = counsellors.outerjoin(credentials)
    rows = unit.execute(sa.select(*columns, *state).select_from(joined)).all()
    found = [
        Account(number, name, role, _account_state(disabled, opened, invited, now), created)
        for number, name, role, created, disabled, opened, invited in rows
    ]
    return sorted(found, key=lambda account: make_comparison_key(account.name))


def find_account(unit: UnitOfWork, name: str, now: dt.datetime) -> Optional[Account]:
    """The account of that name, however it is written; None if there is none."""
    wanted = make_comparison_key(name)
    every = [each for each in list_accounts(unit, now) if make_comparison_key(each.name) == wanted]
    return every[0] if every else None


def get_account_by_name(unit: UnitOfWork, name: str, now: dt.datetime) -> Account:
    """The same. Raises NoSuchAccount."""
    found = find_account(unit, name, now)
    if found is None:
        raise NoSuchAccount
    return found


def get_account(unit: UnitOfWork, account: int, now: dt.datetime) -> Account:
    """The account of that id. Raises NoSuchAccount."""
    for each in list_accounts(unit, now):
        if each.id == account:
            return each
    raise NoSuchAccount


def has_no_active_account(unit: UnitOfWork) -> bool:
    """Whether nobody could sign in or be invited: there is no account that is not disabled."""
    query = sa.select(counsellors.c.id).where(sa.not_(counsellors.c.disabled)).limit(1)
    return unit.execute(query).first() is None


def hash_invitation_code(code: str, keys: Keys) -> str:
    """What is stored of an invitation."""
    return keys.hashed(_INVITATION_PURPOSE, normalise_code(code))


def _issue_invitation(
    unit: UnitOfWork, account: int, name: str, role: str, keys: Keys, now: dt.datetime
) -> Invitation:
    code = generate_code(INVITATION_BITS)
    values = {"invitation": hash_invitation_code(code, keys), "invited": now}
    unit.execute(credentials.update().where(_belongs_to_account(account)).values(values))
    return Invitation(account, name, role, code, now + INVITATION_LIFETIME)


def _revoke_device_code(unit: UnitOfWork, account: int) -> None:
    unit.execute(device_codes.delete().where(device_codes.c.counsellor_id == account))


def _account_state(
    disabled: bool, opened: bool, invited: Optional[dt.datetime], now: dt.datetime
) -> AccountState:
    if disabled:
        return "disabled"
    if opened:
        return "ready"
    return "invited" if invited is not None and now < invited + INVITATION_LIFETIME else "expired"


def _belongs_to_account(account: int) -> Any:
    return credentials.c.counsellor_id == account
