"""How fast one may try to sign in. Nobody is locked out: the wait is five minutes at most.

A try counts as failed from its beginning, and is taken back when it succeeds: many at once gain
nothing, and a process that is killed forgets nothing. The account is a keyed hash of the name that
was typed, whether there is such an account or not. Whoever only guesses may take each of its tries:
a browser that signed in before (`bot.console.auth.known_devices`) and an open session are counted
apart.
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
# Clocks of two processes differ a little; what is further ahead was written before this one was put
# back, and would shut everybody out until its time comes.
MAX_CLOCK_SKEW = dt.timedelta(minutes=1)
# All names together: beyond, one try a second. It bounds the work; whoever is known passes.
FREE_FAILURES_OVERALL, WAIT_OVERALL = 100, dt.timedelta(seconds=1)


def hash_bucket_name(name: str, keys: Keys) -> str:
    """Where the tries of whoever is not known are counted, by the name that they type."""
    return keys.hashed("account", make_comparison_key(name))


def record_attempt(unit: UnitOfWork, account: str, now: dt.datetime, known: bool = False) -> None:
    """Count a try, to be committed before it is looked at. `known`: it does not wait for what
    others fail under other names. Raises TooSoon, and then counts none."""
    sign_in_failure_repository.lock_failures(unit)
    purge_failures(unit, now)
    mine = _list_failure_times(unit, now, account)
    retry_at = _find_retry_time(mine, compute_wait_after(len(mine)), now)
    if not known:
        retry_at = max(retry_at, _find_overall_retry_time(_list_failure_times(unit, now), now))
    if now < retry_at:
        raise TooSoon(retry_at)
    sign_in_failure_repository.insert_failure(unit, account, now)


def reset_failures(unit: UnitOfWork, name: str, keys: Keys) -> None:
    """What failed under a name does not count any more: an admin says who it is."""
    sign_in_failure_repository.delete_failures(unit, hash_bucket_name(name, keys))


def purge_failures(unit: UnitOfWork, now: dt.datetime) -> int:
    """Failures are known for an hour; how many went."""
    return sign_in_failure_repository.delete_failures_before(unit, now - FAILURE_RETENTION)


def compute_wait_after(failures: int) -> dt.timedelta:
    """0 below five, then 2, 4, 8 … seconds, up to five minutes."""
    if failures < FREE_FAILURES:
        return dt.timedelta()
    doubled = min(failures - FREE_FAILURES + 1, 20)  # more is more than five minutes anyway
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
