"""What is logged: lines of JSON, of a closed set of fields, in which nothing stands that a person
typed (C8).

Our own loggers say fixed sentences with classes, places and numbers in them (`tests/test_logs.py`
looks at each). Of a library only known sentences are repeated: others are often made of what it was
given. Of an exception its class and its place are told, never its text.
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
# What is worth knowing of uvicorn and asyncio, and holds nothing.
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
    """Everything that is logged in this process, and what ends a thread, becomes such lines."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.raiseExceptions = False  # else a line that cannot be made is shown with its arguments
    sys.excepthook = lambda kind, error, trace: _log_fatal("the process ended", error)
    threading.excepthook = lambda ended: _log_fatal("a thread ended", ended.exc_value)
    sys.unraisablehook = lambda left: _log_fatal("an exception came too late", left.exc_value)


def silence_rasa() -> None:
    """Rasa's own lines carry what was typed: of its errors the name alone is logged, of all else
    nothing."""
    structlog.configure(
        processors=[_keep_event_name],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def find_error_location(error: BaseException) -> str:
    """Where it was raised: the last line of ours on the way, and the very last one."""
    frames = [*_list_frames(error)]
    ours = [each for each in frames if _is_own_file(each[0])]
    told = [*ours[-1:], *frames[-1:]]
    return " > ".join(dict.fromkeys(f"{Path(file).name}:{line}" for file, line in told)) or "?"


class JsonFormatter(logging.Formatter):
    """One line a record, never more."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; a record that cannot be told is told to be one."""
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
    """The last of structlog's processors: what it returns is the message."""
    return str(event.get("event", ""))


def _log_fatal(what: str, error: Optional[BaseException]) -> None:
    """Ctrl-C is no fault."""
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
