"""Describes the machine and the software that a comparison ran with; no name, no path."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

_PACKAGES = ("rasa", "rasa_sdk", "tensorflow", "sanic", "uvicorn", "starlette", "sqlalchemy")


def describe_machine() -> dict[str, str]:
    """Return the processor, the memory, the kernel, and versions, each by its name."""
    kilobytes = _find(r"MemTotal:\s*(\d+)", "/proc/meminfo")
    return {
        "processor": _find(r"model name\s*:\s*(.+)", "/proc/cpuinfo"),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{int(kilobytes or 0) / 1024**2:.0f} GB",
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
    }


def read_load() -> float:
    """Return how many processes wanted a core, the mean of the last minute."""
    return os.getloadavg()[0]


def _find(pattern: str, path: str) -> str:
    match = re.search(pattern, Path(path).read_text())
    return match[1].strip() if match else ""
