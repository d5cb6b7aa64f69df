"""Figures for the team: counts of at least five, and none about a single counsellor (P9).

What is smaller is shown as « moins de 5 »: here it is None. Where a sum is shown beside its parts,
in the same table or in another, what is missing could be reckoned: more parts are hidden with it,
until that is five at least. What speaks of how counsellors work is shown of three or more.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
from bot.handoff.unanswered import Asked
from bot.storage.booking_tables import appointments
from bot.storage.handoff_tables import handoffs
from bot.storage.tables import conversations, notebooks
from bot.storage.unit_of_work import UnitOfWork

Counts = list[tuple[str, Optional[int]]]
MOST_ASKED = 1000
UNNOTED = "unnoted"  # an attendance that nobody wrote down
FEWEST = 3  # counsellors, of whom together something is told


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
    """Of a period. None: fewer than five. `wait`: the median until somebody came, in minutes.

    `many_answer`, `many_receive`: enough counsellors took requests, had appointments; else their
    wait, attendance and ratings are left out. `asked`: questions without an answer, for `topics`.
    """

    channels: Counts
    steps: Counts
    handoffs: Counts
    wait: Optional[int]
    labels: Counts
    handoff_ratings: Optional[ratings.Figures]
    appointment_ratings: Optional[ratings.Figures]
    kinds: Counts
    attendance: Counts
    many_answer: bool
    many_receive: bool
    asked: Sequence[Asked]


def figures(unit: UnitOfWork, period: Period) -> Figures:
    """All of them."""
    held, received = _handoffs(unit, period), _appointments(unit, period)
    many_answer = _are_many(row.counsellor_id for row in held if row.claimed)
    many_receive = _are_many(row.counsellor_id for row in received)
    first, last = period.first, period.last
    return Figures(
        channels=counts(_column(unit, conversations.c.channel, conversations.c.created, period)),
        steps=_steps(unit, period),
        handoffs=_outcomes(held),
        wait=_wait(held) if many_answer else None,
        labels=_labels(held),
        handoff_ratings=ratings.aggregate(unit, first, last, "handoff") if many_answer else None,
        appointment_ratings=(
            ratings.aggregate(unit, first, last, "appointment") if many_receive else None
        ),
        kinds=_frequent(row.kind for row in received),
        attendance=_frequent(row.attendance or UNNOTED for row in received) if many_receive else [],
        many_answer=many_answer,
        many_receive=many_receive,
        asked=_asked(unit, period),
    )


def topics(asked: Sequence[Asked]) -> Optional[int]:
    """Questions by likeness, not their wordings: slow, and without the database."""
    return enough(len(groups(asked)))


def enough(count: int) -> Optional[int]:
    """The count, if it may be shown."""
    return count if count >= MOST_FEW else None


def counts(values: Iterable[Any], order: tuple[str, ...] = ()) -> Counts:
    """How often each value comes: in the given order, else the most frequent first."""
    found = Counter(str(value) for value in values if value is not None)
    keys = order or tuple(sorted(found, key=lambda key: (-found[key], key)))
    return [(key, enough(found[key])) for key in keys]


def hidden(found: Mapping[str, int], beside: Iterable[int] = (0,)) -> Counts:
    """The parts of a sum that is shown: what is below five is None, then the smallest of the
    others, until what is hidden is nothing or at least five together.

    `beside`: where the parts stand beside several sums, how much of each is in none of them.
    """
    shown: dict[str, Optional[int]] = {key: enough(count) for key, count in found.items()}
    left = sorted((count, key) for key, count in found.items() if count >= MOST_FEW)
    missing = sum(count for count in found.values() if count < MOST_FEW)
    more = tuple(beside)
    while left and any(0 < missing + each < MOST_FEW for each in more):
        count, key = left.pop(0)
        shown[key], missing = None, missing + count
    return list(shown.items())


def _frequent(values: Iterable[str], beside: Iterable[int] = (0,)) -> Counts:
    """Values as the parts of a sum, the most frequent first."""
    found = Counter(values)
    return hidden({key: found[key] for key in sorted(found, key=lambda k: (-found[k], k))}, beside)


def _are_many(who: Iterable[Optional[int]]) -> bool:
    return len(set(who) - {None}) >= FEWEST


def _steps(unit: UnitOfWork, period: Period) -> Counts:
    query = sa.select(notebooks.c.data).where(period.holds(notebooks.c.last_used))
    found = (data.get("step") for data in unit.execute(query).scalars())
    return counts((step for step in found if step in STEPS), STEPS)


def _handoffs(unit: UnitOfWork, period: Period) -> list[Any]:
    columns = (handoffs.c.created, handoffs.c.claimed, handoffs.c.outcome, handoffs.c.label)
    query = sa.select(*columns, handoffs.c.counsellor_id).where(period.holds(handoffs.c.created))
    return list(unit.execute(query))


def _outcomes(held: list[Any]) -> Counts:
    """Each on its own, as the parts of a whole: taken, waited too long, left or still waiting."""
    return [("asked", enough(len(held))), *hidden(_parts(held))]


def _parts(held: list[Any]) -> dict[str, int]:
    taken = sum(row.claimed is not None for row in held)
    late = sum(row.outcome == OUTCOMES[TIME_OUT] for row in held)
    return {"taken": taken, "timed_out": late, "other": len(held) - taken - late}


def _labels(held: list[Any]) -> Counts:
    """Parts of those taken, and so of all: each sum of the requests can stand beside them."""
    labels = [row.label for row in held if row.claimed and row.label]
    taken, late, other = _parts(held).values()
    without = taken - len(labels)
    return _frequent(labels, (without + each for each in (0, late, other, late + other)))


def _wait(held: list[Any]) -> Optional[int]:
    waits = [(row.claimed - row.created).total_seconds() for row in held if row.claimed]
    return round(median(waits) / 60) if len(waits) >= MOST_FEW else None


def _appointments(unit: UnitOfWork, period: Period) -> list[Any]:
    columns = (appointments.c.kind, appointments.c.attendance, appointments.c.counsellor_id)
    confirmed = appointments.c.state == "confirmed"
    query = sa.select(*columns).where(period.holds(appointments.c.starts), confirmed)
    return list(unit.execute(query))


def _asked(unit: UnitOfWork, period: Period) -> list[Asked]:
    asked = unanswered.recent(unit, MOST_ASKED)
    return [one for one in asked if period.first <= one.day <= period.last]


def _column(unit: UnitOfWork, column: sa.Column, when: sa.Column, period: Period) -> list[Any]:
    return list(unit.execute(sa.select(column).where(period.holds(when))).scalars())


def _midnight(day: dt.date) -> dt.datetime:
    return in_utc(dt.datetime.combine(day, dt.time(), ZONE))
