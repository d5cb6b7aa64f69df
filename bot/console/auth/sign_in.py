"""Sign-in in three steps, so that the slow one holds no transaction.

`begin_sign_in` counts the attempt (commit it), `check_passphrase` hashes for 0.1 s without the
database, `finish_sign_in` checks the code and opens a session (commit whatever it returns).
`sign_in` does all three. Unknown name, disabled or unopened account, wrong passphrase and wrong
code give the same answer and take the same work, so that names cannot be enumerated.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Optional

from sqlalchemy.engine import Engine

from bot.console.auth import (
    audit_trail,
    credential_repository,
    known_devices,
    passphrases,
    second_factor,
    sign_in_failure_repository,
    sign_in_throttle,
    staff_sessions,
)
from bot.console.auth.account_names import make_comparison_key
from bot.console.auth.console_keys import Keys
from bot.console.auth.credential_repository import StoredAccount
from bot.console.auth.staff_session_repository import StaffSession
from bot.console.console_errors import WrongSignIn
from bot.privacy.vault import UnreadableToken
from bot.storage.unit_of_work import UnitOfWork, writing

_log = logging.getLogger(__name__)


@dataclass(frozen=True, repr=False)
class SignInAttempt:
    """A counted attempt.

    `account` is where it is counted. `counsellor` is None for an unknown name; `stored` is a hash
    in any case.
    """

    account: str
    counsellor: Optional[int]
    stored: str


@dataclass(frozen=True, repr=False)
class CheckedAttempt:
    """`right`: the passphrase was correct. `rehashed`: its new hash if parameters changed."""

    attempt: SignInAttempt
    right: bool
    rehashed: Optional[str] = None


@dataclass(frozen=True, repr=False)
class SignedIn:
    """A new session.

    `token` is the session cookie, `device` the device cookie; `codes_left` counts recovery codes.
    """

    counsellor: int
    name: str
    role: str
    token: str
    device: str
    codes_left: int


def sign_in(
    engine: Engine,
    name: str,
    passphrase: str,
    code: str,
    keys: Keys,
    now: dt.datetime,
    replaced: Optional[str] = None,
    device: Optional[str] = None,
) -> SignedIn:
    """Sign in, in one call.

    `code` is a TOTP or recovery code, `replaced` the token of a session to replace, `device` the
    browser's device cookie.

    Raises:
        TooSoon: the attempt was not checked.
        WrongSignIn: it was checked and counted.
    """
    with writing(engine) as unit:
        attempt = begin_sign_in(unit, name, keys, now, device)
        unit.commit()
    checked = check_passphrase(attempt, passphrase, keys)
    with writing(engine) as unit:
        signed_in = finish_sign_in(unit, checked, code, keys, now, replaced)
        unit.commit()
    if signed_in is None:
        raise WrongSignIn
    return signed_in


def begin_sign_in(
    unit: UnitOfWork, name: str, keys: Keys, now: dt.datetime, device: Optional[str] = None
) -> SignInAttempt:
    """Count the attempt as failed; `finish_sign_in` takes it back. Raises TooSoon."""
    row = _find_by_name(unit, name)
    counsellor = row.id if row is not None else None
    stored = (row.passphrase if row is not None else None) or keys.nobody
    bucket = known_devices.find_device_bucket(device or "", counsellor or 0, stored, keys)
    account = bucket or sign_in_throttle.hash_bucket_name(name, keys)
    sign_in_throttle.record_attempt(unit, account, now, known=bucket is not None)
    return SignInAttempt(account, counsellor, stored)


def begin_reauthentication(
    unit: UnitOfWork, session: StaffSession, keys: Keys, now: dt.datetime
) -> SignInAttempt:
    """Count an attempt to re-enter the passphrase in an open session, apart from sign-ins.

    End it with `clear_attempt`. Raises TooSoon.
    """
    account = keys.hashed("account of session", str(session.id))
    sign_in_throttle.record_attempt(unit, account, now, known=True)
    row = credential_repository.find_stored_account(unit, session.counsellor)
    stored = row.passphrase if row is not None else None
    return SignInAttempt(account, session.counsellor, stored or keys.nobody)


def clear_attempt(unit: UnitOfWork, attempt: SignInAttempt) -> None:
    """Take a counted attempt back: the passphrase was correct."""
    sign_in_failure_repository.delete_failures(unit, attempt.account)


def check_passphrase(attempt: SignInAttempt, passphrase: str, keys: Keys) -> CheckedAttempt:
    """Check the passphrase: slow by design, and without the database."""
    if not passphrases.verify_passphrase(attempt.stored, passphrase, keys.hasher):
        return CheckedAttempt(attempt, right=False)
    again = passphrases.needs_rehash(attempt.stored, keys.hasher)
    return CheckedAttempt(
        attempt, True, passphrases.hash_passphrase(passphrase, keys.hasher) if again else None
    )


def finish_sign_in(
    unit: UnitOfWork,
    checked: CheckedAttempt,
    code: str,
    keys: Keys,
    now: dt.datetime,
    replaced: Optional[str] = None,
) -> Optional[SignedIn]:
    """Return a new session, or None. Commit in both cases."""
    attempt = checked.attempt
    row = credential_repository.lock_stored_account(unit, attempt.counsellor)
    used = _check_second_factor(row, code, keys, now)
    if row is None or used is None or not (checked.right and _is_still_open(row, attempt)):
        subject = "" if attempt.counsellor is None else f"counsellor:{attempt.counsellor}"
        audit_trail.append_line(unit, None, audit_trail.SIGN_IN_FAILED, subject, now)
        return None
    passphrase = checked.rehashed or attempt.stored
    columns = {"passphrase": passphrase, **used.values}
    credential_repository.update_credentials(unit, row.id, columns)
    sign_in_failure_repository.delete_failures(unit, attempt.account)
    how: audit_trail.AuditAction = "signed_in_by_recovery" if used.by_recovery else "signed_in"
    token = open_session(unit, row.id, keys, now, replaced, how)
    device = known_devices.create_device_value(row.id, passphrase, keys)
    return SignedIn(row.id, row.name, row.role, token, device, len(used.recovery))


def open_session(
    unit: UnitOfWork,
    counsellor: int,
    keys: Keys,
    now: dt.datetime,
    replaced: Optional[str],
    how: audit_trail.AuditAction = "signed_in",
) -> str:
    """Open a session for who proved passphrase and second factor, and return its token.

    `replaced` is the token of the session that it takes the place of, if any.
    """
    if replaced is not None:
        staff_sessions.end_session(unit, replaced, keys)
    audit_trail.append_line(unit, counsellor, how, f"counsellor:{counsellor}", now)
    return staff_sessions.create_session(unit, counsellor, keys, now)


def _check_second_factor(
    row: Optional[StoredAccount], code: str, keys: Keys, now: dt.datetime
) -> Optional[second_factor.AcceptedCode]:
    sealed, last = keys.nobodys_factor, 0
    recovery: tuple[str, ...] = ()
    if row is not None and row.totp is not None:
        sealed, last, recovery = row.totp, row.totp_step, tuple(row.recovery)
    try:
        secret, readable = keys.vault.open(sealed), True
    except UnreadableToken:
        _log.error("a second factor was encrypted with a key that is not there")
        secret, readable = keys.vault.open(keys.nobodys_factor), False
    used = second_factor.check_code(secret, last, recovery, code, now, keys)
    return used if readable else None


def _is_still_open(row: StoredAccount, attempt: SignInAttempt) -> bool:
    """Return whether the account was neither disabled nor reset during the check."""
    return not row.disabled and row.passphrase == attempt.stored and row.totp is not None


def _find_by_name(unit: UnitOfWork, name: str) -> Optional[StoredAccount]:
    wanted = make_comparison_key(name)
    rows = credential_repository.list_stored_accounts(unit)
    return next((row for row in rows if make_comparison_key(row.name) == wanted), None)
