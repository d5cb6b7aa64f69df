"""Upcoming appointments that look automated. The result is only a suspicion: a human decides.

A burst has the same kind, mode and channel, a contact and summary in all or in none, and little
time between bookings. Neither addresses nor words are considered.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.console.desk import suspicious_booking_repository
from bot.console.desk.suspicious_booking_repository import SuspectAppointment
from bot.storage.unit_of_work import UnitOfWork

MIN_BURST_APPOINTMENTS = 5
# Gaps by the value of the page's query.
MAX_GAPS: Mapping[str, dt.timedelta] = {
    "1": dt.timedelta(minutes=1),
    "10": dt.timedelta(minutes=10),
    "60": dt.timedelta(minutes=60),
}
MAX_SHOWN_APPOINTMENTS = 150  # a form has 200 fields at most


def find_bursts(
    unit: UnitOfWork, now: dt.datetime, gap: dt.timedelta
) -> list[list[SuspectAppointment]]:
    """Return bursts of upcoming appointments, the latest first, each in booking order."""
    alike: dict[tuple[Any, ...], list[SuspectAppointment]] = defaultdict(list)
    for each in suspicious_booking_repository.list_upcoming(unit, now):
        alike[each.shape].append(each)
    bursts = [
        run
        for same in alike.values()
        for run in _split_runs(same, gap)
        if len(run) >= MIN_BURST_APPOINTMENTS
    ]
    return sorted(bursts, key=lambda run: run[-1].at, reverse=True)


def limit_to_page(bursts: Iterable[list[SuspectAppointment]]) -> list[list[SuspectAppointment]]:
    """Return as many as fit on a page; the rest appears once these are cancelled."""
    room, shown = MAX_SHOWN_APPOINTMENTS, []
    for burst in bursts:
        if room > 0:
            shown.append(burst[:room])
        room -= len(burst)
    return shown


def _split_runs(
    taken: list[SuspectAppointment], gap: dt.timedelta
) -> Iterator[list[SuspectAppointment]]:
    run: list[SuspectAppointment] = []
    for each in taken:
        if run and each.at - run[-1].at > gap:
            yield run
            run = []
        run.append(each)
    if run:
        yield run
