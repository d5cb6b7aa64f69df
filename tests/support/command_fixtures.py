"""`boussole …`, called in this process on a data folder of its own."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.settings import PROJECT_ROOT
from tests.support.command_runs import Boussole, CommandRun


@pytest.fixture
def home(tmp_path: Path, shared_data: Path, library: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, with the vectors that the session has already."""
    monkeypatch.chdir(tmp_path)  # no `.env` of the machine
    monkeypatch.setenv("BOUSSOLE_DATA", str(tmp_path))
    monkeypatch.setenv("BOUSSOLE_MODELS", str(PROJECT_ROOT / "models"))
    shutil.copy(shared_data / "vectors.sqlite", tmp_path)
    return tmp_path


@pytest.fixture
def database(home: Path, empty_sqlite: Path) -> Path:
    """One of a service that ran before, and in which nothing is yet."""
    return Path(shutil.copy(empty_sqlite, home / "boussole.sqlite"))


@pytest.fixture
def boussole(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Boussole:
    """`boussole("nlu", "--json", typed="une ligne\\n")`."""

    def run(*arguments: str, typed: str = "") -> CommandRun:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as exit:  # argparse
            status = int(exit.code or 0)
        captured = capsys.readouterr()
        return CommandRun(status, captured.out, captured.err)

    return run


@pytest.fixture
def loaded(dialogue: Any, library: Any, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model and the base of the session, where a command would load its own."""
    monkeypatch.setattr("bot.dialogue.model_training.ensure_model", lambda models: model)
    monkeypatch.setattr("bot.dialogue.agent.Dialogue", lambda path: dialogue)
    monkeypatch.setattr("bot.app.Dialogue", lambda path: dialogue)
    for opener in ("bot.app.open_library", "bot.stores.open_library"):
        monkeypatch.setattr(opener, lambda *given: library)
