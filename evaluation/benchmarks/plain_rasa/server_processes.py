"""The servers of one service: started, waited for, measured from outside, ended by their ids."""

from __future__ import annotations

import os
import sqlite3
import subprocess  # nosec B404  # runs this project and Rasa alone
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from evaluation.benchmarks.service_load import read_resident_megabytes

_END_SECONDS = 30
# What is set for this project is not passed on to plain Rasa.
_OWN_SETTINGS = ("BOUSSOLE_", "OMP_NUM_THREADS", "PYTHONPATH")


@dataclass(frozen=True)
class ServerProcesses:
    """The running processes of one service."""

    running: tuple[subprocess.Popen[bytes], ...]
    log: Path

    def read_log_end(self) -> str:
        """Return the last thousand characters that they printed."""
        return self.log.read_text("utf-8", errors="replace")[-1_000:]

    def is_alive(self) -> bool:
        """Whether none has ended."""
        return all(process.poll() is None for process in self.running)

    def resident_megabytes(self) -> float:
        """Return the resident memory of all, their children included."""
        pids = [pid for process in self.running for pid in list_family(process.pid)]
        return sum(read_resident_megabytes(pid) for pid in pids)


@contextmanager
def run_servers(
    commands: Sequence[Sequence[str]], folder: Path, environment: Mapping[str, str]
) -> Iterator[ServerProcesses]:
    """Run each command in `folder`; what they print goes to the file `servers.log` there."""
    running: list[subprocess.Popen[bytes]] = []
    path = folder / "servers.log"
    with path.open("ab") as log:
        try:
            for command in commands:
                running.append(
                    subprocess.Popen(  # nosec B603  # fixed commands, no shell
                        command, cwd=folder, env=dict(environment), stdout=log, stderr=log
                    )
                )
            yield ServerProcesses(tuple(running), path)
        finally:
            for process in running:
                process.terminate()
            for process in running:
                _wait_or_kill(process)


def plain_environment() -> dict[str, str]:
    """Return the environment of plain Rasa: this process's without what is set for this project."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OWN_SETTINGS)}
    return {**kept, "RASA_TELEMETRY_ENABLED": "false"}


def database_bytes(path: Path) -> int:
    """Return the size of an SQLite database in bytes, its write-ahead log included."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        values = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        ]
    pages, free, size = values
    return (pages - free) * size


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def list_family(pid: int) -> Iterator[int]:
    """Yield a process and its children, down to the last."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from list_family(int(child))
