"""What is repeated whoever talks: the console's reads, the sweep, the purge, the day's count."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any

from bot.console.desk import conversation_list, talk_history
from bot.console.desk.talk_history import HistoryQuery
from bot.console.retention import PURGES
from bot.console.statistics import tallies
from bot.console.statistics.monthly_counts import find_no_topic
from bot.jobs.retention_job import purge_batch
from bot.messaging.turn_dependencies import TurnDependencies
from bot.privacy.erasure import purge_expired
from bot.storage.message_repository import list_waiting_heads, read_backlog
from bot.storage.unit_of_work import UnitOfWork, reading, writing

Work = Callable[[], Any]


def list_reads(parts: TurnDependencies, counsellor: int) -> Iterator[tuple[str, Work]]:
    """Yield the console's page of conversations, its ended talks, the sweep of each second and the
    count of a finished day, each as it reads the database."""
    now = parts.clock()
    yesterday = (now - dt.timedelta(days=1)).date()
    reads: dict[str, Callable[[UnitOfWork], Any]] = {
        "console_list": lambda unit: conversation_list.read_list(unit, counsellor, now),
        "console_history": lambda unit: talk_history.search_talks(unit, counsellor, HistoryQuery()),
        "sweep": lambda unit: (list_waiting_heads(unit), read_backlog(unit)),
        "day_count": lambda unit: tallies.tally_day(unit, yesterday, find_no_topic),
    }
    for name, read in reads.items():
        yield name, _reading(parts, read)


def try_purge(parts: TurnDependencies) -> None:
    """Purge a batch and take it back, so that what it would delete is there to be explained."""
    settings, now = parts.settings, parts.clock()
    with writing(parts.engine) as unit:
        days, months = settings.conversation_days, settings.notebook_months
        purge_expired(unit, now, days, months, settings.contact_days)
        for purge in PURGES:
            purge(unit, now)


def run_purge(parts: TurnDependencies) -> Iterator[tuple[float, int]]:
    """Yield the seconds of each batch of the hourly purge and what it erased, the last nothing."""
    for _ in itertools.count():
        began = time.perf_counter()
        gone = purge_batch(parts, parts.clock(), PURGES)
        yield time.perf_counter() - began, gone
        if not gone:
            return


def _reading(parts: TurnDependencies, read: Callable[[UnitOfWork], Any]) -> Work:
    def run() -> None:
        with reading(parts.engine) as unit:
            read(unit)

    return run
