"""Prometheus metrics on a private port, never the public one (C1), with gauges read from the
database at each scrape."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from prometheus_client import start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot import metrics
from bot.handoff.handoff_repository import count_by_state
from bot.port_binding import name_port_errors
from bot.storage.message_repository import read_backlog
from bot.storage.unit_of_work import UnitOfWork, reading

Clock = Callable[[], dt.datetime]

GAUGE_DESCRIPTIONS = {
    "database_up": "Whether the database can be read",
    "messages_waiting": "Messages that have no answer yet",
    "oldest_waiting_seconds": "For how long the oldest of them has waited",
    "people_in_queue": "People who wait for a human",
    "people_with_a_human": "Talks with a human",
}


class DatabaseGauges(Collector):
    """Collects the gauges from the database, in the thread of the metrics server."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def describe(self) -> list[Any]:
        """Return nothing, so that registering does not read the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges; only `database_up` if the database cannot be read."""
        try:
            with reading(self._engine) as unit:
                values = _read_values(unit, self._clock())
        except DBAPIError:
            yield _gauge("database_up", 0)
            return
        for name, value in {"database_up": 1, **values}.items():
            yield _gauge(name, value)


@contextmanager
def serve_metrics(host: str, port: int) -> Iterator[int]:
    """Serve the metrics for the duration of the block; yields the port, 0 if they are off.

    Raises:
        PortUnavailable: the port is taken, or the address is not one of this machine.
    """
    if not port:
        yield 0
        return
    with name_port_errors(host, port, "BOUSSOLE_METRICS_PORT"):
        server, thread = start_http_server(port, addr=host, registry=metrics.REGISTRY)
    try:
        yield port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def register_gauges(engine: Engine, clock: Clock) -> Iterator[None]:
    """Add the database gauges to the metrics for the duration of the block."""
    gauges = DatabaseGauges(engine, clock)
    metrics.REGISTRY.register(gauges)
    try:
        yield
    finally:
        metrics.REGISTRY.unregister(gauges)


def _read_values(unit: UnitOfWork, now: dt.datetime) -> dict[str, float]:
    number, oldest = read_backlog(unit)
    talks = count_by_state(unit)
    return {
        "messages_waiting": number,
        "oldest_waiting_seconds": max((now - oldest).total_seconds(), 0) if oldest else 0,
        "people_in_queue": talks.get("queued", 0),
        "people_with_a_human": talks.get("human", 0),
    }


def _gauge(name: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"boussole_{name}", GAUGE_DESCRIPTIONS[name], value=value)
