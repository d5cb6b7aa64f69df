"""Captures everything that the process logs or prints."""

from __future__ import annotations

import contextlib
import io
import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

_FORMATTER = logging.Formatter("%(message)s")


@dataclass
class CapturedOutput:
    """`lines` are texts by logger, including those of exceptions."""

    lines: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    out: io.StringIO = field(default_factory=io.StringIO)
    err: io.StringIO = field(default_factory=io.StringIO)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield each place of output with its whole text."""
        for logger, lines in self.lines.items():
            yield f"log {logger}", "\n".join(lines)
        yield "standard output", self.out.getvalue()
        yield "standard error", self.err.getvalue()


@contextlib.contextmanager
def capture_output() -> Iterator[CapturedOutput]:
    """Capture all log records at DEBUG, and the standard streams.

    Levels that the service itself raises stay. Records are taken at their source, whatever their
    handlers.
    """
    output, root, make = CapturedOutput(), logging.getLogger(), logging.getLogRecordFactory()
    level = root.level

    def record(*given: object, **named: object) -> logging.LogRecord:
        made = make(*given, **named)
        output.lines[made.name].append(_FORMATTER.format(made))
        return made

    root.setLevel(logging.DEBUG)
    logging.setLogRecordFactory(record)
    try:
        with contextlib.redirect_stdout(output.out), contextlib.redirect_stderr(output.err):
            yield output
    finally:
        logging.setLogRecordFactory(make)
        root.setLevel(level)
