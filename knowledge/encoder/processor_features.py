"""What the processor can do, as far as the encoder's numbers depend on it."""

from __future__ import annotations

import platform
from pathlib import Path

_PROCESSORS = Path("/proc/cpuinfo")


def multiplies_bytes() -> bool:
    """Whether the processor adds products of bytes in 32 bits. x86 without VNNI adds two of them in
    16, which overflow unless the weights take seven bits."""
    if platform.machine() not in ("x86_64", "AMD64"):
        return True
    try:
        return "vnni" in _PROCESSORS.read_text("utf-8", "replace")
    except OSError:
        return False
