"""An invented venue: counsellors, hours, policies and taken times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from bot.booking.appointment_kinds import INITIAL_KINDS, MODES, BookingRequest
from bot.booking.counsellor_hours import Counsellor, HoursSpan
from bot.booking.free_slots import Slot
from bot.booking.local_time import ZONE
from bot.booking.time_cells import Cell, list_cells
from bot.booking.venue import BookingPolicy, Venue

UTC = dt.timezone.utc
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)  # clocks forward, clocks back
MONDAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=UTC)
DURATION_MINUTES = {each.code: each.minutes for each in INITIAL_KINDS}
ALL_KINDS, ALL_WAYS = frozenset(DURATION_MINUTES), frozenset(MODES)
SHORT = BookingRequest("short", "telephone")
ORIENTATION = BookingRequest("orientation", "on_site")
NO_RULES = BookingPolicy.of(0, 0, 0, 365)
QUARTER = dt.timedelta(minutes=15)

Interval = tuple[dt.datetime, dt.datetime]


def span(start: str, end: str, kinds: Iterable = ALL_KINDS, ways: Iterable = ALL_WAYS) -> HoursSpan:
    """Hours of a day, all kinds and ways unless given."""
    return HoursSpan(
        dt.time.fromisoformat(start), dt.time.fromisoformat(end), frozenset(kinds), frozenset(ways)
    )


def counsellor(
    *spans: HoursSpan, id: int = 1, languages: Iterable[str] = ("fr",), closed: bool = False
) -> Counsellor:
    """A counsellor with the same hours every day."""
    return Counsellor(id, frozenset(languages), dict.fromkeys(range(7), spans), closed=closed)


def place(*counsellors: Counsellor, rules: BookingPolicy = NO_RULES) -> Venue:
    """A venue that closes on holidays only."""
    return Venue(counsellors, rules)


def local(day: dt.date, wall: str, fold: int = 0) -> dt.datetime:
    """A wall time in Brussels as a person would type it."""
    return dt.datetime.combine(day, dt.time.fromisoformat(wall), ZONE).replace(fold=fold)


def list_wall_times(slots: Iterable[Slot]) -> list[str]:
    """The wall times of the starts."""
    return [f"{slot.start.astimezone(ZONE):%H:%M}" for slot in slots]


def cells_of(
    appointments: Iterable[tuple[int, dt.datetime, dt.datetime]], rules: BookingPolicy
) -> set:
    """The cells of (counsellor, start, end)."""
    return {cell for each in appointments for cell in list_cells(*each, rules)}


def cells_of_slots(slots: Iterable[Slot], rules: BookingPolicy) -> set[Cell]:
    return cells_of(((slot.counsellor, slot.start, slot.end) for slot in slots), rules)


def guarded_interval(start: dt.datetime, end: dt.datetime, rules: BookingPolicy) -> Interval:
    """From the start of the buffer before to the end of the one after."""
    return start - rules.before, end + rules.after


def overlap(one: Interval, other: Interval) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def moments(day: dt.date, step: dt.timedelta) -> Iterator[dt.datetime]:
    """Moments of a local day in UTC, an hour to spare on both sides."""
    moment = local(day, "00:00").astimezone(UTC) - dt.timedelta(hours=1)
    end = local(day + dt.timedelta(days=1), "00:00").astimezone(UTC) + dt.timedelta(hours=1)
    while moment < end:
        yield moment
        moment += step
