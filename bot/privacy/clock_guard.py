"""Guard against a wrong clock: nothing is erased by age while the clock is in doubt (P7).

The purge saves the current time every hour. A time before the saved one, or long after it, is
implausible: the purge then waits until the service has run for a day on the new time, or until an
operator confirms it (`boussole purge --clock-is-right`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from bot.privacy import clock_repository
from bot.storage.unit_of_work import UnitOfWork

MAX_CLOCK_LEAD = dt.timedelta(days=40)
# Small corrections, as by time synchronisation, are plausible.
MAX_CLOCK_LAG = dt.timedelta(minutes=1)
MIN_RUNNING_TIME = dt.timedelta(hours=24)
_ZERO = dt.timedelta(0)


@dataclass(frozen=True)
class ClockDoubt:
    """The last trusted time `seen`, and for how long the service still has to run (`left`)."""

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
    """Nothing was erased; the message says why and what to do."""


def find_clock_doubt(unit: UnitOfWork, now: dt.datetime) -> Optional[ClockDoubt]:
    """Return the doubt about the clock, or None if it is plausible or no time was saved yet."""
    row = clock_repository.find_sign_of_life(unit)
    if row is None or not _is_implausible(row.seen, now):
        return None
    return ClockDoubt(now, row.seen, MIN_RUNNING_TIME - dt.timedelta(seconds=row.waited))


def check_clock(unit: UnitOfWork, now: dt.datetime, ran: dt.timedelta) -> Optional[ClockDoubt]:
    """Like `find_clock_doubt`, but also save the time, or how long the purge has been waiting.

    `ran`: how long this process has run since its last check, by a monotonic clock.
    """
    doubt = find_clock_doubt(unit, now)
    if doubt is None:
        confirm_clock(unit, now)
        return None
    row = clock_repository.find_sign_of_life(unit)
    waited = dt.timedelta(seconds=row.waited)
    if row.looked is None or _is_implausible(row.looked, now):  # the clock was set again
        waited = _ZERO
    else:  # another process may have counted part of it
        waited += max(_ZERO, min(ran, now - row.looked))
    if waited >= MIN_RUNNING_TIME:
        confirm_clock(unit, now)
        return None
    clock_repository.update_sign_of_life(unit, looked=now, waited=int(waited.total_seconds()))
    return ClockDoubt(now, doubt.seen, MIN_RUNNING_TIME - waited)


def confirm_clock(unit: UnitOfWork, now: dt.datetime) -> None:
    """Save the time as trusted."""
    clock_repository.save_sign_of_life(unit, now)


def merge_sign_of_life(unit: UnitOfWork, sign: dt.datetime) -> None:
    """Save the trusted time of another database if it is later."""
    current = clock_repository.find_last_seen(unit)
    if current is None or current < sign:
        confirm_clock(unit, sign)


def get_trusted_time(unit: UnitOfWork, now: dt.datetime) -> dt.datetime:
    """Return `now`, or the last trusted time if the clock is in doubt."""
    doubt = find_clock_doubt(unit, now)
    return now if doubt is None else min(now, doubt.seen)


def _is_implausible(seen: dt.datetime, now: dt.datetime) -> bool:
    return not seen - MAX_CLOCK_LAG <= now <= seen + MAX_CLOCK_LEAD
