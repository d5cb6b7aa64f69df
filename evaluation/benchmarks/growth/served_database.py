"""The served process (or several, on PostgreSQL) on a new database, to be measured over HTTP."""

from __future__ import annotations

import os
import resource
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import httpx

from bot.settings import PROJECT_ROOT, Settings, generate_vault_key
from evaluation.benchmarks.growth.benchmark_databases import open_engine, run_database
from evaluation.benchmarks.plain_rasa.server_processes import (
    ServerProcesses,
    list_family,
    run_servers,
)
from evaluation.benchmarks.service_load import find_free_port

# Of the clients' idle connections: the service closes its own after five.
KEEPALIVE_SECONDS = 2.0
_OPEN_FILES, _START_SECONDS = 8192, 240.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class ServedDatabase:
    """Where it answers, its settings, its processes and that of PostgreSQL (0 on SQLite)."""

    url: str
    settings: Settings
    processes: ServerProcesses
    postgres: int = 0

    def count_processes(self) -> int:
        """Return the processes that serve, without a supervisor."""
        pids = [pid for each in self.processes.running for pid in list_family(each.pid)]
        return max(len(pids) - 1, 1)

    def cpu_seconds(self) -> CpuSeconds:
        """Return the processor time used so far, without that of processes that have ended."""
        service = [pid for each in self.processes.running for pid in list_family(each.pid)]
        postgres = list_family(self.postgres) if self.postgres else ()
        return CpuSeconds(*(sum(map(_read_cpu_seconds, pids)) for pids in (service, postgres)))


class CpuSeconds(NamedTuple):
    """Processor time of the service and of PostgreSQL."""

    service: float
    postgres: float

    def since(self, before: CpuSeconds, seconds: float, units: int) -> dict[str, float]:
        """Return the figures of what was used in so many seconds for so many turns."""
        service, postgres = self.service - before.service, self.postgres - before.postgres
        return {
            "cpu_ms": round(1000 * service / max(units, 1), 2),
            "postgres_cpu_ms": round(1000 * postgres / max(units, 1), 2),
            "cores_used": round((service + postgres) / seconds, 2),
        }


@contextmanager
def serve_database(kind: str, workers: int, folder: Path) -> Iterator[ServedDatabase]:
    """Yield once the service answers; it has so many workers if there are several."""
    _allow_open_files()
    data = folder / "data"
    data.mkdir(parents=True)
    given = Settings()
    if (given.data / "vectors.sqlite").exists():
        shutil.copy(given.data / "vectors.sqlite", data)
    with run_database(kind, data) as database:
        keys = {"pseudonym_key": "k" * 40, "vault_keys": generate_vault_key()}
        settings = Settings(_env_file=None, data=data, database=database, **keys)
        with open_engine(database):
            pass
        port = find_free_port()
        command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)]
        if workers > 1:
            command += ["--workers", str(workers)]
        with run_servers([command], folder, _environment(settings)) as processes:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(url, processes)
            yield ServedDatabase(url, settings, processes, _read_postgres_id(data))


def _read_postgres_id(folder: Path) -> int:
    path = folder / "postgres" / "postmaster.pid"
    return int(path.read_text().split()[0]) if path.exists() else 0


def _environment(settings: Settings) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOUSSOLE_")}
    return {
        **kept,
        "BOUSSOLE_DATA": str(settings.data),
        "BOUSSOLE_DATABASE": str(settings.database),
        "BOUSSOLE_MODELS": str(Settings().models.absolute()),
        "BOUSSOLE_PSEUDONYM_KEY": str(settings.pseudonym_key),
        "BOUSSOLE_VAULT_KEYS": str(settings.vault_keys),
        "BOUSSOLE_TURN_SECONDS": "20",
        # All clients have one address.
        "BOUSSOLE_ADDRESS_SHARES": "false",
        "PYTHONPATH": str(PROJECT_ROOT),
        "OMP_NUM_THREADS": "1",
    }


def _wait_until_ready(url: str, processes: ServerProcesses) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while processes.is_alive() and time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/readyz").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError(processes.read_log_end())


def _allow_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(_OPEN_FILES, hard)), hard))


def _read_cpu_seconds(pid: int) -> float:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0.0
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
