"""Opening an account with its invitation: a passphrase, a second factor, ten recovery codes.

Two steps, so that it works without a script: `begin` shows the picture of the factor, `accept`
takes the first code of it together with the new passphrase.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.console import audit, passphrases, second_factor, sessions
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
    """`recovery_codes`: ten, to be shown once."""

    account: int
    recovery_codes: list[str]


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


def accept(
    unit: UnitOfWork, invitation: str, passphrase: str, code: str, keys: Keys, now: dt.datetime
) -> Opened:
    """The account is ready; the invitation opens nothing any more.

    Raises:
        WrongInvitation, WrongCode, TooShort, TooLong, TooCommon: nothing has changed.
    """
    row = _invited(unit, invitation, keys, now)
    passphrases.check_new(passphrase, row.name)
    secret = keys.vault.open(row.totp) if row.totp is not None else None
    step = second_factor.step_of(secret, code, now, row.totp_step) if secret else None
    if step is None:
        raise WrongCode
    codes = second_factor.new_recovery_codes()
    _store(
        unit,
        row.counsellor_id,
        passphrase=passphrases.hashed(passphrase, keys.hasher),
        totp_step=step,
        recovery=second_factor.stored(codes, keys),
        invitation=None,
        invited=None,
    )
    subject = f"counsellor:{row.counsellor_id}"
    audit.write(unit, row.counsellor_id, "invitation_accepted", subject, now)
    return Opened(row.counsellor_id, codes)


def change_passphrase(
    unit: UnitOfWork,
    session: sessions.Session,
    present: str,
    new: str,
    keys: Keys,
    now: dt.datetime,
) -> None:
    """By whoever is signed in and knows the present one; their other sessions end.

    Raises:
        WrongPassphrase, TooShort, TooLong, TooCommon, NoSuchAccount: nothing has changed.
    """
    query = sa.select(credentials).where(credentials.c.counsellor_id == session.counsellor)
    row = unit.execute(_locked(unit, query)).first()
    if row is None:
        raise NoSuchAccount
    if not passphrases.verify(row.passphrase or keys.nobody, present, keys.hasher):
        raise WrongPassphrase
    passphrases.check_new(new, session.name)
    _store(unit, session.counsellor, passphrase=passphrases.hashed(new, keys.hasher))
    sessions.end_all(unit, session.counsellor, but=session.id)
    audit.write(
        unit, session.counsellor, "passphrase_changed", f"counsellor:{session.counsellor}", now
    )


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
