"""A clock for what is put off for seconds or minutes."""

from __future__ import annotations

import datetime as dt
import time


class HurriedClock:
    """A clock that runs twenty times as fast: what is put off for seconds comes soon."""

    def __init__(self, began: dt.datetime) -> None:
        self._at, self._began = began, time.monotonic()

    def __call__(self) -> dt.datetime:
        return self._at + dt.timedelta(seconds=20 * (time.monotonic() - self._began))
