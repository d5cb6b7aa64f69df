"""Throttling of sign-in attempts. Nobody is locked out: the delay is at most five minutes.

An attempt counts as failed from its start and is taken back on success, so concurrent attempts gain
nothing and a killed process loses no count. Attempts are counted by the keyed hash of the typed
name, whether or not the account exists. Known browsers (`bot.console.auth.known_devices`) and open
sessions have their own counters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Optional

from bot.console.auth import sign_in_failure_repository
from bot.console.auth.account_names import make_comparison_key
from bot.console.auth.console_keys import Keys
from bot.console.console_errors import TooSoon
from bot.storage.unit_of_work import UnitOfWork

FREE_FAILURES = 5  # failures of one account that cost no wait
COUNTING_WINDOW = dt.timedelta(minutes=15)
MAX_WAIT = dt.timedelta(minutes=5)
FAILURE_RETENTION = dt.timedelta(hours=1)
# Tolerated clock difference between processes. Later timestamps predate a clock that was set back
# and would otherwise block every sign-in until their time comes.
MAX_CLOCK_SKEW = dt.timedelta(minutes=1)
# Failures of all names beyond which unknown browsers get one attempt per second.
FREE_FAILURES_OVERALL, WAIT_OVERALL = 100, dt.timedelta(seconds=1)


def hash_bucket_name(name: str, keys: Keys) -> str:
    """Return where attempts of unknown browsers are counted, by the typed name."""
    return keys.hashed("account", make_comparison_key(name))


def record_attempt(unit: UnitOfWork, account: str, now: dt.datetime, known: bool = False) -> None:
    """Count an attempt; commit it before checking.

    `known` exempts it from the limit over all names. Raises TooSoon, and then counts nothing.
    """
    sign_in_failure_repository.lock_failures(unit)
    purge_failures(unit, now)
    failures = _list_failure_times(unit, now, account)
    retry_at = _find_retry_time(failures, compute_wait_after(len(failures)), now)
    if not known:
        retry_at = max(retry_at, _find_overall_retry_time(_list_failure_times(unit, now), now))
    if now < retry_at:
        raise TooSoon(retry_at)
    sign_in_failure_repository.insert_failure(unit, account, now)


def reset_failures(unit: UnitOfWork, name: str, keys: Keys) -> None:
    """Forget the failures under a name, once an admin has confirmed the owner's identity."""
    sign_in_failure_repository.delete_failures(unit, hash_bucket_name(name, keys))


def purge_failures(unit: UnitOfWork, now: dt.datetime) -> int:
    """Delete failures older than an hour and return how many."""
    return sign_in_failure_repository.delete_failures_before(unit, now - FAILURE_RETENTION)


def compute_wait_after(failures: int) -> dt.timedelta:
    """Return the delay: 0 below five failures, then 2, 4, 8 … seconds, up to `MAX_WAIT`."""
    if failures < FREE_FAILURES:
        return dt.timedelta()
    doubled = min(failures - FREE_FAILURES + 1, 20)  # 2**20 s is above the maximum
    return min(dt.timedelta(seconds=2**doubled), MAX_WAIT)


def _find_overall_retry_time(recent: Sequence[dt.datetime], now: dt.datetime) -> dt.datetime:
    wait = WAIT_OVERALL if len(recent) >= FREE_FAILURES_OVERALL else dt.timedelta()
    return _find_retry_time(recent, wait, now)


def _find_retry_time(
    failed: Sequence[dt.datetime], wait: dt.timedelta, now: dt.datetime
) -> dt.datetime:
    return max(failed) + wait if failed else now


def _list_failure_times(
    unit: UnitOfWork, now: dt.datetime, account: Optional[str] = None
) -> list[dt.datetime]:
    return sign_in_failure_repository.list_failure_times(
        unit, now - COUNTING_WINDOW, now + MAX_CLOCK_SKEW, account
    )
