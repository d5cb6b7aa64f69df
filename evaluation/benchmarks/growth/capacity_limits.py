"""Where one PostgreSQL ends, and forty Cités on one cluster: arithmetic with the measured costs."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.benchmarks.growth.demand import COMMITS, PLANNED_SHARE, ArithmeticRow, Demand
from evaluation.benchmarks.growth.measured_costs import MeasuredCosts, count_connections

# A large server, and what its administrator allows.
LARGE_CORES, LARGE_CONNECTIONS, LARGE_GIGABYTES = 32, 500, 2_000
SITES, SHARED_PROCESSES = 40, 4


def list_limits(costs: MeasuredCosts, demand: Demand) -> Iterator[ArithmeticRow]:
    """Yield each limit of one large server, in people a month, the lowest first."""
    turn_ms, connections = costs.service_ms(demand.typed), count_connections()
    gigabytes = demand.turns * 1e6 * costs.bytes / 1e9
    turns_a_second = (
        (
            f"{LARGE_CONNECTIONS} connections without a pooler",
            f"{LARGE_CONNECTIONS} ÷ {connections} a process × {PLANNED_SHARE:g} ÷ {turn_ms:.1f} ms",
            LARGE_CONNECTIONS / connections * PLANNED_SHARE / turn_ms * 1000,
        ),
        (
            "commits with a NOTIFY, one at a time",
            f"{costs.commits:,.0f} ÷ {COMMITS} × {PLANNED_SHARE:g}",
            costs.commits / COMMITS * PLANNED_SHARE,
        ),
        (
            f"{LARGE_CORES} cores",
            f"{LARGE_CORES} × {PLANNED_SHARE:g} ÷ {costs.postgres_ms:.1f} ms",
            LARGE_CORES * PLANNED_SHARE / costs.postgres_ms * 1000,
        ),
    )
    each = demand.peak / (demand.people / 1e6)
    limits = [
        (what, f"{how} = {turns:,.0f} turns a second", turns / each)
        for what, how, turns in turns_a_second
    ]
    disk = f"{LARGE_GIGABYTES:,} GB of disk"
    how = f"{LARGE_GIGABYTES:,} ÷ {gigabytes:,.0f} GB a million"
    limits.append((disk, how, LARGE_GIGABYTES / gigabytes))
    for what, how, millions in sorted(limits, key=lambda limit: limit[2]):
        yield what, how, f"{millions:,.0f} million people"


def list_sites(costs: MeasuredCosts, demand: Demand, sites: int = SITES) -> Iterator[ArithmeticRow]:
    """Yield what so many Cités need that share a million people."""
    peak = demand.peak / sites
    turn_ms, connections = costs.service_ms(demand.typed), count_connections()
    yield (
        "turns a second of each in the busiest hour",
        f"a million people ÷ {sites}, {demand.peak:.0f} ÷ {sites}",
        f"{peak:.1f}",
    )
    yield (
        "share of a core of each",
        f"{peak:.1f} × {turn_ms:.1f} ms",
        f"{peak * turn_ms / 10:.0f} %",
    )
    yield (
        "memory, a process each",
        f"{sites} × {costs.process_mb:,.0f} MB",
        f"{sites * costs.process_mb / 1000:.0f} GB",
    )
    yield (
        f"memory, all Cités in each of {SHARED_PROCESSES} processes",
        f"{SHARED_PROCESSES} × ({costs.process_mb:,.0f} + {sites - 1} × {costs.index_mb:.0f} MB, "
        "the indexes of the others alone)",
        f"{SHARED_PROCESSES * (costs.process_mb + (sites - 1) * costs.index_mb) / 1000:.0f} GB",
    )
    yield (
        "connections, a database each",
        f"{sites} × {connections}",
        f"{sites * connections}",
    )
