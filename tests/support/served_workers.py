"""`boussole serve --workers` as it runs, with what it prints and what its processes use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bot.settings import PROJECT_ROOT, Settings
from tests.support.service_processes import (
    MAX_WAIT_SECONDS,
    find_free_ports,
    make_environment,
)

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class ServedWorkers:
    """The supervisor's process. `lines` is what it and its workers printed for people so far;
    `errors` counts what they logged, by logger and event."""

    url: str
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def wait_for_lines(self, words: str, count: int) -> None:
        """Wait until so many lines with these words were printed. Raises TimeoutError."""
        deadline = time.monotonic() + MAX_WAIT_SECONDS
        while sum(words in line for line in list(self.lines)) < count:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise TimeoutError(words)
            time.sleep(0.05)

    def list_workers(self) -> list[int]:
        """Return the process ids of the workers."""
        return list_children(self.process.pid)


@contextmanager
def serve_workers(settings: Settings, workers: int, port: int = 0) -> Iterator[ServedWorkers]:
    """Run the service with so many workers; yields once all of them serve."""
    port = port or find_free_ports(1)[0]
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--workers", str(workers)],
        env={**os.environ, **make_environment(settings)},
        cwd=PROJECT_ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    served = ServedWorkers(f"http://127.0.0.1:{port}", process)
    reading = threading.Thread(target=_read_lines, args=(served,), daemon=True)
    reading.start()
    try:
        served.wait_for_lines("workers serve", 1)
        httpx.get(f"{served.url}/readyz").raise_for_status()
        yield served
    finally:
        process.terminate()
        process.wait(MAX_WAIT_SECONDS)
        reading.join(MAX_WAIT_SECONDS)


def list_children(pid: int) -> list[int]:
    """Return the process ids of the children of a process."""
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def read_cpu_seconds(*pids: int) -> float:
    """Return the CPU time of processes, with that of their children that ended."""
    return sum(map(_read_cpu_seconds, pids))


def count_open_files(pid: int) -> int:
    """Return the number of open files, sockets included."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _read_cpu_seconds(pid: int) -> float:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0.0
    fields = stat.rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS


def _read_lines(served: ServedWorkers) -> None:
    assert served.process.stderr is not None
    for line in served.process.stderr:
        if line.startswith("{"):  # a warning or an error
            logged = json.loads(line)
            served.errors[f"{logged['logger']}: {logged['event']}"] += 1
        else:
            served.lines.append(line)
