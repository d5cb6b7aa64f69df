"""`boussole serve` as it is run: processes of their own, on free ports of the loopback address."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import httpx
import pgserver

from bot.settings import PROJECT_ROOT, Settings, generate_vault_key
from bot.storage import database_engine as engines
from bot.storage.schema_migration import migrate_schema

MAX_WAIT_SECONDS = 240.0  # seconds; only what fails waits that long
COMMAND_LINE = ("bot.cli",)  # the modules that `python -m` runs


@contextmanager
def run_postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of our own; its URL."""
    server = pgserver.get_server(folder / "postgres")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def make_settings(folder: Path, database: str = "") -> Settings:
    """Its own data, but for the vectors: they take minutes and are the same. No database named:
    SQLite."""
    data = folder / "data"
    data.mkdir()
    shutil.copy(PROJECT_ROOT / "var" / "tests" / "vectors.sqlite", data)
    keys = {"pseudonym_key": "k" * 40, "vault_keys": generate_vault_key()}
    # As in the tests: what a busy machine makes slow is not what is looked at here.
    return Settings(_env_file=None, data=data, database=database, turn_seconds=20, **keys)


@contextmanager
def run_processes(
    settings: Settings,
    count: int,
    more: Mapping[str, str] = MappingProxyType({}),
    modules: Sequence[str] = COMMAND_LINE,
) -> Iterator[list[str]]:
    """So many processes on one database, migrated; the addresses once all answer. `more` of their
    environment."""
    with run_processes_with_pids(settings, count, more, modules) as processes:
        yield list(processes)


@contextmanager
def run_processes_with_pids(
    settings: Settings,
    count: int,
    more: Mapping[str, str] = MappingProxyType({}),
    modules: Sequence[str] = COMMAND_LINE,
) -> Iterator[dict[str, int]]:
    """The same, with the id of each process."""
    engine = engines.create_database_engine(settings.database_url)
    migrate_schema(engine)
    engine.dispose()
    given = {
        "BOUSSOLE_DATA": str(settings.data),
        "BOUSSOLE_DATABASE": settings.database_url,
        "BOUSSOLE_PSEUDONYM_KEY": str(settings.pseudonym_key),
        "BOUSSOLE_VAULT_KEYS": str(settings.vault_keys),
        "BOUSSOLE_TURN_SECONDS": str(settings.turn_seconds),
        "OMP_NUM_THREADS": "1",
        **more,
    }
    ports = _free_ports(count)
    command = [sys.executable, "-m", *modules, "serve", "--port"]
    running = {
        f"http://127.0.0.1:{port}": subprocess.Popen(
            [*command, str(port)], env={**os.environ, **given}, cwd=PROJECT_ROOT
        )
        for port in ports
    }
    try:
        for url in running:
            _until(lambda url=url: _alive(url))
        yield {url: process.pid for url, process in running.items()}
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.wait(MAX_WAIT_SECONDS)


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _alive(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").is_success
    except httpx.TransportError:
        return False


def find_free_port() -> int:
    """A port that nobody listens on just now."""
    return _free_ports(1)[0]


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)
