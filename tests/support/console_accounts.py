"""Accounts for the tests of the console."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pyotp
from argon2 import PasswordHasher
from sqlalchemy.engine import Engine

from bot.console.auth import staff_sessions
from bot.console.auth.console_keys import Keys
from bot.console.staff import enrolment, staff_accounts, terms
from bot.storage.booking_tables import appointments
from bot.storage.conversation_tables import conversations
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.database_rows import read_rows

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
YESTERDAY = NOW - dt.timedelta(days=1)
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
CHEAP_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSPHRASE = "le héron compte onze parapluies"


@dataclass(frozen=True)
class Account:
    """Somebody with an account that is ready."""

    id: int
    name: str
    secret: str
    recovery_codes: list[str] = field(default_factory=list)

    def code(self, now: dt.datetime) -> str:
        """What their telephone shows."""
        return pyotp.TOTP(self.secret).at(now)


def invite(
    engine: Engine, keys: Keys, name: str, role: str = "counsellor"
) -> staff_accounts.Invitation:
    with writing(engine) as unit:
        invitation = staff_accounts.create_account(unit, name, role, keys, YESTERDAY)
        unit.commit()
    return invitation


def enrol(
    engine: Engine, keys: Keys, invitation: staff_accounts.Invitation, agrees: bool = True
) -> Account:
    with writing(engine) as unit:
        shown = enrolment.begin_enrolment(unit, invitation.code, keys, YESTERDAY)
        code = pyotp.TOTP(shown.secret).at(YESTERDAY)
        hashed = enrolment.hash_new_passphrase(PASSPHRASE, shown.name, keys)
        opened = enrolment.accept_invitation(unit, invitation.code, hashed, code, keys, YESTERDAY)
        if agrees:
            terms.accept_terms(unit, shown.account, YESTERDAY)
        unit.commit()
    return Account(shown.account, shown.name, shown.secret, opened.recovery_codes)


def open_account(engine: Engine, keys: Keys, name: str, role: str = "counsellor") -> Account:
    return enrol(engine, keys, invite(engine, keys, name, role))


def appointment(
    unit: UnitOfWork, counsellor: int, starts: dt.datetime, state: str = "confirmed", **more: object
) -> int:
    ends = starts + 20 * MINUTE
    values = {
        "counsellor_id": counsellor,
        "channel": "web",
        "pseudonym": "Renard 42",
        "uid": f"{counsellor}-{starts.isoformat()}-{state}",
        "kind": "short",
        "kind_name": "une question courte",
        "way": "telephone",
        "starts": starts,
        "ends": ends,
        "guard_starts": starts,
        "guard_ends": ends,
        "zone": "Europe/Brussels",
        "state": state,
        "created": YESTERDAY,
        "seen": True,
    }
    row = appointments.insert().values({**values, **more})
    return unit.execute(row).inserted_primary_key[0]


def conversation_with(unit: UnitOfWork, counsellor: int) -> int:
    """A conversation that a counsellor holds; the id of its handoff."""
    talk = conversations.insert().values(
        person=f"p{counsellor}", channel="web", created=YESTERDAY, last_seen=YESTERDAY
    )
    number = unit.execute(talk).inserted_primary_key[0]
    held = handoffs.insert().values(
        conversation_id=number, state="human", counsellor_id=counsellor, created=YESTERDAY
    )
    return unit.execute(held).inserted_primary_key[0]


def dump_staff_tables(engine: Engine) -> str:
    """All that the tables of the staff hold, as one text to search in."""
    from bot.storage.staff_tables import (
        audit,
        console_sessions,
        counsellors,
        credentials,
        device_codes,
    )
    from bot.storage.staff_tables import failed_sign_ins as failed

    tables = (counsellors, credentials, device_codes, console_sessions, failed, audit)
    return "\n".join(str(row) for table in tables for row in read_rows(engine, table))


def create_session_token(
    engine: Engine, keys: Keys, person: Account, now: dt.datetime = NOW
) -> str:
    with writing(engine) as unit:
        token = staff_sessions.create_session(unit, person.id, keys, now)
        unit.commit()
    return token
