"""The time limit of a turn, which occupies one of few threads (on SQLite the only writing one)."""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from types import FrameType, TracebackType
from typing import Optional

# Interrupt again: C code that drops an exception of a callback loses the interruption.
_REPEAT_SECONDS = 1.0
# How long to sleep while there is no turn; the next one wakes the thread if it ends before.
_IDLE_SECONDS = 60.0


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
        _watch.call_after(self._seconds, self)

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
        _watch.forget(self)

    def interrupt(self) -> bool:
        """Interrupt the block if it still runs; return whether it did."""
        with self._lock:
            inside = self._is_inside()
            if inside:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread), ctypes.py_object(TurnTimeout)
                )
            else:
                self._frame = None
            return inside

    def _is_inside(self) -> bool:
        """Whether the block still runs; an interruption of its last step skips `__exit__`."""
        frame = sys._current_frames().get(self._thread) if self._frame else None
        while frame is not None and frame is not self._frame:
            frame = frame.f_back
        return frame is not None


class _Watch:
    """One thread for all limits: to start one for each turn makes the turn wait for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._deadlines: dict[TimeLimit, float] = {}
        self._wakes_at = 0.0
        self._thread: Optional[threading.Thread] = None

    def call_after(self, seconds: float, limit: TimeLimit) -> None:
        deadline = time.monotonic() + seconds
        with self._changed:
            self._deadlines[limit] = deadline
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="time-limits", daemon=True)
                self._thread.start()
            elif deadline < self._wakes_at:
                self._changed.notify()

    def forget(self, limit: TimeLimit) -> None:
        with self._changed:
            self._deadlines.pop(limit, None)

    def _run(self) -> None:
        while True:
            with self._changed:
                now = time.monotonic()
                over = [limit for limit, deadline in self._deadlines.items() if deadline <= now]
                if not over:
                    # A deadline that is forgotten meanwhile costs one look.
                    self._wakes_at = min(self._deadlines.values(), default=now + _IDLE_SECONDS)
                    self._changed.wait(self._wakes_at - now)
            for limit in over:
                again = limit.interrupt()
                with self._changed:
                    if again and limit in self._deadlines:
                        self._deadlines[limit] = time.monotonic() + _REPEAT_SECONDS
                    else:
                        self._deadlines.pop(limit, None)


_watch = _Watch()
