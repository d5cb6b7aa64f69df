"""Whether the clock can be believed: what goes with age does not go by one that cannot (P7).

The purge leaves a sign of life each hour. A time before it, or long after it, is in doubt: the
purge waits, until the service has run for a day by a clock that goes on from there, or until
somebody who looked says that it is right (`boussole purge --clock-is-right`). A sign is never set
at a time in doubt before that.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from bot.privacy import clock_repository
from bot.storage.unit_of_work import UnitOfWork

MAX_CLOCK_LEAD = dt.timedelta(days=40)
# So much a clock is put back by in passing.
MAX_CLOCK_LAG = dt.timedelta(minutes=1)
MIN_RUNNING_TIME = dt.timedelta(hours=24)
_ZERO = dt.timedelta(0)


@dataclass(frozen=True)
class ClockDoubt:
    """`seen`: the last sign of life; `left`: for how long the service has to run on."""

    now: dt.datetime
    seen: dt.datetime
    left: dt.timedelta

    def __str__(self) -> str:
        way = "ahead of" if self.now > self.seen else "behind"
        apart = abs(self.now - self.seen)
        return (
            f"the clock says {self.now:%Y-%m-%d %H:%M} UTC, {apart.days} days and "
            f"{apart.seconds // 3600} hours {way} the last sign of life: nothing is erased by age "
            f"for {-(-self.left // dt.timedelta(hours=1))} more hours of running. Set the clock; "
            "if it is right: boussole purge --clock-is-right"
        )


class ClockInDoubt(Exception):
    """Nothing was erased: the message says why, and what to do."""


def find_clock_doubt(unit: UnitOfWork, now: dt.datetime) -> Optional[ClockDoubt]:
    """None where the clock can be believed. Before the first sign there is nothing to erase."""
    row = clock_repository.find_sign_of_life(unit)
    if row is None or not _is_implausible(row.seen, now):
        return None
    return ClockDoubt(now, row.seen, MIN_RUNNING_TIME - dt.timedelta(seconds=row.waited))


def check_clock(unit: UnitOfWork, now: dt.datetime, ran: dt.timedelta) -> Optional[ClockDoubt]:
    """As `doubt`, and the sign is left, or it is noted for how long it has been waited. `ran`: how
    long this process has run since it last looked, by a clock that cannot be set."""
    found = find_clock_doubt(unit, now)
    if found is None:
        confirm_clock(unit, now)
        return None
    row = clock_repository.find_sign_of_life(unit)
    waited = dt.timedelta(seconds=row.waited)
    if row.looked is None or _is_implausible(row.looked, now):  # it was set again
        waited = _ZERO
    else:  # another process may have counted some of it
        waited += max(_ZERO, min(ran, now - row.looked))
    if waited >= MIN_RUNNING_TIME:
        confirm_clock(unit, now)
        return None
    clock_repository.update_sign_of_life(unit, looked=now, waited=int(waited.total_seconds()))
    return ClockDoubt(now, found.seen, MIN_RUNNING_TIME - waited)


def confirm_clock(unit: UnitOfWork, now: dt.datetime) -> None:
    """Leave the sign of life."""
    clock_repository.save_sign_of_life(unit, now)


def merge_sign_of_life(unit: UnitOfWork, sign: dt.datetime) -> None:
    """Leave the one of another database, if it is later."""
    mine = clock_repository.find_last_seen(unit)
    if mine is None or mine < sign:
        confirm_clock(unit, sign)


def get_trusted_time(unit: UnitOfWork, now: dt.datetime) -> dt.datetime:
    """A time that is surely over: `now`, or the last sign where that is in doubt."""
    found = find_clock_doubt(unit, now)
    return now if found is None else min(now, found.seen)


def _is_implausible(seen: dt.datetime, now: dt.datetime) -> bool:
    return not seen - MAX_CLOCK_LAG <= now <= seen + MAX_CLOCK_LEAD
