"""Wrong calls and wrong settings: a status, and one line that says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT
from tests.support.command_runs import Boussole

KNOWLEDGE = PROJECT_ROOT / "knowledge" / "data"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["knowledge"],
        ["knowledge", "dance"],
        ["purge", "now"],
        ["serve", "--port", "x"],
    ],
)
def test_an_unknown_call_is_2(boussole: Boussole, arguments: list[str]) -> None:
    run = boussole(*arguments)
    assert (run.status, run.out) == (2, "")
    assert "usage: boussole" in run.err


@pytest.mark.parametrize("arguments", [["--help"], ["chat", "--help"]])
def test_help_is_no_error(boussole: Boussole, arguments: list[str]) -> None:
    run = boussole(*arguments)
    assert run.status == 0
    assert "usage: boussole" in run.out


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOUSSOLE_PORT", "abc"),
        ("BOUSSOLE_PORT", "70000"),
        ("BOUSSOLE_CONVERSATION_DAYS", "0"),
        ("BOUSSOLE_TURN_SECONDS", "-1"),
        ("BOUSSOLE_DATABASE", "nonsense"),
        ("BOUSSOLE_DATABASE", "mysql://user:<secret>@host/name"),
        ("BOUSSOLE_DATABASE", "postgresql://host:port/name"),
        ("BOUSSOLE_PSEUDONYM_KEY", "trop-court"),
        ("BOUSSOLE_SITE_URL", "boussole.example.be"),
        ("BOUSSOLE_SITE_URL", "https://boussole.example.be/chat?a=1"),
        ("BOUSSOLE_PROXIES", "*"),
    ],
)
def test_a_wrong_setting_is_2_and_one_line_that_names_it(
    boussole: Boussole, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    run = boussole("forget", "un", "code")
    assert (run.status, run.out) == (2, "")
    (line,) = run.err.splitlines()
    assert line.startswith(f"boussole: {name}: ")
    assert "secret" not in line
    assert "trop-court" not in line


def test_a_data_folder_that_cannot_be_made_is_one_line(
    boussole: Boussole, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "fichier").write_text("")
    monkeypatch.setenv("BOUSSOLE_DATA", str(home / "fichier" / "dossier"))
    run = boussole("purge")
    assert run.status == 1
    assert len(run.err.splitlines()) == 1
    assert "Traceback" not in run.err


def test_a_database_that_is_down_is_one_line(
    boussole: Boussole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUSSOLE_DATABASE", "postgresql://127.0.0.1:1/boussole")
    run = boussole("purge")
    assert run.status == 1
    assert len(run.err.splitlines()) == 1
    assert "127.0.0.1" in run.err


def test_c9_a_model_that_was_changed_is_one_line(
    boussole: Boussole, home: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / model.name).write_bytes(model.read_bytes()[:-1])
    monkeypatch.setenv("BOUSSOLE_MODELS", str(home))
    run = boussole("nlu", typed="bonjour\n")
    assert (run.status, run.out) == (1, "")
    (line,) = run.err.splitlines()
    assert line.startswith(f"boussole: {home / model.name} is not what was trained here")


@pytest.mark.parametrize(
    ("workers", "reason"), [("2", "SQLite has one writer"), ("0", "at least 1")]
)
def test_workers_that_cannot_be_are_refused_with_the_reason(
    boussole: Boussole, workers: str, reason: str
) -> None:
    run = boussole("serve", "--workers", workers)
    assert (run.status, run.out) == (2, "")
    (line,) = run.err.splitlines()
    assert "--workers" in line
    assert reason in line
