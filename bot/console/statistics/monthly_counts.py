"""Counts each finished day before its data is erased, and publishes the month's figures.

Figures are updated after each complete week, and final three days after the end of the month.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Iterator
from typing import Any

from bot.booking.local_time import local_day
from bot.console.statistics import figure_repository, tallies, tally_repository
from bot.console.statistics.figure_repository import Cell
from bot.console.statistics.tallies import Period, Tally, TopicFinder
from bot.handoff import ratings
from bot.handoff.ratings import MIN_ANSWERS
from bot.storage.unit_of_work import UnitOfWork

DAYS_PER_WEEK, ONE_DAY = 7, dt.timedelta(days=1)
# Time for attendance to be recorded and for the last night's conversations to end.
SETTLING_DELAY = 3 * ONE_DAY
# Waits for the first human message: the keys of the draft are minutes.
_WAIT_SUBJECT = "wait"
# What speaks of how the team answers the questions that were left.
_OF_THE_TEAM = frozenset(
    {
        ("deferred", "in_time"),
        ("deferred", "later"),
        ("deferred_helped", "yes"),
        ("deferred_helped", "no"),
    }
)
# The ninth decile needs more waits than the median, and is rounded up to one of these minutes: of
# few waits, the exact one would be a single person's.
MIN_WAITS_FOR_DECILE = 20
DECILE_MINUTES = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)


def find_no_topic(text: str) -> str:
    """Return "": a command counts without the base."""
    return ""


def count_finished_days(
    unit: UnitOfWork, now: dt.datetime, find_topic: TopicFinder = find_no_topic
) -> int:
    """Count the days that are due and return how many. Idempotent."""
    today = local_day(now)
    if not (_list_uncounted_days(unit, today) or _list_closable_months(unit, today)):
        return 0
    figure_repository.lock_months(unit)
    days = _list_uncounted_days(unit, today)
    unused = _list_unused_days(unit, days)
    if unused:
        figure_repository.insert_month(unit, unused[0], unused[-1])
    for day in days[len(unused) :]:
        _count_day(unit, day, find_topic)
    for month in _list_closable_months(unit, today):
        _publish_figures(unit, Period(month, last_day_of_month(month)), closed=True)
        figure_repository.delete_draft(unit, month)
    return len(days)


def last_day_of_month(month: dt.date) -> dt.date:
    """Return the last day of the month of a date."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def round_down_to_five(number: int) -> int:
    """Round down to a multiple of five, so that comparing two figures reveals no single person."""
    return number - number % MIN_ANSWERS


def _list_uncounted_days(unit: UnitOfWork, today: dt.date) -> list[dt.date]:
    """Return the finished days to count; at first, from the start of the present month."""
    last = figure_repository.find_last_counted_day(unit)
    day, days = last + ONE_DAY if last is not None else today.replace(day=1), []
    while day < today:
        days.append(day)
        day += ONE_DAY
    return days


def _list_unused_days(unit: UnitOfWork, days: list[dt.date]) -> list[dt.date]:
    """Return the first days, if nothing was ever counted, on which nobody had come yet."""
    if figure_repository.find_last_counted_day(unit) is not None:
        return []
    first = tally_repository.find_first_time(unit)
    return days if first is None else [day for day in days if day < local_day(first)]


def _list_closable_months(unit: UnitOfWork, today: dt.date) -> list[dt.date]:
    return [
        row.month
        for row in figure_repository.list_open_months(unit)
        if row.counted == last_day_of_month(row.month) and row.counted + SETTLING_DELAY < today
    ]


def _count_day(unit: UnitOfWork, day: dt.date, find_topic: TopicFinder) -> None:
    month = day.replace(day=1)
    if day == month:
        figure_repository.insert_month(unit, month, day)
    else:
        figure_repository.update_month(unit, month, {"counted": day})
    _add_to_draft(unit, month, tallies.tally_day(unit, day, find_topic))
    ends_week = day.day % DAYS_PER_WEEK == 0
    if ends_week or day == last_day_of_month(month):
        figure_repository.delete_draft(unit, month, "steps")
        _add_to_draft(unit, month, tallies.tally_steps(unit, Period(month, day)))
    if ends_week:
        _publish_figures(unit, Period(month, day))


def _add_to_draft(unit: UnitOfWork, month: dt.date, tally: Tally) -> None:
    for cell, number in tally.items():
        figure_repository.add_to_draft(unit, month, cell, number)


def _publish_figures(unit: UnitOfWork, period: Period, closed: bool = False) -> None:
    """Replace the published figures of the month."""
    month = period.first
    draft = figure_repository.read_draft(unit, month)
    counts = Tally({cell: number for cell, number in draft.items() if cell[0] != _WAIT_SUBJECT})
    counts += tallies.tally_appointments(unit, period) + tallies.tally_answered_since(unit, period)
    counts += tallies.tally_deferred_ratings(unit, period)
    if not tallies.have_enough_deferred(unit, period):
        counts = Tally({cell: counts[cell] for cell in counts if cell not in _OF_THE_TEAM})
    rows = [
        {"subject": subject, "key": key, "count": round_down_to_five(number), "value": None}
        for (subject, key), number in counts.items()
        if number >= MIN_ANSWERS
    ]
    rows += [{"key": "", **row} for row in _compute_averages(unit, period, draft, closed)]
    figure_repository.replace_figures(unit, month, [{"month": month, **row} for row in rows])
    figure_repository.update_month(unit, month, {"shown": period.last, "closed": closed})


def _compute_averages(
    unit: UnitOfWork, period: Period, draft: dict[Cell, int], closed: bool
) -> Iterator[dict[str, Any]]:
    """Yield means and waits, each over five or more and several counsellors.

    The waits are published with the closed month only: successive medians would reveal single
    values.
    """
    for about, many in (
        ("handoff", tallies.have_enough_answered(unit, period)),
        ("appointment", tallies.have_enough_received(unit, period)),
    ):
        rated = ratings.aggregate_ratings(unit, period.first, period.last, about) if many else None
        if rated is not None:
            yield {"subject": f"{about}_rating", "count": rated.answers, "value": rated.mean}
        if about == "handoff" and many and closed:
            yield from _summarise_waits(draft)


def _summarise_waits(draft: dict[Cell, int]) -> Iterator[dict[str, Any]]:
    """Yield the median of the waits, and the ninth decile if there are enough."""
    waits = sorted(
        int(key)
        for (subject, key), number in draft.items()
        if subject == _WAIT_SUBJECT
        for _ in range(number)
    )
    row = {"subject": _WAIT_SUBJECT, "count": round_down_to_five(len(waits))}
    if len(waits) >= MIN_ANSWERS:
        yield {**row, "value": float(waits[len(waits) // 2])}
    if len(waits) >= MIN_WAITS_FOR_DECILE:
        decile = waits[math.ceil(0.9 * len(waits)) - 1]
        above = [step for step in DECILE_MINUTES if step >= decile]
        if above:
            yield {**row, "key": "p90", "value": float(above[0])}
