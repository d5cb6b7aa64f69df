"""The processes of a service that is compared: ended by their ids, with what they printed kept."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from evaluation.benchmarks.plain_rasa import service_measurement
from evaluation.benchmarks.plain_rasa.measured_services import MeasuredService
from evaluation.benchmarks.plain_rasa.server_processes import (
    database_bytes,
    plain_environment,
    run_servers,
)
from evaluation.benchmarks.plain_rasa.transports import PlainTransport

_SLEEPS = (sys.executable, "-c", "import time; time.sleep(60)")


def test_all_are_ended_and_their_memory_is_added_up(tmp_path: Path) -> None:
    with run_servers((_SLEEPS, _SLEEPS), tmp_path, os.environ) as processes:
        assert processes.is_alive()
        assert processes.resident_megabytes() > 0
    assert [process.poll() is not None for process in processes.running] == [True, True]


def test_a_service_that_ends_at_its_start_is_told_with_what_it_printed(tmp_path: Path) -> None:
    (tmp_path / "template").mkdir()
    service = MeasuredService(
        "plain_rasa",
        ((sys.executable, "-c", "raise SystemExit('port in use')"),),
        os.environ,
        "http://127.0.0.1:9",
        tmp_path / "template",
        "rasa.db",
        lambda http, url: PlainTransport(http, url, "p"),
    )
    with pytest.raises(service_measurement.NotStarted, match="plain_rasa: port in use"):
        service_measurement.measure_memory(service, tmp_path / "run", ["menuisier"], 0)


def test_plain_rasa_gets_nothing_that_is_set_for_this_project(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOUSSOLE_PSEUDONYM_KEY", "k")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    environment = plain_environment()
    assert [name for name in environment if name.startswith(("BOUSSOLE_", "OMP_"))] == []
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"


def test_the_size_of_a_database_is_its_pages_in_use(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (x)")
        connection.commit()
        empty = database_bytes(path)
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
        connection.commit()
        assert database_bytes(path) - empty >= 90_000
        connection.execute("DELETE FROM t")
        connection.commit()
        assert database_bytes(path) - empty < 90_000
