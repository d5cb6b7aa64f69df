"""The job that fetches counsellors' calendars from their servers."""

from __future__ import annotations

import asyncio
import datetime as dt
from functools import partial

from bot.booking.calendar_import import calendar_source_repository, calendar_sources
from bot.booking.calendar_import.calendar_source_repository import CalendarSource
from bot.booking.calendar_import.calendar_sources import FetchResult
from bot.booking.local_time import Interval
from bot.booking.venue import BookingPolicy
from bot.booking.venue_repository import load_venue
from bot.jobs.periodic_task import run_periodically
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.turn_dependencies import TurnDependencies
from bot.storage.unit_of_work import reading, writing

INTERVAL_SECONDS = 60
REFRESH_INTERVAL = dt.timedelta(minutes=15)


class CalendarFetchJob:
    """Fetches each calendar every quarter of an hour, one at a time."""

    def __init__(self, parts: TurnDependencies, threads: DbExecutor) -> None:
        self._parts, self._threads = parts, threads

    async def run(self) -> None:
        """Run until cancelled."""
        await run_periodically(INTERVAL_SECONDS, "calendars", self._once)

    async def _once(self) -> None:
        run = partial(self._threads.run, JobPriority.HOUSEKEEPING)
        due, period = await run(partial(list_due_sources, self._parts))
        for source in due:
            result = await asyncio.to_thread(fetch_source, self._parts, source, period)
            await run(partial(store_result, self._parts, result))


def list_due_sources(parts: TurnDependencies) -> tuple[list[CalendarSource], Interval]:
    """Return the calendars to fetch, and the period of what can be booked."""
    now = parts.clock()
    with reading(parts.engine) as unit:
        due = calendar_source_repository.list_due_sources(unit, now - REFRESH_INTERVAL)
        if not due:
            return [], (now, now)
        venue = load_venue(unit, BookingPolicy.from_settings(parts.settings))
    return due, (now, venue.latest(now) + dt.timedelta(days=1))


def fetch_source(parts: TurnDependencies, source: CalendarSource, period: Interval) -> FetchResult:
    """Fetch a calendar, outside of any transaction."""
    allow = parts.settings.calendar_private
    return calendar_sources.fetch_source(source, parts.vault, period, allow)


def store_result(parts: TurnDependencies, result: FetchResult) -> None:
    """Store what was fetched."""
    with writing(parts.engine) as unit:
        calendar_sources.store_result(unit, result, parts.clock())
        unit.commit()
