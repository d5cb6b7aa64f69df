"""Logging as JSON lines with a fixed set of fields, free of anything that a person typed (C8).

The project's loggers use fixed messages with classes, locations and numbers (`tests/test_logs.py`
checks each). Of libraries, only known messages are logged, since others may contain input. Of an
exception, the class and location are logged, never the text.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import logging
import sys
import threading
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, Optional, TextIO

import structlog

LOG_FIELDS = ("time", "level", "logger", "event", "error", "errno", "place")
OWN_PACKAGES = ("bot", "actions", "knowledge")
WITHHELD_EVENT = "a library's own words are left out"
# Messages of uvicorn and asyncio that contain no input.
_KNOWN_LIBRARY_EVENTS = frozenset(
    {
        "Application shutdown failed. Exiting.",
        "Application startup failed. Exiting.",
        "Exception in ASGI application",
        "Invalid HTTP request received.",
        "Task exception was never retrieved",
        "Future exception was never retrieved",
    }
)
_ROOT = Path(__file__).resolve().parent.parent
_fault_logger = logging.getLogger(__name__)


def set_up_logging(stream: Optional[TextIO] = None) -> None:
    """Send the logs of this process and its uncaught exceptions to `stream` as JSON lines."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.raiseExceptions = False  # else a failed record is printed with its arguments
    sys.excepthook = lambda kind, error, trace: _log_fatal("the process ended", error)
    threading.excepthook = lambda ended: _log_fatal("a thread ended", ended.exc_value)
    sys.unraisablehook = lambda left: _log_fatal("an exception came too late", left.exc_value)


def silence_rasa() -> None:
    """Reduce Rasa's logs, which quote messages, to the event names of its errors."""
    structlog.configure(
        processors=[_keep_event_name],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def find_error_location(error: BaseException) -> str:
    """Return where an error was raised: the last frame of this project, and the last of all."""
    frames = [*_list_frames(error)]
    own = [frame for frame in frames if _is_own_file(frame[0])]
    shown = [*own[-1:], *frames[-1:]]
    return " > ".join(dict.fromkeys(f"{Path(file).name}:{line}" for file, line in shown)) or "?"


class JsonFormatter(logging.Formatter):
    """Formats each record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record; one that cannot be formatted yields a line that says so."""
        try:
            return json.dumps(_build_line(record), ensure_ascii=False)
        except Exception as error:  # noqa: BLE001  # its text would quote the record
            return json.dumps({"level": "error", "event": "not told", "error": _error_class(error)})


def _build_line(record: logging.LogRecord) -> dict[str, Any]:
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(record.msg, BaseException):
        error = record.msg
    at = dt.datetime.fromtimestamp(record.created, dt.timezone.utc)
    line: dict[str, Any] = {
        "time": at.isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": _select_event(record),
    }
    if error is not None:
        line["error"] = _error_class(error)
        line["place"] = find_error_location(error)
    elif not _is_own_record(record):
        line["place"] = f"{record.filename}:{record.lineno}"
    if isinstance(error, OSError) and error.errno is not None and error.errno in errno.errorcode:
        line["errno"] = errno.errorcode[error.errno]
    return line


def _select_event(record: logging.LogRecord) -> str:
    if isinstance(record.msg, BaseException):
        return "an exception"
    if _is_own_record(record):
        return record.getMessage()
    first = str(record.msg).strip().partition("\n")[0]
    return first if first in _KNOWN_LIBRARY_EVENTS else WITHHELD_EVENT


def _is_own_record(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OWN_PACKAGES


def _keep_event_name(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    """The last processor of structlog: its return value is the message."""
    return str(event.get("event", ""))


def _log_fatal(what: str, error: Optional[BaseException]) -> None:
    """Log an uncaught exception, except Ctrl-C."""
    if error is None or isinstance(error, KeyboardInterrupt):
        return
    _fault_logger.error(what, exc_info=(type(error), error, error.__traceback__))


def _list_frames(error: BaseException) -> Iterator[tuple[str, int]]:
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _is_own_file(file: str) -> bool:
    return any(Path(file).is_relative_to(_ROOT / name) for name in OWN_PACKAGES)


def _error_class(error: BaseException) -> str:
    return type(error).__name__
