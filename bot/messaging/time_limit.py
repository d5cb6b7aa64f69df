"""How long a turn may take. It holds one of few threads, and on SQLite the only one that writes."""

from __future__ import annotations

import ctypes
import sys
import threading
from types import FrameType, TracebackType
from typing import Optional

# An interruption is lost where C code drops what a callback raises: it is sent again.
_REPEAT_SECONDS = 1.0


class TurnTimeout(BaseException):
    """Raised inside of a turn that takes too long, wherever it is. No `Exception`: what handles
    the errors of a turn must not take it for one of them and go on."""


class TimeLimit:
    """Raises `TurnTimeout` in the block that it guards, after so many seconds.

    Python code is interrupted at its next step; a call of the database or another library, once it
    returns.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._frame: Optional[FrameType] = None

    def __enter__(self) -> None:
        self._thread = threading.get_ident()
        self._frame = sys._getframe(1)
        self._start_timer(self._seconds)

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        with self._lock:
            self._frame = None
            # An interruption set but not yet delivered must not hit what comes next.
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), None)
        self._timer.cancel()

    def _start_timer(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._interrupt)
        self._timer.daemon = True
        self._timer.start()

    def _interrupt(self) -> None:
        with self._lock:
            if self._is_inside():
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread), ctypes.py_object(TurnTimeout)
                )
                self._start_timer(_REPEAT_SECONDS)
            else:
                self._frame = None

    def _is_inside(self) -> bool:
        """Whether the block still runs: an interruption on its last step leaves it without
        `__exit__`."""
        frame = sys._current_frames().get(self._thread) if self._frame else None
        while frame is not None and frame is not self._frame:
            frame = frame.f_back
        return frame is not None
