"""Sessions of the console. The browser holds a random token, the database its keyed hash.

A session ends half an hour after its last use, ten hours after it began, when its account is
disabled, or when somebody ends it (ASVS 5.0, 7.3 and 7.4). Of a counsellor who is on duty it is
locked instead while a page stays open: nothing but the signs of the queue is shown until the
passphrase is given again. Both are announced three minutes before (WCAG 2.2.1).
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from typing import Optional

from bot.console.auth import staff_session_repository
from bot.console.auth.console_keys import Keys
from bot.console.auth.staff_session_repository import SessionWindow, StaffSession
from bot.handoff.absence import MAX_IDLE
from bot.storage.unit_of_work import UnitOfWork

IDLE_TIMEOUT = MAX_IDLE
WARNING_TIME = dt.timedelta(minutes=3)
OPEN, WARNED, LOCKED = "open", "warned", "locked"
ABSOLUTE_TIMEOUT = dt.timedelta(hours=10)
# Minimum age of the stored last use before it is updated, so that most requests only read.
TOUCH_AFTER = dt.timedelta(minutes=1)
_TOKEN_PURPOSE, _CSRF_PURPOSE = "session", "csrf"


def create_session(unit: UnitOfWork, counsellor: int, keys: Keys, now: dt.datetime) -> str:
    """Create a session and return its token of 256 bits, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    staff_session_repository.insert_session(
        unit, counsellor, keys.hashed(_TOKEN_PURPOSE, token), now
    )
    return token


def find_session(
    unit: UnitOfWork, token: str, keys: Keys, now: dt.datetime
) -> Optional[StaffSession]:
    """Return the valid session of a token, or None. Writes nothing."""
    return staff_session_repository.find_session(
        unit, keys.hashed(_TOKEN_PURPOSE, token), _window_at(now)
    )


def needs_touch(session: StaffSession, now: dt.datetime) -> bool:
    """Return whether `touch_session` is due."""
    return now - session.last_seen >= TOUCH_AFTER


def find_lock_state(session: StaffSession, now: dt.datetime) -> str:
    """Return OPEN; WARNED within `WARNING_TIME` of the idle time-out; LOCKED after it."""
    idle = now - session.last_seen
    if idle >= IDLE_TIMEOUT:
        return LOCKED
    return WARNED if idle >= IDLE_TIMEOUT - WARNING_TIME else OPEN


def list_open_sessions(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> list[StaffSession]:
    """Return the valid sessions of an account, the latest first."""
    return staff_session_repository.list_sessions(unit, counsellor, _window_at(now))


def end_session(unit: UnitOfWork, token: str, keys: Keys) -> None:
    """End the session of a token, if there is one."""
    staff_session_repository.delete_by_token(unit, keys.hashed(_TOKEN_PURPOSE, token))


def purge_sessions(unit: UnitOfWork, now: dt.datetime) -> int:
    """Delete expired sessions and return how many."""
    return staff_session_repository.delete_outside(unit, _window_at(now))


def end_abandoned_duties(unit: UnitOfWork, now: dt.datetime) -> int:
    """Set counsellors without a valid session off duty and return how many."""
    return staff_session_repository.end_duties_outside(unit, _window_at(now))


def make_csrf_token(token: str, keys: Keys) -> str:
    """Return the CSRF token of a session's forms."""
    return keys.hashed(_CSRF_PURPOSE, token)


def is_valid_csrf_token(given: str, token: str, keys: Keys) -> bool:
    """Return whether a form's CSRF token belongs to this session; in constant time."""
    token_bytes = given.encode("utf-8", "surrogatepass")
    return hmac.compare_digest(token_bytes, make_csrf_token(token, keys).encode())


def _window_at(now: dt.datetime) -> SessionWindow:
    return SessionWindow(now - IDLE_TIMEOUT, now - ABSOLUTE_TIMEOUT)
