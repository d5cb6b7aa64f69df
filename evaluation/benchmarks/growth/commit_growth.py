"""Commits a second of one PostgreSQL with more and more connections, with a NOTIFY and without.

PostgreSQL lets one transaction with a NOTIFY commit at a time, in the whole cluster: each accepted
message and each answer has one.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from evaluation.benchmarks.growth.benchmark_databases import POSTGRESQL, run_database
from evaluation.benchmarks.growth.growth_results import Figures

SIZES = (1, 4, 16)
SECONDS = 3.0
_CREATE = sa.text("CREATE TABLE committed (id bigserial PRIMARY KEY, body text)")
_INSERT = sa.text("INSERT INTO committed (body) VALUES (:body)")
_NOTIFY = sa.text("SELECT pg_notify('growth', '1')")
_BODY = {"body": "x" * 1_000}


def measure_commits(connections: int, folder: Path, seconds: float = SECONDS) -> Figures:
    """Return the commits a second of so many connections, each with one row of a kilobyte."""
    with run_database(POSTGRESQL, folder) as url:
        engine = sa.create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(_CREATE)
        return {
            name: round(_count(engine, connections, notifies, seconds) / seconds, 1)
            for name, notifies in (("plain", False), ("with_notify", True))
        }


def _count(engine: Engine, connections: int, notifies: bool, seconds: float) -> int:
    """Return how many transactions all connections committed."""
    start = threading.Barrier(connections)

    def commit(_: int) -> int:
        done = 0
        with engine.connect() as connection:
            start.wait()
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                with connection.begin():
                    connection.execute(_INSERT, _BODY)
                    if notifies:
                        connection.execute(_NOTIFY)
                done += 1
        return done

    with ThreadPoolExecutor(connections) as threads:
        return sum(threads.map(commit, range(connections)))
