"""What waits now, read from the database when Prometheus asks, on a port of its own: never on the
public one (C1)."""

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
    """Asked in a thread of the metrics' own; reads on a connection of its own."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def describe(self) -> list[Any]:
        """Nothing is read when this is registered."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges; without a database only that there is none."""
        try:
            with reading(self._engine) as unit:
                found = _read_values(unit, self._clock())
        except DBAPIError:
            yield _gauge("database_up", 0)
            return
        for name, value in {"database_up": 1, **found}.items():
            yield _gauge(name, value)


@contextmanager
def serve_metrics(host: str, port: int) -> Iterator[int]:
    """Answer Prometheus for as long as the block lasts; the port (0: it is off).

    Raises:
        PortRefused: it is taken, or the address is not this machine's.
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
    """What waits is told too, for as long as the block lasts."""
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
