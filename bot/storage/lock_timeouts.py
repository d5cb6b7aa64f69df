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
LOCK_TIMEOUT_MS, SHORT_LOCK_TIMEOUT_MS = 3000, 20
# PostgreSQL: seconds for a connection; milliseconds for a statement, whatever it waits for.
CONNECT_TIMEOUT_SECONDS, STATEMENT_TIMEOUT_MS = 3, 30_000
_OPTION_NAME = "boussole patience"
# PostgreSQL's lock_not_available and query_canceled (by its time).
_TIMEOUT_SQLSTATES = frozenset({"55P03", "57014"})


class LockState:
    """Of one engine. `stuck`: somebody waited in vain, and nobody has written since."""

    def __init__(self) -> None:
        self.stuck = False
        # When something was last written, on the monotonic clock.
        self.last_written = float("-inf")

    def written(self) -> None:
        """A writer had what it waited for, and commits."""
        self.stuck = False
        self.last_written = time.monotonic()


def track_lock_state(engine: Engine) -> None:
    """Give the engine its patience; its `begin` is to ask `of`."""
    engine.update_execution_options(**{_OPTION_NAME: LockState()})
    event.listen(engine, "handle_error", _note_lock_timeout)
    event.listen(engine, "commit", _note_commit)


def find_lock_state(given: Connection | Engine) -> LockState:
    """The patience of an engine, or of the engine of a connection."""
    found: LockState = given.get_execution_options()[_OPTION_NAME]
    return found


def is_lock_timeout(error: Any) -> bool:
    """Whether an error of the driver says that a lock, or a statement, was waited for too long."""
    return getattr(error, "pgcode", None) in _TIMEOUT_SQLSTATES or "is locked" in str(error)


def apply_service_timeouts(engine: Engine) -> None:
    """PostgreSQL waits for ever by itself: not for a service, in which people wait. SQLite's files
    are set up so already; migrations, which may take long, come before."""
    if engine.dialect.name != "postgresql":
        return
    event.listen(engine, "do_connect", _set_connection_timeouts)
    event.listen(engine, "begin", _shorten_lock_timeout)
    engine.dispose()


def _set_connection_timeouts(dialect: Any, record: Any, args: Any, given: dict[str, Any]) -> None:
    given.setdefault("connect_timeout", CONNECT_TIMEOUT_SECONDS)
    times = f"-c lock_timeout={LOCK_TIMEOUT_MS} -c statement_timeout={STATEMENT_TIMEOUT_MS}"
    given["options"] = f"{given.get('options', '')} {times}".strip()


def _shorten_lock_timeout(connection: Connection) -> None:
    if find_lock_state(connection).stuck:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {SHORT_LOCK_TIMEOUT_MS}")


def _note_lock_timeout(context: Any) -> None:
    if context.connection is not None and is_lock_timeout(context.original_exception):
        find_lock_state(context.connection).stuck = True


def _note_commit(connection: Connection) -> None:
    if not connection.get_execution_options().get("reading", False):
        find_lock_state(connection).written()
