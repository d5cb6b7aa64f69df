"""Opening an account with its invitation: a passphrase, a second factor, ten recovery codes.

Two steps, so that it works without a script: `begin` shows the picture of the factor, `accept`
takes the first code of it together with the new passphrase.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.console import audit, devices, passphrases, second_factor, sessions
from bot.console.accounts import INVITED_FOR, hash_invitation
from bot.console.errors import NoSuchAccount, WrongCode, WrongInvitation, WrongPassphrase
from bot.console.keys import Keys
from bot.storage.staff_tables import counsellors, credentials
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, repr=False)
class Enrolment:
    """`secret`: of the second factor, to be shown with its picture until it is confirmed."""

    account: int
    name: str
    secret: str


@dataclass(frozen=True, repr=False)
class Opened:
    """`recovery_codes`: ten, to be shown once. `device`: for the cookie by which this browser is
    known at the sign-in."""

    account: int
    recovery_codes: list[str]
    device: str


def begin(unit: UnitOfWork, invitation: str, keys: Keys, now: dt.datetime) -> Enrolment:
    """The factor that goes with an invitation: the same one each time the page is opened.

    Raises:
        WrongInvitation.
    """
    row = _invited(unit, invitation, keys, now)
    if row.totp is not None:
        return Enrolment(row.counsellor_id, row.name, keys.vault.open(row.totp))
    secret = second_factor.new_secret()
    _store(unit, row.counsellor_id, totp=keys.vault.seal(secret), totp_step=0)
    return Enrolment(row.counsellor_id, row.name, secret)


def new_hash(passphrase: str, name: str, keys: Keys) -> str:
    """What is to be stored of a new passphrase: slow by intention, and without the database.
    `name`: of the account.

    Raises:
        TooShort, TooLong, TooCommon.
    """
    passphrases.check_new(passphrase, name)
    return passphrases.hashed(passphrase, keys.hasher)


def accept(
    unit: UnitOfWork, invitation: str, hashed: str, code: str, keys: Keys, now: dt.datetime
) -> Opened:
    """The account is ready; the invitation opens nothing any more. `hashed`: by `new_hash`.

    Raises:
        WrongInvitation, WrongCode: nothing has changed.
    """
    row = _invited(unit, invitation, keys, now)
    secret = keys.vault.open(row.totp) if row.totp is not None else None
    step = second_factor.step_of(secret, code, now, row.totp_step) if secret else None
    if step is None:
        raise WrongCode
    codes = second_factor.new_recovery_codes()
    _store(
        unit,
        row.counsellor_id,
        passphrase=hashed,
        totp_step=step,
        recovery=second_factor.stored(codes, keys),
        invitation=None,
        invited=None,
    )
    subject = f"counsellor:{row.counsellor_id}"
    audit.write(unit, row.counsellor_id, "invitation_accepted", subject, now)
    device = devices.mint(row.counsellor_id, hashed, keys)
    return Opened(row.counsellor_id, codes, device)


def change_passphrase(
    unit: UnitOfWork,
    session: sessions.Session,
    proved: str,
    hashed: str,
    keys: Keys,
    now: dt.datetime,
) -> str:
    """By whoever is signed in and knows the present one; their other sessions end, and all browsers
    are new ones: the value by which this one is known from now on.

    `proved`: the hash that the present passphrase was checked against; `hashed`: by `new_hash`.

    Raises:
        WrongPassphrase: it is another meanwhile; NoSuchAccount: nothing has changed.
    """
    query = sa.select(credentials).where(credentials.c.counsellor_id == session.counsellor)
    row = unit.execute(_locked(unit, query)).first()
    if row is None:
        raise NoSuchAccount
    if row.passphrase != proved:
        raise WrongPassphrase
    _store(unit, session.counsellor, passphrase=hashed)
    sessions.end_all(unit, session.counsellor, but=session.id)
    audit.write(
        unit, session.counsellor, "passphrase_changed", f"counsellor:{session.counsellor}", now
    )
    return devices.mint(session.counsellor, hashed, keys)


def renew_recovery_codes(unit: UnitOfWork, account: int, keys: Keys, now: dt.datetime) -> list[str]:
    """Ten new ones, to be shown once; those before open nothing any more."""
    codes = second_factor.new_recovery_codes()
    _store(unit, account, recovery=second_factor.stored(codes, keys))
    audit.write(unit, account, "recovery_codes_renewed", f"counsellor:{account}", now)
    return codes


def _invited(unit: UnitOfWork, invitation: str, keys: Keys, now: dt.datetime) -> Any:
    query = (
        sa.select(credentials, counsellors.c.name)
        .select_from(credentials.join(counsellors))
        .where(
            credentials.c.invitation == hash_invitation(invitation, keys),
            credentials.c.invited > now - INVITED_FOR,
            sa.not_(counsellors.c.disabled),
        )
    )
    row: Optional[Any] = unit.execute(_locked(unit, query)).first()
    if row is None:
        raise WrongInvitation
    return row


def _store(unit: UnitOfWork, account: int, **values: Any) -> None:
    mine = credentials.c.counsellor_id == account
    unit.execute(credentials.update().where(mine).values(values))


def _locked(unit: UnitOfWork, query: Any) -> Any:
    """Two at once with one invitation: the second waits, and finds it used."""
    return query.with_for_update(of=credentials) if unit.locks_rows else query
