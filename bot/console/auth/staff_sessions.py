"""Open sessions of the console. The browser holds a random token; here is only its keyed hash.

A session ends half an hour after its last use, ten hours after it began, when its account is
disabled, and whenever somebody ends it (ASVS 5.0, 7.3 and 7.4).
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.console.auth.console_keys import Keys
from bot.storage.staff_tables import console_sessions, counsellors
from bot.storage.unit_of_work import UnitOfWork

IDLE_TIMEOUT = dt.timedelta(minutes=30)
ABSOLUTE_TIMEOUT = dt.timedelta(hours=10)
# A use is written down when the last one is so old: pages are read without writing.
TOUCH_AFTER = dt.timedelta(minutes=1)
_TOKEN_PURPOSE, _CSRF_PURPOSE = "session", "csrf"
_TABLE = console_sessions


@dataclass(frozen=True)
class StaffSession:
    """`id` designates it on a page (to end it); it opens nothing."""

    id: int
    counsellor: int
    name: str
    role: str
    created: dt.datetime
    last_seen: dt.datetime

    def needs_touch(self, now: dt.datetime) -> bool:
        """Whether `touch` is due."""
        return now - self.last_seen >= TOUCH_AFTER


def create_session(unit: UnitOfWork, counsellor: int, keys: Keys, now: dt.datetime) -> str:
    """A new session; its token of 256 bits, which is known to nobody else."""
    token = secrets.token_urlsafe(32)
    unit.execute(
        _TABLE.insert().values(
            token_hash=keys.hashed(_TOKEN_PURPOSE, token),
            counsellor_id=counsellor,
            created=now,
            last_seen=now,
        )
    )
    return token


def find_session(
    unit: UnitOfWork, token: str, keys: Keys, now: dt.datetime
) -> Optional[StaffSession]:
    """The session that a token opens now, or None. Writes nothing."""
    found = unit.execute(
        _is_open(now).where(_TABLE.c.token_hash == keys.hashed(_TOKEN_PURPOSE, token))
    )
    return next((StaffSession(*row) for row in found), None)


def touch_session(unit: UnitOfWork, session: StaffSession, now: dt.datetime) -> None:
    """It is in use: half an hour counts from now. A session that was ended stays so."""
    unit.execute(_TABLE.update().where(_TABLE.c.id == session.id).values(last_seen=now))


def list_open_sessions(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> list[StaffSession]:
    """The open sessions of an account, the latest first."""
    mine = _is_open(now).where(_TABLE.c.counsellor_id == counsellor)
    return [StaffSession(*row) for row in unit.execute(mine.order_by(_TABLE.c.id.desc()))]


def end_session(unit: UnitOfWork, token: str, keys: Keys) -> None:
    """The one that a token opens, if any."""
    unit.execute(_TABLE.delete().where(_TABLE.c.token_hash == keys.hashed(_TOKEN_PURPOSE, token)))


def end_session_by_id(unit: UnitOfWork, session: int, counsellor: int) -> None:
    """One by its id, if it is this account's."""
    mine = sa.and_(_TABLE.c.id == session, _TABLE.c.counsellor_id == counsellor)
    unit.execute(_TABLE.delete().where(mine))


def end_sessions(unit: UnitOfWork, counsellor: int, exclude_id: Optional[int] = None) -> int:
    """All of an account, or all but one; how many."""
    mine = _TABLE.c.counsellor_id == counsellor
    if exclude_id is not None:
        mine = sa.and_(mine, _TABLE.c.id != exclude_id)
    return int(unit.execute(_TABLE.delete().where(mine)).rowcount)


def purge_sessions(unit: UnitOfWork, now: dt.datetime) -> int:
    """Those whose time is over; how many."""
    return int(unit.execute(_TABLE.delete().where(sa.not_(_is_in_time(now)))).rowcount)


def end_abandoned_duties(unit: UnitOfWork, now: dt.datetime) -> int:
    """Nobody is on duty whose sessions are all over: people would wait for nobody. How many."""
    there = sa.select(_TABLE.c.counsellor_id).where(_is_in_time(now))
    gone = (counsellors.c.duty != "off") & counsellors.c.id.not_in(there)
    return int(unit.execute(counsellors.update().where(gone).values(duty="off")).rowcount)


def make_csrf_token(token: str, keys: Keys) -> str:
    """What a form carries: it cannot be made without the key, and holds for one session."""
    return keys.hashed(_CSRF_PURPOSE, token)


def is_valid_csrf_token(given: str, token: str, keys: Keys) -> bool:
    """Whether a form came from a page of this session, in constant time."""
    said = given.encode("utf-8", "surrogatepass")
    return hmac.compare_digest(said, make_csrf_token(token, keys).encode())


def _is_open(now: dt.datetime) -> Any:
    return (
        sa.select(
            _TABLE.c.id,
            _TABLE.c.counsellor_id,
            counsellors.c.name,
            counsellors.c.role,
            _TABLE.c.created,
            _TABLE.c.last_seen,
        )
        .select_from(_TABLE.join(counsellors, counsellors.c.id == _TABLE.c.counsellor_id))
        .where(_is_in_time(now), sa.not_(counsellors.c.disabled))
    )


def _is_in_time(now: dt.datetime) -> Any:
    return sa.and_(
        _TABLE.c.last_seen > now - IDLE_TIMEOUT, _TABLE.c.created > now - ABSOLUTE_TIMEOUT
    )
