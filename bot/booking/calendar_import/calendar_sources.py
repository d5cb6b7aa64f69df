"""Calendars that are fetched from a server: added, read, and what was read stored.

Only busy times are kept. The network is used between transactions, never inside one.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from bot.booking.calendar_import import calendar_source_repository as stored
from bot.booking.calendar_import.caldav_client import CalendarAccess, fetch_events
from bot.booking.calendar_import.calendar_file_errors import CalendarFileError
from bot.booking.calendar_import.calendar_source_errors import (
    CalendarSourceError,
    TooManySources,
    UnreadableAnswer,
)
from bot.booking.calendar_import.calendar_source_repository import CalendarSource
from bot.booking.calendar_import.public_addresses import (
    Resolver,
    parse_address,
    resolve_host,
)
from bot.booking.calendar_import.sandboxed_reader import read_calendar_file
from bot.booking.local_time import Interval
from bot.privacy.vault import UnreadableToken, Vault
from bot.storage.unit_of_work import UnitOfWork

MAX_SOURCES = 5  # of a counsellor


@dataclass(frozen=True)
class FetchResult:
    """The busy times of a calendar, or the code of the error."""

    source: int
    times: tuple[Interval, ...] = ()
    problem: str = ""


def add_source(
    unit: UnitOfWork,
    counsellor: int,
    label: str,
    access: CalendarAccess,
    vault: Vault,
    now: dt.datetime,
    allow_private: bool = False,
) -> CalendarSource:
    """Store a calendar, its access encrypted; it is not fetched yet.

    Raises InvalidAddress, TooManySources.
    """
    parse_address(access.address, allow_private)
    if len(stored.list_sources_of(unit, counsellor)) >= MAX_SOURCES:
        raise TooManySources
    sealed = vault.seal(json.dumps([access.address, access.user, access.password]))
    number = stored.insert_source(unit, counsellor, label, sealed, now)
    return CalendarSource(number, counsellor, label, sealed, (), None, None, "")


def fetch_source(
    source: CalendarSource,
    vault: Vault,
    period: Interval,
    allow_private: bool = False,
    resolve: Resolver = resolve_host,
) -> FetchResult:
    """Fetch the busy times of a period. Slow; uses the network and no database."""
    try:
        access = CalendarAccess(*json.loads(vault.open(source.sealed)))
        data = fetch_events(access, period, allow_private, resolve)
        times = read_calendar_file(data, *period, access.user).times if data.strip() else ()
    except (CalendarSourceError, CalendarFileError) as error:
        return FetchResult(source.id, problem=error.code)
    except UnreadableToken:
        return FetchResult(source.id, problem=UnreadableAnswer.code)
    return FetchResult(source.id, times)


def store_result(unit: UnitOfWork, result: FetchResult, now: dt.datetime) -> None:
    """Store what was fetched; after an error the last busy times stay."""
    if result.problem:
        stored.record_failure(unit, result.source, result.problem, now)
    else:
        stored.record_success(unit, result.source, result.times, now)
