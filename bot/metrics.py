"""What is counted in this process for whoever operates it, in the format of Prometheus.

No label holds anything that a person typed or is known by: each has its few values here, and what
is none of them counts as "other". Whether somebody was in distress is counted nowhere (S5).
"""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from bot.channel_registry import list_channels

OTHER = "other"
# answered · stale: erased, or another process was quicker · failed, and late (stopped at its
# deadline): told honestly · given_up: it had killed the process · put_off: the database was away
OUTCOMES = frozenset({"answered", "stale", "failed", "late", "given_up", "put_off"})
# Those of the web API (docs/web-api.md), and of what platforms bring.
REASONS = frozenset(
    {
        *("session", "stale_choice", "content_type", "slow", "json", "too_large", "id", "message"),
        *("empty", "not_unicode", "control", "too_long", "too_many", "busy_network", "cursor"),
        *("busy", "full", "request", "method", "not_found", "unforeseen", "storage_failed"),
        *("forgotten_again", "foreign", "starting"),
        *("storage_failed_opening", "storage_failed_erasing", "storage_failed_unsure_erased"),
    }
)
# arrived, later, and what `delivery_counts` counts
DELIVERIES = frozenset({"arrived", "later", "unknown", "refused", "late", "gone", "given_up"})
JOBS = frozenset({"purge", "time-outs", "asking afterwards"})
ERRORS = frozenset(
    {
        *("OperationalError", "InterfaceError", "InternalError", "DatabaseError"),
        *("IntegrityError", "DataError", "ProgrammingError", "NotSupportedError"),
    }
)
_BUCKET_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)


def _counter(name: str, what: str, *labels: str) -> Counter:
    return Counter(f"boussole_{name}", what, labels, registry=REGISTRY)


_turns = _counter("turns", "Messages that were worked at, and how that ended", "channel", "outcome")
_turn_seconds = Histogram(
    "boussole_turn_seconds",
    "From the moment a message is taken until its answer is stored",
    registry=REGISTRY,
    buckets=_BUCKET_SECONDS,
)
_messages = _counter("messages", "Messages that were stored, or had been before", "channel", "seen")
_refusals = _counter("refusals", "What was not taken, or could not be read", "channel", "reason")
_deliveries = _counter("deliveries", "Sends to platforms, and their ends", "channel", "outcome")
_jobs = _counter("job_runs", "Runs of what happens by itself", "job", "outcome")
_erased = _counter("purged", "Conversations, notebooks and appointments that the purge erased")
_errors = _counter("database_errors", "Statements and connections that failed", "kind")


def count_turn(channel: str, outcome: str, seconds: float) -> None:
    """A message was worked at for so long."""
    _turns.labels(_known_channel(channel), _known_or_other(OUTCOMES, outcome)).inc()
    _turn_seconds.observe(seconds)


def count_message(channel: str, new: bool) -> None:
    """One is stored; or it had been before, and was sent again."""
    _messages.labels(_known_channel(channel), "new" if new else "again").inc()


def count_refusal(channel: str, reason: str) -> None:
    """One was not taken, or could not be read."""
    _refusals.labels(_known_channel(channel), _known_or_other(REASONS, reason)).inc()


def count_delivery(channel: str, outcome: str) -> None:
    """A send to a platform ended."""
    _deliveries.labels(_known_channel(channel), _known_or_other(DELIVERIES, outcome)).inc()


def count_job_run(name: str, done: bool) -> None:
    """A job ran once, or failed and was put off."""
    _jobs.labels(_known_or_other(JOBS, name), "done" if done else "put_off").inc()


def count_purged(number: int) -> None:
    """So much was erased because of its age."""
    _erased.inc(number)


def count_database_error(context: Any) -> None:
    """A listener of SQLAlchemy's `handle_error`: the class alone is looked at."""
    error = context.sqlalchemy_exception or context.original_exception
    _errors.labels(_known_or_other(ERRORS, type(error).__name__)).inc()


def _known_channel(name: str) -> str:
    return name if any(each.name == name for each in list_channels()) else OTHER


def _known_or_other(known: frozenset[str], value: str) -> str:
    return value if value in known else OTHER
