"""The time that it is in a test."""

from __future__ import annotations

import datetime as dt

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)


class Clock:
    """Time that a test moves by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now
