"""How the C library keeps what was freed. glibc's own way lets a server grow for hours: each large
block that is freed raises the size from which blocks are given back at all, and each thread keeps a
heap of its own."""

from __future__ import annotations

import ctypes

# Of <malloc.h>. A library that knows no `mallopt` (macOS, musl) has nothing to be told.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# Bytes. The vectors of the base are larger, and made anew when it learns; what a turn needs for a
# moment is smaller: given back and asked for again, it costs 13 ms.
MMAP_THRESHOLD_BYTES = 4 * 1024 * 1024
MAX_ARENAS = 2


def tune_malloc() -> None:
    """From now on, for the whole process, large blocks are given back when they are freed, and few
    heaps are kept. Called before there are threads."""
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallopt"):
        return
    library.mallopt(_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)
    library.mallopt(_TRIM_THRESHOLD, MMAP_THRESHOLD_BYTES)
    library.mallopt(_ARENA_MAX, MAX_ARENAS)
