"""How fast one may try to sign in. Nobody is locked out: the wait is five minutes at most.

A try counts as failed from its beginning, and is taken back when it succeeds: many at once gain
nothing, and a process that is killed forgets nothing. The account is a keyed hash of the name that
was typed, whether there is such an account or not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.console.errors import TooSoon
from bot.storage.staff_tables import failed_sign_ins as table
from bot.storage.unit_of_work import UnitOfWork

FREE = 5  # failures of one account that cost no wait
COUNTED_FOR = dt.timedelta(minutes=15)
LONGEST_WAIT = dt.timedelta(minutes=5)
KEPT_FOR = dt.timedelta(hours=1)
# Clocks of two processes differ a little; what is further ahead was written before this one was put
# back, and would shut everybody out until its time comes.
AHEAD = dt.timedelta(minutes=1)
# All names together: beyond, one try a second. It bounds the work, and shuts nobody out.
FREE_OVERALL, WAIT_OVERALL = 100, dt.timedelta(seconds=1)


def claim(unit: UnitOfWork, account: str, now: dt.datetime) -> None:
    """Count a try, to be committed before it is looked at. Raises TooSoon, and then counts none."""
    _one_at_a_time(unit)
    purge(unit, now)
    recent = _times(unit, now)
    mine = _times(unit, now, table.c.account == account)
    retry_at = max(_free_again(mine, wait_after(len(mine)), now), _overall(recent, now))
    if now < retry_at:
        raise TooSoon(retry_at)
    unit.execute(table.insert().values(account=account, created=now))


def clear(unit: UnitOfWork, account: str) -> None:
    """A success: what failed before it does not count any more."""
    unit.execute(table.delete().where(table.c.account == account))


def purge(unit: UnitOfWork, now: dt.datetime) -> int:
    """Failures are known for an hour; how many went."""
    return int(unit.execute(table.delete().where(table.c.created < now - KEPT_FOR)).rowcount)


def wait_after(failures: int) -> dt.timedelta:
    """0 below five, then 2, 4, 8 … seconds, up to five minutes."""
    if failures < FREE:
        return dt.timedelta()
    doubled = min(failures - FREE + 1, 20)  # more is more than five minutes anyway
    return min(dt.timedelta(seconds=2**doubled), LONGEST_WAIT)


def _overall(recent: Sequence[dt.datetime], now: dt.datetime) -> dt.datetime:
    wait = WAIT_OVERALL if len(recent) >= FREE_OVERALL else dt.timedelta()
    return _free_again(recent, wait, now)


def _free_again(failed: Sequence[dt.datetime], wait: dt.timedelta, now: dt.datetime) -> dt.datetime:
    return max(failed) + wait if failed else now


def _times(unit: UnitOfWork, now: dt.datetime, *where: Any) -> list[dt.datetime]:
    counted = (table.c.created > now - COUNTED_FOR, table.c.created < now + AHEAD)
    query = sa.select(table.c.created).where(*counted, *where)
    return list(unit.execute(query).scalars())


def _one_at_a_time(unit: UnitOfWork) -> None:
    """Else many that begin at once would all find the same count."""
    if unit.locks_rows:
        unit.execute(sa.text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))
