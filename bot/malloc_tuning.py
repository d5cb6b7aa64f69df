"""Tuning of glibc's malloc for a long-running server.

By default each freed large block raises the size from which memory is returned to the system, and
each thread has its own heap, so the process grows for hours.
"""

from __future__ import annotations

import ctypes

# Constants of <malloc.h>.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# The vectors of the base are larger, and replaced at each update. What a turn allocates for a
# moment is smaller: returning it to the system each time costs 13 ms.
MMAP_THRESHOLD_BYTES = 4 * 1024 * 1024
MAX_ARENAS = 2


def tune_malloc() -> None:
    """Return freed large blocks to the system and keep few heaps, for the whole process.

    Call before starting threads. Does nothing on C libraries without `mallopt` (macOS, musl).
    """
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallopt"):
        return
    library.mallopt(_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)
    library.mallopt(_TRIM_THRESHOLD, MMAP_THRESHOLD_BYTES)
    library.mallopt(_ARENA_MAX, MAX_ARENAS)
