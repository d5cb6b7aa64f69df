"""Time limits of transactions that wait for a lock.

A few seconds normally. After a timeout, later transactions give up almost at once instead of
queueing behind each other, until a writer commits.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

# Normally, and after a timeout.
LOCK_TIMEOUT_MS, SHORT_LOCK_TIMEOUT_MS = 3000, 20
# PostgreSQL only.
CONNECT_TIMEOUT_SECONDS, STATEMENT_TIMEOUT_MS = 3, 30_000
# PostgreSQL ends a transaction in which nothing happens for so long: the machine that began it may
# be off the network, and it holds the lock of a conversation.
IDLE_TRANSACTION_TIMEOUT_MS = 30_000
# Either side of a connection looks for the other after so long a silence, and gives it up after
# three looks without an answer. The default is two hours.
KEEPALIVE_IDLE_SECONDS, KEEPALIVE_INTERVAL_SECONDS, KEEPALIVE_COUNT = 30, 10, 3
_OPTION_NAME = "boussole patience"
# PostgreSQL's lock_not_available, and query_canceled by its timeout.
_TIMEOUT_SQLSTATES = frozenset({"55P03", "57014"})


class LockState:
    """The lock state of an engine; `stuck`: a lock timed out, and no writer has committed since."""

    def __init__(self) -> None:
        self.stuck = False
        # The time of the last commit of a writer, on the monotonic clock.
        self.last_written = float("-inf")

    def written(self) -> None:
        """Note a commit of a writer."""
        self.stuck = False
        self.last_written = time.monotonic()


def track_lock_state(engine: Engine) -> None:
    """Track the lock state of an engine; its `begin` reads it by `find_lock_state`."""
    engine.update_execution_options(**{_OPTION_NAME: LockState()})
    event.listen(engine, "handle_error", _note_lock_timeout)
    event.listen(engine, "commit", _note_commit)


def find_lock_state(given: Connection | Engine) -> LockState:
    """Return the lock state of an engine, or of the engine of a connection."""
    state: LockState = given.get_execution_options()[_OPTION_NAME]
    return state


def is_lock_timeout(error: Any) -> bool:
    """Whether an error of the driver is a timeout of a lock or a statement."""
    return getattr(error, "pgcode", None) in _TIMEOUT_SQLSTATES or "is locked" in str(error)


def apply_service_timeouts(engine: Engine) -> None:
    """Set time limits on PostgreSQL, which has none by default; call after migrations, which may
    take long. SQLite connections have a limit already."""
    if engine.dialect.name != "postgresql":
        return
    event.listen(engine, "do_connect", _set_connection_timeouts)
    event.listen(engine, "begin", _shorten_lock_timeout)
    engine.dispose()


def _set_connection_timeouts(dialect: Any, record: Any, args: Any, given: dict[str, Any]) -> None:
    keepalives = {
        "keepalives_idle": KEEPALIVE_IDLE_SECONDS,
        "keepalives_interval": KEEPALIVE_INTERVAL_SECONDS,
        "keepalives_count": KEEPALIVE_COUNT,
    }
    for name, value in {"connect_timeout": CONNECT_TIMEOUT_SECONDS, **keepalives}.items():
        given.setdefault(name, value)
    ours = {
        "lock_timeout": LOCK_TIMEOUT_MS,
        "statement_timeout": STATEMENT_TIMEOUT_MS,
        "idle_in_transaction_session_timeout": IDLE_TRANSACTION_TIMEOUT_MS,
        **{f"tcp_{name}": value for name, value in keepalives.items()},
    }
    times = " ".join(f"-c {name}={value}" for name, value in ours.items())
    options = given.get("options", "")
    if times not in options:  # `given` is the same for all connections of an engine
        given["options"] = f"{options} {times}".strip()


def _shorten_lock_timeout(connection: Connection) -> None:
    if find_lock_state(connection).stuck:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {SHORT_LOCK_TIMEOUT_MS}")


def _note_lock_timeout(context: Any) -> None:
    if context.connection is not None and is_lock_timeout(context.original_exception):
        find_lock_state(context.connection).stuck = True


def _note_commit(connection: Connection) -> None:
    if not connection.get_execution_options().get("reading", False):
        find_lock_state(connection).written()
