"""Opening an account with its invitation: a passphrase, a second factor, ten recovery codes.

Two steps, so that it works without a script: `begin` shows the picture of the factor, `accept`
takes the first code of it together with the new passphrase.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.console.auth import audit_trail, known_devices, passphrases, second_factor, staff_sessions
from bot.console.auth.console_keys import Keys
from bot.console.console_errors import NoSuchAccount, WrongCode, WrongInvitation, WrongPassphrase
from bot.console.staff.staff_accounts import INVITATION_LIFETIME, hash_invitation_code
from bot.storage.staff_tables import counsellors, credentials
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, repr=False)
class Enrolment:
    """`secret`: of the second factor, to be shown with its picture until it is confirmed."""

    account: int
    name: str
    secret: str


@dataclass(frozen=True, repr=False)
class OpenedAccount:
    """`recovery_codes`: ten, to be shown once. `device`: for the cookie by which this browser is
    known at the sign-in."""

    account: int
    recovery_codes: list[str]
    device: str


def begin_enrolment(unit: UnitOfWork, invitation: str, keys: Keys, now: dt.datetime) -> Enrolment:
    """The factor that goes with an invitation: the same one each time the page is opened.

    Raises:
        WrongInvitation.
    """
    row = _find_invited_account(unit, invitation, keys, now)
    if row.totp is not None:
        return Enrolment(row.counsellor_id, row.name, keys.vault.open(row.totp))
    secret = second_factor.generate_secret()
    _update_credentials(unit, row.counsellor_id, totp=keys.vault.seal(secret), totp_step=0)
    return Enrolment(row.counsellor_id, row.name, secret)


def hash_new_passphrase(passphrase: str, name: str, keys: Keys) -> str:
    """What is to be stored of a new passphrase: slow by intention, and without the database.
    `name`: of the account.

    Raises:
        TooShort, TooLong, TooCommon.
    """
    passphrases.require_strong_passphrase(passphrase, name)
    return passphrases.hash_passphrase(passphrase, keys.hasher)


def accept_invitation(
    unit: UnitOfWork, invitation: str, hashed: str, code: str, keys: Keys, now: dt.datetime
) -> OpenedAccount:
    """The account is ready; the invitation opens nothing any more. `hashed`: by
    `hash_new_passphrase`.

    Raises:
        WrongInvitation, WrongCode: nothing has changed.
    """
    row = _find_invited_account(unit, invitation, keys, now)
    secret = keys.vault.open(row.totp) if row.totp is not None else None
    step = second_factor.find_time_step(secret, code, now, row.totp_step) if secret else None
    if step is None:
        raise WrongCode
    codes = second_factor.generate_recovery_codes()
    _update_credentials(
        unit,
        row.counsellor_id,
        passphrase=hashed,
        totp_step=step,
        recovery=second_factor.hash_recovery_codes(codes, keys),
        invitation=None,
        invited=None,
    )
    subject = f"counsellor:{row.counsellor_id}"
    audit_trail.append_line(unit, row.counsellor_id, "invitation_accepted", subject, now)
    device = known_devices.create_device_value(row.counsellor_id, hashed, keys)
    return OpenedAccount(row.counsellor_id, codes, device)


def change_passphrase(
    unit: UnitOfWork,
    session: staff_sessions.StaffSession,
    proved: str,
    hashed: str,
    keys: Keys,
    now: dt.datetime,
) -> str:
    """By whoever is signed in and knows the present one; their other sessions end, and all browsers
    are new ones: the value by which this one is known from now on.

    `proved`: the hash that the present passphrase was checked against; `hashed`: by
    `hash_new_passphrase`.

    Raises:
        WrongPassphrase: it is another meanwhile; NoSuchAccount: nothing has changed.
    """
    query = sa.select(credentials).where(credentials.c.counsellor_id == session.counsellor)
    row = unit.execute(_select_for_update(unit, query)).first()
    if row is None:
        raise NoSuchAccount
    if row.passphrase != proved:
        raise WrongPassphrase
    _update_credentials(unit, session.counsellor, passphrase=hashed)
    staff_sessions.end_sessions(unit, session.counsellor, exclude_id=session.id)
    audit_trail.append_line(
        unit, session.counsellor, "passphrase_changed", f"counsellor:{session.counsellor}", now
    )
    return known_devices.create_device_value(session.counsellor, hashed, keys)


def renew_recovery_codes(unit: UnitOfWork, account: int, keys: Keys, now: dt.datetime) -> list[str]:
    """Ten new ones, to be shown once; those before open nothing any more."""
    codes = second_factor.generate_recovery_codes()
    _update_credentials(unit, account, recovery=second_factor.hash_recovery_codes(codes, keys))
    audit_trail.append_line(unit, account, "recovery_codes_renewed", f"counsellor:{account}", now)
    return codes


def _find_invited_account(unit: UnitOfWork, invitation: str, keys: Keys, now: dt.datetime) -> Any:
    query = (
        sa.select(credentials, counsellors.c.name)
        .select_from(credentials.join(counsellors))
        .where(
            credentials.c.invitation == hash_invitation_code(invitation, keys),
            credentials.c.invited > now - INVITATION_LIFETIME,
            sa.not_(counsellors.c.disabled),
        )
    )
    row: Optional[Any] = unit.execute(_select_for_update(unit, query)).first()
    if row is None:
        raise WrongInvitation
    return row


def _update_credentials(unit: UnitOfWork, account: int, **values: Any) -> None:
    mine = credentials.c.counsellor_id == account
    unit.execute(credentials.update().where(mine).values(values))


def _select_for_update(unit: UnitOfWork, query: Any) -> Any:
    """Two at once with one invitation: the second waits, and finds it used."""
    return query.with_for_update(of=credentials) if unit.locks_rows else query
