"""Arithmetic with the measured costs: what a million people a month need, and the limits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from evaluation.benchmarks.growth.capacity_limits import list_limits, list_sites
from evaluation.benchmarks.growth.demand import (
    COMMITS,
    KEPT_DAYS,
    MONTH_DAYS,
    PLANNED_SHARE,
    ArithmeticRow,
    Demand,
)
from evaluation.benchmarks.growth.measured_costs import MeasuredCosts, read_costs
from evaluation.benchmarks.growth.people_growth import TYPED_SHARE

PURGE_BATCH = 200


def render_capacity(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield the tables of the arithmetic; nothing while a series is missing."""
    try:
        costs = read_costs(result)
    except KeyError:
        return
    for heading, rows in (
        ("a million people a month", list_needs(costs, Demand())),
        ("where one PostgreSQL ends", list_limits(costs, Demand())),
        ("forty Cités", list_sites(costs, Demand())),
    ):
        yield f"| {heading} | arithmetic | result |"
        yield "|---|---|---|"
        yield from (f"| {what} | {how} | **{value}** |" for what, how, value in rows)
        yield ""


def list_needs(costs: MeasuredCosts, demand: Demand) -> Iterator[ArithmeticRow]:
    peak, turn_ms = demand.peak, costs.service_ms(demand.typed)
    yield (
        "turns a second in the busiest hour",
        f"{demand.people:,} × {demand.turns} ÷ {MONTH_DAYS} × {demand.busiest_day:g} × "
        f"{demand.busiest_hour:g} ÷ 3,600",
        f"{peak:.0f}",
    )
    yield (
        "open pages then",
        f"{peak:.0f} ÷ {demand.turns} × {demand.visit_minutes} min × 60",
        f"{peak / demand.turns * demand.visit_minutes * 60:,.0f}",
    )
    yield (
        "processor of the service, a turn",
        f"{costs.turn_ms:.1f} ms at one in five typed + {demand.typed - TYPED_SHARE:.1f} × "
        f"{costs.typed_more_ms:.1f} ms",
        f"{turn_ms:.1f} ms",
    )
    workers = _cores(peak, turn_ms)
    yield (
        "workers, one core each",
        f"{peak:.0f} × {turn_ms:.1f} ms ÷ {PLANNED_SHARE:g}",
        f"{workers}",
    )
    yield (
        "their memory",
        f"{workers} × {costs.process_mb:,.0f} MB",
        f"{workers * costs.process_mb / 1000:.1f} GB",
    )
    yield (
        "cores of PostgreSQL",
        f"{peak:.0f} × {costs.postgres_ms:.1f} ms ÷ {PLANNED_SHARE:g}",
        f"{_cores(peak, costs.postgres_ms)}",
    )
    yield (
        "commits a second",
        f"{peak:.0f} × {COMMITS}, of {costs.commits:,.0f} measured with NOTIFY",
        f"{peak * COMMITS:.0f}",
    )
    kept = demand.month * KEPT_DAYS / MONTH_DAYS
    yield (
        "rows of talks",
        f"{kept / 1e6:.0f} million messages of {KEPT_DAYS} days × {costs.rows:.1f}",
        f"{kept * costs.rows / 1e6:,.0f} million",
    )
    yield (
        "database",
        f"{kept / 1e6:.0f} million × {costs.bytes:,.0f} bytes",
        f"{kept * costs.bytes / 1e9:,.0f} GB",
    )
    batches = demand.people / MONTH_DAYS / PURGE_BATCH
    yield (
        "purge, an hour of the day",
        f"{demand.people:,} ÷ {MONTH_DAYS} ÷ {PURGE_BATCH} × {costs.purge_seconds:.2f} s ÷ 24",
        f"{batches * costs.purge_seconds / 24:.1f} s",
    )


def _cores(turns: float, milliseconds: float) -> int:
    return math.ceil(turns * milliseconds / 1000 / PLANNED_SHARE)
