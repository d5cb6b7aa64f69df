"""The time limit of a turn, which occupies one of few threads (on SQLite the only writing one)."""

from __future__ import annotations

import ctypes
import sys
import threading
from types import FrameType, TracebackType
from typing import Optional

# Interrupt again: C code that drops an exception of a callback loses the interruption.
_REPEAT_SECONDS = 1.0


class TurnTimeout(BaseException):
    """Raised inside a turn that takes too long.

    Not an `Exception`, so that error handlers within the turn do not catch it.
    """


class TimeLimit:
    """Context manager that raises `TurnTimeout` in its block after `seconds`.

    Python code is interrupted at its next bytecode instruction, a call into C once it returns.
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
            # Clear an interruption that is set but not yet delivered.
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
        """Whether the block still runs; an interruption of its last step skips `__exit__`."""
        frame = sys._current_frames().get(self._thread) if self._frame else None
        while frame is not None and frame is not self._frame:
            frame = frame.f_back
        return frame is not None
