"""What a served process uses, and what its database holds, at a moment."""

from __future__ import annotations

import os
import re
import resource
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from tests.soak.memory_measurement import resident
from tests.support.database_rows import count_rows
from tests.support.served_workers import count_open_files, read_cpu_seconds

_MB = 1024**2


def take_sample(pid: int, engine: Engine, database: Path) -> dict[str, Any]:
    """Return the memory by kind and the files of the database in MB, the open files, the threads,
    the rows by table, and the CPU seconds so far: `cpu` of the process, `others` of all processes
    but that one and this one."""
    status = Path(f"/proc/{pid}/status").read_text()
    threads = re.search(r"^Threads:\s+(\d+)", status, re.MULTILINE)
    assert threads is not None
    cpu, own = read_cpu_seconds(pid), resource.getrusage(resource.RUSAGE_SELF)
    return {
        "memory": {name: round(value, 2) for name, value in resident(pid).items()},
        "files": count_open_files(pid),
        "threads": int(threads[1]),
        "cpu": cpu,
        "others": round(_read_busy_seconds() - cpu - own.ru_utime - own.ru_stime, 2),
        "rows": {name: count for name, count in count_rows(engine).items() if count},
        "database": round(database.stat().st_size / _MB, 2),
        "wal": round(_size(database.with_name(f"{database.name}-wal")) / _MB, 2),
    }


def _read_busy_seconds() -> float:
    """Return the CPU time that all processes used since the machine started."""
    user, nice, system, _, _, irq, softirq = map(
        int, Path("/proc/stat").read_text().splitlines()[0].split()[1:8]
    )
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
