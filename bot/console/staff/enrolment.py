"""Opening an account by invitation: passphrase, second factor, ten recovery codes.

Two steps, so that it works without JavaScript: `begin_enrolment` creates the factor for its QR
code, `accept_invitation` checks its first code and stores the new passphrase.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.console.auth import (
    audit_trail,
    credential_repository,
    known_devices,
    passphrases,
    second_factor,
    staff_session_repository,
)
from bot.console.auth.console_keys import Keys
from bot.console.auth.credential_repository import StoredAccount
from bot.console.console_errors import NoSuchAccount, WrongCode, WrongInvitation, WrongPassphrase
from bot.console.staff.staff_accounts import INVITATION_LIFETIME, hash_invitation_code
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, repr=False)
class Enrolment:
    """`secret` is that of the second factor, shown until it is confirmed."""

    account: int
    name: str
    secret: str


@dataclass(frozen=True, repr=False)
class OpenedAccount:
    """`recovery_codes`: ten, to be shown once. `device`: the value of the device cookie."""

    account: int
    recovery_codes: list[str]
    device: str


def begin_enrolment(unit: UnitOfWork, invitation: str, keys: Keys, now: dt.datetime) -> Enrolment:
    """Return the factor of an invitation, the same each time. Raises WrongInvitation."""
    row = _find_invited_account(unit, invitation, keys, now)
    if row.totp is not None:
        return Enrolment(row.id, row.name, keys.vault.open(row.totp))
    secret = second_factor.generate_secret()
    columns = {"totp": keys.vault.seal(secret), "totp_step": 0}
    credential_repository.update_credentials(unit, row.id, columns)
    return Enrolment(row.id, row.name, secret)


def hash_new_passphrase(passphrase: str, name: str, keys: Keys) -> str:
    """Check and hash a new passphrase: slow by design, and without the database.

    `name` is that of the account. Raises TooShort, TooLong, TooCommon.
    """
    passphrases.require_strong_passphrase(passphrase, name)
    return passphrases.hash_passphrase(passphrase, keys.hasher)


def accept_invitation(
    unit: UnitOfWork, invitation: str, hashed: str, code: str, keys: Keys, now: dt.datetime
) -> OpenedAccount:
    """Open the account and use up the invitation. `hashed` is from `hash_new_passphrase`.

    Raises:
        WrongInvitation, WrongCode: nothing has changed.
    """
    row = _find_invited_account(unit, invitation, keys, now)
    secret = keys.vault.open(row.totp) if row.totp is not None else None
    step = second_factor.find_time_step(secret, code, now, row.totp_step) if secret else None
    if step is None:
        raise WrongCode
    codes = second_factor.generate_recovery_codes()
    columns = {
        "passphrase": hashed,
        "totp_step": step,
        "recovery": second_factor.hash_recovery_codes(codes, keys),
        "invitation": None,
        "invited": None,
    }
    credential_repository.update_credentials(unit, row.id, columns)
    audit_trail.append_line(unit, row.id, "invitation_accepted", f"counsellor:{row.id}", now)
    device = known_devices.create_device_value(row.id, hashed, keys)
    return OpenedAccount(row.id, codes, device)


def change_passphrase(
    unit: UnitOfWork,
    session: staff_session_repository.StaffSession,
    proved: str,
    hashed: str,
    keys: Keys,
    now: dt.datetime,
) -> str:
    """Change the passphrase, end the other sessions, and return the new device cookie.

    All device cookies of the account become invalid. `proved` is the hash that the present
    passphrase was checked against, `hashed` is from `hash_new_passphrase`.

    Raises:
        WrongPassphrase: it was changed in between; NoSuchAccount.
    """
    row = credential_repository.lock_stored_account(unit, session.counsellor)
    if row is None:
        raise NoSuchAccount
    if row.passphrase != proved:
        raise WrongPassphrase
    credential_repository.update_credentials(unit, session.counsellor, {"passphrase": hashed})
    staff_session_repository.delete_sessions(unit, session.counsellor, exclude_id=session.id)
    audit_trail.append_line(
        unit, session.counsellor, "passphrase_changed", f"counsellor:{session.counsellor}", now
    )
    return known_devices.create_device_value(session.counsellor, hashed, keys)


def renew_recovery_codes(unit: UnitOfWork, account: int, keys: Keys, now: dt.datetime) -> list[str]:
    """Replace the recovery codes and return ten new ones, to be shown once."""
    codes = second_factor.generate_recovery_codes()
    columns = {"recovery": second_factor.hash_recovery_codes(codes, keys)}
    credential_repository.update_credentials(unit, account, columns)
    audit_trail.append_line(unit, account, "recovery_codes_renewed", f"counsellor:{account}", now)
    return codes


def _find_invited_account(
    unit: UnitOfWork, invitation: str, keys: Keys, now: dt.datetime
) -> StoredAccount:
    hashed = hash_invitation_code(invitation, keys)
    row = credential_repository.lock_invited_account(unit, hashed, now - INVITATION_LIFETIME)
    if row is None:
        raise WrongInvitation
    return row
