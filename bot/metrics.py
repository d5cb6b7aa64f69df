"""Prometheus metrics of this process.

Labels take fixed values only, anything else counts as "other", so none can contain personal data.
Distress is never counted (S5).
"""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from bot.channel_registry import list_channels

OTHER = "other"
# stale: erased, or answered by another process · late: stopped at the time limit · given_up: out of
# attempts · put_off: the database failed
OUTCOMES = frozenset({"answered", "stale", "failed", "late", "given_up", "put_off"})
# Reasons of the web API (docs/web-api.md) and of the platforms.
REASONS = frozenset(
    {
        *("session", "stale_choice", "content_type", "slow", "json", "too_large", "id", "message"),
        *("empty", "not_unicode", "control", "too_long", "too_many", "busy_network", "cursor"),
        *("busy", "full", "request", "method", "not_found", "unforeseen", "storage_failed"),
        *("forgotten_again", "foreign", "starting"),
        *("storage_failed_opening", "storage_failed_erasing", "storage_failed_unsure_erased"),
    }
)
# arrived, later, and the outcomes of `delivery_counts`.
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
    """Count a processed message and observe its duration in seconds."""
    _turns.labels(_known_channel(channel), _known_or_other(OUTCOMES, outcome)).inc()
    _turn_seconds.observe(seconds)


def count_message(channel: str, new: bool) -> None:
    """Count a stored message, or one received again."""
    _messages.labels(_known_channel(channel), "new" if new else "again").inc()


def count_refusal(channel: str, reason: str) -> None:
    """Count a refused or unreadable message."""
    _refusals.labels(_known_channel(channel), _known_or_other(REASONS, reason)).inc()


def count_delivery(channel: str, outcome: str) -> None:
    """Count the outcome of a send to a platform."""
    _deliveries.labels(_known_channel(channel), _known_or_other(DELIVERIES, outcome)).inc()


def count_job_run(name: str, done: bool) -> None:
    """Count a run of a job, done or failed."""
    _jobs.labels(_known_or_other(JOBS, name), "done" if done else "put_off").inc()


def count_purged(number: int) -> None:
    """Count items erased by the purge."""
    _erased.inc(number)


def count_database_error(context: Any) -> None:
    """Count a database error by its class; a listener of SQLAlchemy's `handle_error`."""
    error = context.sqlalchemy_exception or context.original_exception
    _errors.labels(_known_or_other(ERRORS, type(error).__name__)).inc()


def _known_channel(name: str) -> str:
    return name if any(channel.name == name for channel in list_channels()) else OTHER


def _known_or_other(known: frozenset[str], value: str) -> str:
    return value if value in known else OTHER
