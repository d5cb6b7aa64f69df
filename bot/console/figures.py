"""Figures for the team: counts of at least five, and none about a single counsellor (P9).

What is smaller is shown as « moins de 5 »: here it is None. Where a sum is shown beside its parts,
a single part that is missing could be reckoned: a second one is hidden with it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Optional

import sqlalchemy as sa

from bot.booking.local_time import ZONE, in_utc
from bot.console.likeness import groups
from bot.guidance.entries import STEPS
from bot.handoff import ratings, unanswered
from bot.handoff.ratings import MOST_FEW
from bot.handoff.states import OUTCOMES, TIME_OUT
from bot.storage.booking_tables import appointments
from bot.storage.handoff_tables import handoffs
from bot.storage.tables import conversations, notebooks
from bot.storage.unit_of_work import UnitOfWork

Counts = list[tuple[str, Optional[int]]]
MOST_ASKED = 1000


@dataclass(frozen=True)
class Period:
    """Days of the place, both counted."""

    first: dt.date
    last: dt.date

    @property
    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        """From the first moment to the one after the last."""
        return _midnight(self.first), _midnight(self.last + dt.timedelta(days=1))

    def holds(self, column: Any) -> Any:
        """The condition that a time lies in it."""
        begins, ends = self.moments
        return sa.and_(column >= begins, column < ends)


@dataclass(frozen=True)
class Figures:
    """Of a period. None: fewer than five. `wait`: the median until somebody came, in minutes."""

    channels: Counts
    steps: Counts
    handoffs: Counts
    wait: Optional[int]
    labels: Counts
    handoff_ratings: Optional[ratings.Figures]
    appointment_ratings: Optional[ratings.Figures]
    kinds: Counts
    attendance: Counts
    unanswered: Optional[int]


def figures(unit: UnitOfWork, period: Period) -> Figures:
    """All of them."""
    held = _handoffs(unit, period)
    first, last = period.first, period.last
    return Figures(
        channels=counts(_column(unit, conversations.c.channel, conversations.c.created, period)),
        steps=_steps(unit, period),
        handoffs=_outcomes(held),
        wait=_wait(held),
        labels=counts(row.label for row in held if row.label),
        handoff_ratings=ratings.aggregate(unit, first, last, "handoff"),
        appointment_ratings=ratings.aggregate(unit, first, last, "appointment"),
        kinds=counts(_appointments(unit, period, appointments.c.kind)),
        attendance=counts(_appointments(unit, period, appointments.c.attendance)),
        unanswered=_unanswered(unit, period),
    )


def enough(count: int) -> Optional[int]:
    """The count, if it may be shown."""
    return count if count >= MOST_FEW else None


def counts(values: Iterable[Any], order: tuple[str, ...] = ()) -> Counts:
    """How often each value comes: in the given order, else the most frequent first."""
    found = Counter(str(value) for value in values if value is not None)
    keys = order or tuple(sorted(found, key=lambda key: (-found[key], key)))
    return [(key, enough(found[key])) for key in keys]


def hidden(found: Mapping[str, int]) -> Counts:
    """The parts of a sum that is shown: what is below five is None; if that is one part alone, the
    smallest of the others, too."""
    shown: dict[str, Optional[int]] = {key: enough(count) for key, count in found.items()}
    small = [key for key, count in found.items() if 0 < count < MOST_FEW]
    if len(small) == 1:
        rest = [(count, key) for key, count in found.items() if count >= MOST_FEW]
        if rest:
            shown[min(rest)[1]] = None
    return list(shown.items())


def _steps(unit: UnitOfWork, period: Period) -> Counts:
    query = sa.select(notebooks.c.data).where(period.holds(notebooks.c.last_used))
    found = (data.get("step") for data in unit.execute(query).scalars())
    return counts((step for step in found if step in STEPS), STEPS)


def _handoffs(unit: UnitOfWork, period: Period) -> list[Any]:
    columns = (handoffs.c.created, handoffs.c.claimed, handoffs.c.outcome, handoffs.c.label)
    return list(unit.execute(sa.select(*columns).where(period.holds(handoffs.c.created))))


def _outcomes(held: list[Any]) -> Counts:
    """Each on its own, as the parts of a whole: taken, waited too long, left or still waiting."""
    taken = sum(row.claimed is not None for row in held)
    late = sum(row.outcome == OUTCOMES[TIME_OUT] for row in held)
    parts = hidden({"taken": taken, "timed_out": late, "other": len(held) - taken - late})
    return [("asked", enough(len(held))), *parts]


def _wait(held: list[Any]) -> Optional[int]:
    waits = [(row.claimed - row.created).total_seconds() for row in held if row.claimed]
    return round(median(waits) / 60) if len(waits) >= MOST_FEW else None


def _appointments(unit: UnitOfWork, period: Period, column: sa.Column) -> list[Any]:
    confirmed = appointments.c.state == "confirmed"
    return _column(unit, column, appointments.c.starts, period, confirmed)


def _unanswered(unit: UnitOfWork, period: Period) -> Optional[int]:
    """Questions by likeness, not their wordings."""
    asked = unanswered.recent(unit, MOST_ASKED)
    mine = [one for one in asked if period.first <= one.day <= period.last]
    return enough(len(groups(mine)))


def _column(
    unit: UnitOfWork, column: sa.Column, when: sa.Column, period: Period, *where: Any
) -> list[Any]:
    query = sa.select(column).where(period.holds(when), *where)
    return list(unit.execute(query).scalars())


def _midnight(day: dt.date) -> dt.datetime:
    return in_utc(dt.datetime.combine(day, dt.time(), ZONE))
