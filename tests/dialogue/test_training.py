"""C9: models are loaded from files that this project trained, checked by hash before anything of
them is read."""

from __future__ import annotations

import io
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue import model_training
from bot.dialogue.agent import Dialogue
from bot.dialogue.model_training import ModelChanged


@pytest.fixture
def models(tmp_path: Path, model: Path) -> Path:
    """A folder with the model of the session."""
    shutil.copy(model, tmp_path)
    return tmp_path


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where something was trained; what is made here is small."""
    began: list[Path] = []

    def run(command: list[str], **options: Any) -> Any:
        path = Path(command[-1])
        began.append(path.parent)
        path.write_bytes(b"a model")
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr("bot.dialogue.model_training.subprocess.run", run)
    return began


def test_c9_what_was_trained_is_found_by_its_inputs_and_named_by_its_hash(
    models: Path, model: Path, trainings: list[Path]
) -> None:
    assert model_training.ensure_model(models) == models / model.name
    assert trainings == []
    model_training.verify_archive(models / model.name)


def test_c9_a_changed_archive_is_not_loaded(models: Path, model: Path) -> None:
    """One bit is enough; nothing of it is unpacked."""
    path = models / model.name
    changed = bytearray(path.read_bytes())
    changed[-1] ^= 1
    path.write_bytes(changed)
    with pytest.raises(ModelChanged, match=r"^.* is not what was trained here: remove it[^\n]*$"):
        Dialogue(model_training.ensure_model(models))


def test_c9_an_archive_of_another_hand_is_not_loaded(models: Path, model: Path) -> None:
    path = models / model.name
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("metadata.json"), io.BytesIO())
    with pytest.raises(ModelChanged):
        Dialogue(path)


@pytest.mark.parametrize("name", ["{made_of}.tar.gz", "20261125-modele.tar.gz", "modele.tar.gz"])
def test_c9_an_archive_without_a_hash_is_trained_again(
    models: Path, model: Path, trainings: list[Path], name: str
) -> None:
    (models / model.name).rename(models / name.format(made_of=model_training.fingerprint()))
    path = model_training.ensure_model(models)
    assert trainings == [models]
    assert [path] == list(models.iterdir())
    assert path.read_bytes() == b"a model"
    model_training.verify_archive(path)


def test_c9_no_archive_holds_a_pickle(model: Path) -> None:
    with tarfile.open(model) as archive:
        names = {Path(each.name).suffix for each in archive.getmembers() if each.isfile()}
    assert names == {".json", ".npz", ".yml"}
