"""How long a transaction waits for a lock that somebody else holds.

A few seconds, while all is well. Once one waited in vain, those that come next are refused almost
at once, or each would wait behind others that wait in vain. Each of them tries all the same: the
first writer that commits ends it.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

# Milliseconds: while all is well; once it is known that the lock does not come.
PATIENT, REFUSED_SOON = 3000, 20
# PostgreSQL: seconds for a connection; milliseconds for a statement, whatever it waits for.
CONNECT_SECONDS, STATEMENT = 3, 30_000
_NAME = "boussole patience"
# PostgreSQL's lock_not_available and query_canceled (by its time).
_TIMED_OUT = frozenset({"55P03", "57014"})


class Patience:
    """Of one engine. `stuck`: somebody waited in vain, and nobody has written since."""

    def __init__(self) -> None:
        self.stuck = False
        # When something was last written, on the monotonic clock.
        self.last_written = float("-inf")

    def written(self) -> None:
        """A writer had what it waited for, and commits."""
        self.stuck = False
        self.last_written = time.monotonic()


def watch(engine: Engine) -> None:
    """Give the engine its patience; its `begin` is to ask `of`."""
    engine.update_execution_options(**{_NAME: Patience()})
    event.listen(engine, "handle_error", _refused)
    event.listen(engine, "commit", _committed)


def of(given: Connection | Engine) -> Patience:
    """The patience of an engine, or of the engine of a connection."""
    found: Patience = given.get_execution_options()[_NAME]
    return found


def in_vain(error: Any) -> bool:
    """Whether an error of the driver says that a lock, or a statement, was waited for too long."""
    return getattr(error, "pgcode", None) in _TIMED_OUT or "is locked" in str(error)


def hurry(engine: Engine) -> None:
    """PostgreSQL waits for ever by itself: not for a service, in which people wait. SQLite's files
    are set up so already; migrations, which may take long, come before."""
    if engine.dialect.name != "postgresql":
        return
    event.listen(engine, "do_connect", _connect_soon)
    event.listen(engine, "begin", _begin_in_a_hurry)
    engine.dispose()


def _connect_soon(dialect: Any, record: Any, args: Any, given: dict[str, Any]) -> None:
    given.setdefault("connect_timeout", CONNECT_SECONDS)
    times = f"-c lock_timeout={PATIENT} -c statement_timeout={STATEMENT}"
    given["options"] = f"{given.get('options', '')} {times}".strip()


def _begin_in_a_hurry(connection: Connection) -> None:
    if of(connection).stuck:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {REFUSED_SOON}")


def _refused(context: Any) -> None:
    if context.connection is not None and in_vain(context.original_exception):
        of(context.connection).stuck = True


def _committed(connection: Connection) -> None:
    if not connection.get_execution_options().get("reading", False):
        of(connection).written()
