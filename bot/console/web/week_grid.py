"""The week's time grid: rows of a quarter of an hour, counted from the first hour shown.

Pages place things by classes of `static/week_rows.css`: `r5 s2` is two rows from the fifth, `k2`
the second lane of a day. The security policy allows no styles in the page itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Optional

from bot.booking.appointment_repository import ACTIVE_STATES, Appointment
from bot.booking.local_time import ZONE, local_day
from bot.opening_hours import TimeRange

ROWS_PER_HOUR = 4
MAX_LANES = 12
_MINUTES_PER_ROW = 15
_FIRST_HOUR, _LAST_HOUR = 8, 18  # shown at least

BandKind = Literal["open", "leave", "busy"]


@dataclass(frozen=True)
class DayPlan:
    """What is known of a day: appointments, hours of reception, leave and busy times.

    `closed`: why the centre is closed, "" if it is open. `absent`: names of colleagues on leave.
    """

    date: dt.date
    appointments: Sequence[Appointment]
    open: Sequence[TimeRange] = ()
    leave: Sequence[TimeRange] = ()
    busy: Sequence[TimeRange] = ()
    closed: str = ""
    absent: Sequence[str] = ()

    @property
    def matters(self) -> bool:
        """Whether the day is shown: Saturdays and Sundays only if they are not empty."""
        return self.date.weekday() < 5 or bool(self.open or self.appointments)


@dataclass(frozen=True)
class GridBand:
    """A time in the background: hours of reception, leave, or busy by the counsellor's calendar."""

    kind: BandKind
    row: int
    rows: int


@dataclass(frozen=True)
class GridBlock:
    """An active appointment. `movable`: it has not begun."""

    appointment: Appointment
    row: int
    rows: int
    lane: int
    movable: bool


@dataclass(frozen=True)
class GridDay:
    """A day of the grid. `now_row`: the row of the present time, None on other days."""

    plan: DayPlan
    bands: list[GridBand]
    blocks: list[GridBlock]
    cancelled: list[Appointment]
    lanes: int
    now_row: Optional[int]


@dataclass(frozen=True)
class WeekGrid:
    """The days shown, from `first_hour` to `last_hour`."""

    first_hour: int
    last_hour: int
    days: list[GridDay]

    @property
    def rows(self) -> int:
        """The number of rows."""
        return (self.last_hour - self.first_hour) * ROWS_PER_HOUR

    @property
    def hours(self) -> list[tuple[int, int]]:
        """The row and the number of each hour."""
        shown = range(self.first_hour, self.last_hour)
        return [((hour - self.first_hour) * ROWS_PER_HOUR + 1, hour) for hour in shown]


def build_week_grid(plans: Iterable[DayPlan], now: dt.datetime) -> WeekGrid:
    """Return the grid of the days that matter."""
    shown = [plan for plan in plans if plan.matters]
    first, last = _find_hours(shown)
    return WeekGrid(first, last, [_build_day(plan, first, last, now) for plan in shown])


def _find_hours(plans: Iterable[DayPlan]) -> tuple[int, int]:
    """Return the hours from the first to the last thing of the week, or more."""
    minutes = [_FIRST_HOUR * 60, _LAST_HOUR * 60]
    for plan in plans:
        for start, end in plan.open:
            minutes += [_minute_of(start), _minute_of(end)]
        for each in plan.appointments:
            minutes += _minutes_of_appointment(each)
    return min(minutes) // 60, -(-max(minutes) // 60)


def _build_day(plan: DayPlan, first: int, last: int, now: dt.datetime) -> GridDay:
    active = [each for each in plan.appointments if each.state in ACTIVE_STATES]
    blocks = _build_blocks(active, first, now)
    ranges: tuple[tuple[BandKind, Sequence[TimeRange]], ...] = (
        ("open", plan.open),
        ("leave", plan.leave),
        ("busy", plan.busy),
    )
    bands = [_build_band(kind, each, first) for kind, times in ranges for each in times]
    row, _ = _rows_of(*_as_minutes(now, now), first)
    is_now = local_day(now) == plan.date and 1 <= row <= (last - first) * ROWS_PER_HOUR
    return GridDay(
        plan=plan,
        bands=bands,
        blocks=blocks,
        cancelled=[each for each in plan.appointments if each.state not in ACTIVE_STATES],
        lanes=max((each.lane for each in blocks), default=1),
        now_row=row if is_now else None,
    )


def _build_blocks(
    appointments: Iterable[Appointment], first: int, now: dt.datetime
) -> list[GridBlock]:
    """Return the blocks in order of time; those that overlap have different lanes."""
    blocks: list[GridBlock] = []
    ends: list[int] = []  # the row after the last block, by lane
    for each in appointments:
        row, rows = _rows_of(*_minutes_of_appointment(each), first)
        free = [lane for lane, end in enumerate(ends) if end <= row]
        lane = free[0] if free else min(len(ends), MAX_LANES - 1)
        ends[lane : lane + 1] = [row + rows]
        blocks.append(GridBlock(each, row, rows, lane + 1, movable=each.start > now))
    return blocks


def _build_band(kind: BandKind, times: TimeRange, first: int) -> GridBand:
    row, rows = _rows_of(_minute_of(times[0]), _minute_of(times[1]), first)
    # Leave may lie outside the hours that are shown.
    return GridBand(kind, max(row, 1), max(rows + min(row - 1, 0), 1))


def _rows_of(start: int, end: int, first: int) -> tuple[int, int]:
    """Return the first row and the number of rows of a time in minutes, rounded outwards."""
    row = start // _MINUTES_PER_ROW - first * ROWS_PER_HOUR + 1
    last = -(-end // _MINUTES_PER_ROW) - first * ROWS_PER_HOUR
    return row, max(last - row + 1, 1)


def _minutes_of_appointment(each: Appointment) -> tuple[int, int]:
    return _as_minutes(each.start, each.end)


def _as_minutes(start: dt.datetime, end: dt.datetime) -> tuple[int, int]:
    """Return start and end in minutes of the local day of the start; it ends by midnight."""
    begin, stop = start.astimezone(ZONE), end.astimezone(ZONE)
    is_over_night = stop.date() > begin.date()
    return _minute_of(begin.time()), 24 * 60 if is_over_night else _minute_of(stop.time())


def _minute_of(time: dt.time) -> int:
    return time.hour * 60 + time.minute
