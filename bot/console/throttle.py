"""How fast one may try to sign in. Nobody is locked out: the wait is five minutes at most.

A try counts as failed from its beginning, and is taken back when it succeeds: many at once gain
nothing, and a process that is killed forgets nothing. The account is a keyed hash of the name that
was typed, whether there is such an account or not. Whoever only guesses may take each of its tries:
a browser that signed in before (`bot.console.devices`) and an open session are counted apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.console.errors import TooSoon
from bot.console.keys import Keys
from bot.console.names import same_name
from bot.storage.staff_tables import failed_sign_ins as table
from bot.storage.unit_of_work import UnitOfWork

FREE = 5  # failures of one account that cost no wait
COUNTED_FOR = dt.timedelta(minutes=15)
LONGEST_WAIT = dt.timedelta(minutes=5)
KEPT_FOR = dt.timedelta(hours=1)
# Clocks of two processes differ a little; what is further ahead was written before this one was put
# back, and would shut everybody out until its time comes.
AHEAD = dt.timedelta(minutes=1)
# All names together: beyond, one try a second. It bounds the work; whoever is known passes.
FREE_OVERALL, WAIT_OVERALL = 100, dt.timedelta(seconds=1)


def bucket(name: str, keys: Keys) -> str:
    """Where the tries of whoever is not known are counted, by the name that they type."""
    return keys.hashed("account", same_name(name))


def claim(unit: UnitOfWork, account: str, now: dt.datetime, known: bool = False) -> None:
    """Count a try, to be committed before it is looked at. `known`: it does not wait for what
    others fail under other names. Raises TooSoon, and then counts none."""
    _one_at_a_time(unit)
    purge(unit, now)
    mine = _times(unit, now, table.c.account == account)
    retry_at = _free_again(mine, wait_after(len(mine)), now)
    if not known:
        retry_at = max(retry_at, _overall(_times(unit, now), now))
    if now < retry_at:
        raise TooSoon(retry_at)
    unit.execute(table.insert().values(account=account, created=now))


def clear(unit: UnitOfWork, account: str) -> None:
    """A success: what failed before it does not count any more."""
    unit.execute(table.delete().where(table.c.account == account))


def forgive(unit: UnitOfWork, name: str, keys: Keys) -> None:
    """What failed under a name does not count any more: an admin says who it is."""
    clear(unit, bucket(name, keys))


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
