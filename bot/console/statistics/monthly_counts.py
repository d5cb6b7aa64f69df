"""Counts each day once it is over, before anything of it is erased, and brings the figures of a
month up to its last complete week; three days after its end it is closed for good."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from typing import Any

from bot.booking.local_time import local_day
from bot.console.statistics import figure_repository, tallies
from bot.console.statistics.figure_repository import Cell
from bot.console.statistics.tallies import Period, Tally
from bot.handoff import ratings
from bot.handoff.ratings import MIN_ANSWERS
from bot.storage.unit_of_work import UnitOfWork

DAYS_PER_WEEK, ONE_DAY = 7, dt.timedelta(days=1)
# Until then attendance is noted and conversations of the last night end.
SETTLING_DELAY = 3 * ONE_DAY
_WAIT_SUBJECT = (
    "wait"  # minutes until somebody came: each is a key of the draft, their median is shown
)


def count_finished_days(unit: UnitOfWork, now: dt.datetime) -> int:
    """How many days were counted. Called as often as one likes: what was counted is not again."""
    today = local_day(now)
    if not (_list_uncounted_days(unit, today) or _list_closable_months(unit, today)):
        return 0
    figure_repository.lock_months(unit)
    days = _list_uncounted_days(unit, today)
    for day in days:
        _count_day(unit, day)
    for month in _list_closable_months(unit, today):
        _publish_figures(unit, Period(month, last_day_of_month(month)), closed=True)
        figure_repository.delete_draft(unit, month)
    return len(days)


def last_day_of_month(month: dt.date) -> dt.date:
    """The last day of the month of a day."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def round_down_to_five(number: int) -> int:
    """Rounded down to a multiple of five: nobody learns from two figures what one person adds."""
    return number - number % MIN_ANSWERS


def _list_uncounted_days(unit: UnitOfWork, today: dt.date) -> list[dt.date]:
    """Those that are over and not counted. The very first is the first of the present month."""
    last = figure_repository.find_last_counted_day(unit)
    day, found = last + ONE_DAY if last is not None else today.replace(day=1), []
    while day < today:
        found.append(day)
        day += ONE_DAY
    return found


def _list_closable_months(unit: UnitOfWork, today: dt.date) -> list[dt.date]:
    return [
        row.month
        for row in figure_repository.list_open_months(unit)
        if row.counted == last_day_of_month(row.month) and row.counted + SETTLING_DELAY < today
    ]


def _count_day(unit: UnitOfWork, day: dt.date) -> None:
    month = day.replace(day=1)
    if day == month:
        figure_repository.insert_month(unit, month, day)
    else:
        figure_repository.update_month(unit, month, {"counted": day})
    _add_to_draft(unit, month, tallies.tally_day(unit, day))
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
    """In the place of what was shown of the month."""
    month = period.first
    draft = figure_repository.read_draft(unit, month)
    counts = {cell: number for cell, number in draft.items() if cell[0] != _WAIT_SUBJECT}
    appointments = tallies.tally_appointments(unit, period)
    rows = [
        {"subject": subject, "key": key, "count": round_down_to_five(number), "value": None}
        for (subject, key), number in (*counts.items(), *appointments.items())
        if number >= MIN_ANSWERS
    ]
    rows += [{"key": "", **row} for row in _compute_averages(unit, period, draft, closed)]
    figure_repository.replace_figures(unit, month, [{"month": month, **row} for row in rows])
    figure_repository.update_month(unit, month, {"shown": period.last, "closed": closed})


def _compute_averages(
    unit: UnitOfWork, period: Period, draft: dict[Cell, int], closed: bool
) -> Iterator[dict[str, Any]]:
    """Means and the median, each of five or more and of the work of several counsellors. The median
    wait comes with the end of the month: two medians of a growing set would tell of single ones."""
    waits = sorted(
        int(key)
        for (subject, key), number in draft.items()
        if subject == _WAIT_SUBJECT
        for _ in range(number)
    )
    for about, many in (
        ("handoff", tallies.have_enough_answered(unit, period)),
        ("appointment", tallies.have_enough_received(unit, period)),
    ):
        rated = ratings.aggregate_ratings(unit, period.first, period.last, about) if many else None
        if rated is not None:
            yield {"subject": f"{about}_rating", "count": rated.answers, "value": rated.mean}
        if about == "handoff" and many and closed and len(waits) >= MIN_ANSWERS:
            middle = waits[len(waits) // 2]
            yield {
                "subject": _WAIT_SUBJECT,
                "count": round_down_to_five(len(waits)),
                "value": float(middle),
            }
