"""`boussole precompute`: what is shipped as numbers is up to date, and what is not is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.dialogue.nlu import shipped_weights
from knowledge import shipped_vectors
from tests.support.command_runs import Boussole


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of both folders, which may be changed."""
    for module, constant, name in (
        (shipped_weights, "FOLDER", "weights"),
        (shipped_vectors, "SHIPPED_FOLDER", "vectors"),
    ):
        copy = Path(shutil.copytree(getattr(module, constant), tmp_path / name))
        monkeypatch.setattr(module, constant, copy)
    return tmp_path


def test_each_stale_file_is_a_line(boussole: Boussole, copied: Path) -> None:
    (copied / "vectors" / "place.npy").unlink()
    facts = copied / "weights" / "intents" / "facts.json"
    facts.write_text(facts.read_text().replace('"key": "', '"key": "0'))
    run = boussole("precompute", "--check")
    assert run.status == 1
    assert [line.partition(":")[0] for line in run.lines] == ["place.npy", "weights of the intents"]
    assert "`boussole precompute` makes it again" in run.err


def test_what_is_missing_is_made_again_and_the_rest_left(boussole: Boussole, copied: Path) -> None:
    path = copied / "vectors" / "place.npy"
    path.unlink()
    weights = copied / "weights" / "intents" / "facts.json"
    made = weights.stat().st_mtime_ns
    assert boussole("precompute").status == 0
    assert len(shipped_vectors.read_rows(path)) > 0
    assert weights.stat().st_mtime_ns == made
