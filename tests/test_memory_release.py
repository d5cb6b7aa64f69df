"""What a process frees goes back to the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.settings import PROJECT_ROOT

# A block that is freed must not make glibc keep those that are as large from then on. In a process
# of its own: it is told so once for all of it.
BLOCKS = """
import ctypes, sys
from bot import malloc_tuning

class Info(ctypes.Structure):
    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in names.split()]

told = ctypes.CDLL(None).mallinfo2
told.restype = Info
malloc_tuning.tune_malloc()
bytearray(7 * malloc_tuning.MMAP_THRESHOLD_BYTES)  # freed at once
before = told().hblkhd
held = bytearray(2 * malloc_tuning.MMAP_THRESHOLD_BYTES)
print(told().hblkhd - before >= len(held))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's own")
def test_large_blocks_are_given_back_however_large_one_was() -> None:
    run = [sys.executable, "-c", BLOCKS]
    assert subprocess.run(run, cwd=PROJECT_ROOT, capture_output=True, text=True).stdout == "True\n"
