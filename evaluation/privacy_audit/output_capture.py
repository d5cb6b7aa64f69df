"""Everything that the process tells while the day goes on: every logger, standard output, standard
error."""

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
    """`lines`: by logger, texts of exceptions included."""

    lines: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    out: io.StringIO = field(default_factory=io.StringIO)
    err: io.StringIO = field(default_factory=io.StringIO)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Where something was told, and all that was told there."""
        for logger, lines in self.lines.items():
            yield f"log {logger}", "\n".join(lines)
        yield "standard output", self.out.getvalue()
        yield "standard error", self.err.getvalue()


@contextlib.contextmanager
def capture_output() -> Iterator[CapturedOutput]:
    """At DEBUG, as an operator may set it who looks for a fault; what the service itself keeps
    quieter than that stays so. Each record is taken where it is made, wherever it goes."""
    told, root, make = CapturedOutput(), logging.getLogger(), logging.getLogRecordFactory()
    level = root.level

    def record(*given: object, **named: object) -> logging.LogRecord:
        made = make(*given, **named)
        told.lines[made.name].append(_FORMATTER.format(made))
        return made

    root.setLevel(logging.DEBUG)
    logging.setLogRecordFactory(record)
    try:
        with contextlib.redirect_stdout(told.out), contextlib.redirect_stderr(told.err):
            yield told
    finally:
        logging.setLogRecordFactory(make)
        root.setLevel(level)
