"""Accounts of the console: created by invitation, disabled, reset by a new invitation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Optional

from bot.booking.calendar_import import calendar_source_repository
from bot.console.auth import (
    audit_trail,
    credential_repository,
    sign_in_throttle,
    staff_session_repository,
)
from bot.console.auth.account_names import format_display_name, make_comparison_key
from bot.console.auth.console_keys import Keys
from bot.console.auth.roles import Role
from bot.console.auth.typed_codes import generate_code, normalise_code
from bot.console.console_errors import NameTaken, NoSuchAccount
from bot.console.staff import account_repository, availability, device_code_repository
from bot.console.staff.account_repository import AccountRow
from bot.console.staff.open_work import OpenWork, find_open_work
from bot.storage.unit_of_work import UnitOfWork

INVITATION_BITS = 140
INVITATION_LIFETIME = dt.timedelta(days=7)
_INVITATION_PURPOSE = "invitation"
_RESET_CREDENTIALS: dict[str, Any] = {
    "recovery": [],
    **dict.fromkeys(("passphrase", "totp", "feed")),
}
_CLOSED_CREDENTIALS: dict[str, Any] = dict.fromkeys(("feed", "invitation", "invited"))

AccountState = Literal["invited", "expired", "ready", "disabled"]


@dataclass(frozen=True)
class Account:
    """`state`: invited or expired (invitation), ready, disabled."""

    id: int
    name: str
    role: str
    state: AccountState
    created: dt.datetime


@dataclass(frozen=True, repr=False)
class Invitation:
    """`code` is typed once, before `until`; only its hash is stored."""

    account: int
    name: str
    role: str
    code: str
    until: dt.datetime


def create_account(
    unit: UnitOfWork, name: str, role: Role, keys: Keys, now: dt.datetime, by: Optional[int] = None
) -> Invitation:
    """Create an account and its invitation. `by` is the admin, None for the command line.

    Raises:
        WrongName, NameTaken.
    """
    shown = format_display_name(name)
    if find_account(unit, shown, now) is not None:
        raise NameTaken
    account = account_repository.insert_account(unit, shown, role, now)
    credential_repository.insert_credentials(unit, account)
    audit_trail.append_line(unit, by, "account_added", f"counsellor:{account}", now)
    return _issue_invitation(unit, account, shown, role, keys, now)


def reset_account(
    unit: UnitOfWork, account: int, keys: Keys, now: dt.datetime, by: Optional[int] = None
) -> Invitation:
    """Remove credentials, feed, sessions and duty, and issue a new invitation.

    A disabled account is enabled again, but not bookable until its owner says so. Raises
    NoSuchAccount.
    """
    found = get_account(unit, account, now)
    credential_repository.update_credentials(unit, account, _RESET_CREDENTIALS)
    account_repository.update_account(unit, account, {"disabled": False})
    availability.end_duty(unit, account, now, by)
    staff_session_repository.delete_sessions(unit, account)
    device_code_repository.delete_device_code(unit, account)
    sign_in_throttle.reset_failures(unit, found.name, keys)
    audit_trail.append_line(unit, by, "account_reset", f"counsellor:{account}", now)
    return _issue_invitation(unit, account, found.name, found.role, keys, now)


def disable_account(
    unit: UnitOfWork, account: int, now: dt.datetime, by: Optional[int] = None
) -> OpenWork:
    """Disable sign-in, sessions, feed, fetched calendars and new appointments; return open work.

    Idempotent; returns what is still open. Raises NoSuchAccount.
    """
    get_account(unit, account, now)
    account_repository.update_account(unit, account, {"disabled": True, "receives": False})
    availability.end_duty(unit, account, now, by)
    credential_repository.update_credentials(unit, account, _CLOSED_CREDENTIALS)
    staff_session_repository.delete_sessions(unit, account)
    device_code_repository.delete_device_code(unit, account)
    calendar_source_repository.delete_sources_of(unit, account)
    audit_trail.append_line(unit, by, "account_disabled", f"counsellor:{account}", now)
    return find_open_work(unit, account, now)


def list_accounts(unit: UnitOfWork, now: dt.datetime) -> list[Account]:
    """Return all accounts, by name."""
    accounts = [
        Account(row.id, row.name, row.role, _find_account_state(row, now), row.created)
        for row in account_repository.list_account_rows(unit)
    ]
    return sorted(accounts, key=lambda account: make_comparison_key(account.name))


def find_account(unit: UnitOfWork, name: str, now: dt.datetime) -> Optional[Account]:
    """Return the account of a name, ignoring case and width, or None."""
    wanted = make_comparison_key(name)
    every = [each for each in list_accounts(unit, now) if make_comparison_key(each.name) == wanted]
    return every[0] if every else None


def get_account_by_name(unit: UnitOfWork, name: str, now: dt.datetime) -> Account:
    """Return the account of a name. Raises NoSuchAccount."""
    account = find_account(unit, name, now)
    if account is None:
        raise NoSuchAccount
    return account


def get_account(unit: UnitOfWork, account: int, now: dt.datetime) -> Account:
    """Return the account with an id. Raises NoSuchAccount."""
    for each in list_accounts(unit, now):
        if each.id == account:
            return each
    raise NoSuchAccount


def hash_invitation_code(code: str, keys: Keys) -> str:
    """Return the hash to store of an invitation code."""
    return keys.hashed(_INVITATION_PURPOSE, normalise_code(code))


def _issue_invitation(
    unit: UnitOfWork, account: int, name: str, role: str, keys: Keys, now: dt.datetime
) -> Invitation:
    code = generate_code(INVITATION_BITS)
    values = {"invitation": hash_invitation_code(code, keys), "invited": now}
    credential_repository.update_credentials(unit, account, values)
    return Invitation(account, name, role, code, now + INVITATION_LIFETIME)


def _find_account_state(row: AccountRow, now: dt.datetime) -> AccountState:
    if row.disabled:
        return "disabled"
    if row.opened:
        return "ready"
    is_open = row.invited is not None and now < row.invited + INVITATION_LIFETIME
    return "invited" if is_open else "expired"
