"""What a turn costs, from the raw numbers: the figures that the arithmetic on paper starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.storage.database_engine import create_database_engine
from evaluation.benchmarks.growth.growth_results import Figures, p50
from evaluation.benchmarks.growth.people_growth import TYPED_SHARE

# Tables with a row or more for each message.
_TALK_TABLES = ("inbox", "outbox", "choices", "tracker_events")


@dataclass(frozen=True)
class MeasuredCosts:
    """Processor milliseconds of a turn of the service, at this share of typed ones and for each
    more of them, and of PostgreSQL; rows and bytes of a stored message; MB of a process with its
    share of the pages, and of the served base's index; commits a second with a NOTIFY; seconds of a
    batch of the purge."""

    turn_ms: float
    typed_more_ms: float
    postgres_ms: float
    rows: float
    bytes: float
    process_mb: float
    index_mb: float
    commits: float
    purge_seconds: float

    def service_ms(self, typed: float) -> float:
        """Return the processor milliseconds of a turn where this share is typed."""
        return self.turn_ms + (typed - TYPED_SHARE) * self.typed_more_ms


def read_costs(result: Mapping[str, Any]) -> MeasuredCosts:
    """Return the costs on PostgreSQL at the largest sizes that were measured.

    Raises:
        KeyError: a series was not measured on PostgreSQL.
    """
    stored = _last(result["conversations"]["postgresql"])
    people = _last(result["people"]["postgresql"])
    messages = stored["rows"]["inbox"]
    return MeasuredCosts(
        turn_ms=people["cpu_ms"],
        typed_more_ms=p50(stored["new_typed"]) - p50(stored["new_choice"]),
        postgres_ms=people["postgres_cpu_ms"],
        rows=sum(stored["rows"][name] for name in _TALK_TABLES) / messages,
        bytes=stored["bytes"] / messages,
        process_mb=people["resident_mb"] / people["processes"],
        index_mb=result["knowledge"]["base"]["1473"]["index_megabytes"],
        commits=_last(result["commits"]["postgresql"])["with_notify"],
        purge_seconds=p50(stored["purge_batch"]) / 1000,
    )


def count_connections() -> int:
    """Return the connections that PostgreSQL has to allow one process: docs/operating.md."""
    engine = create_database_engine("postgresql://nobody@localhost/none")
    most: int = engine.pool.size() + engine.pool._max_overflow
    engine.dispose()
    return most


def _last(points: Mapping[str, Figures]) -> Figures:
    return list(points.values())[-1]
