"""An empty PostgreSQL database for one test, on the server of the session."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine.url import make_url
from sqlalchemy.pool import NullPool

_NUMBERS = itertools.count(1)


@contextmanager
def create_fresh_database(server: str) -> Iterator[str]:
    """Its URL; the database is gone at the end, with whoever is still connected."""
    name = f"fresh_{next(_NUMBERS)}"
    _on_server(server, f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(server: str, statement: str) -> None:
    engine = sa.create_engine(server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
