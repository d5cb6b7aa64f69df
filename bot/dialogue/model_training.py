"""The trained model: rebuilt when its inputs change, loaded only if unchanged (C9).

An archive holds JSON and numbers, no pickle, but it names classes to instantiate. Its file name
therefore has two hashes, of its inputs and of its content: `<fingerprint>-<sha256>.tar.gz`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess  # nosec B404  # runs « rasa train » alone
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bot.dialogue.nlu.source_hash import hash_source
from bot.settings import PROJECT_ROOT

_INPUT_PATHS = (
    "config.yml",
    "bot/domain",
    "nlu_data",
    "bot/dialogue/nlu",
    "bot/dialogue/policy.py",
)
_INPUT_SUFFIXES = (".yml", ".py", ".json")


class TrainingFailed(Exception):
    """The model could not be trained; `make train` (Rasa's own command) tells more."""


class ModelChanged(Exception):
    """An archive does not match its name; the message names it."""


def fingerprint() -> str:
    """Return a hash of all inputs: data, domain, pipeline, version of Rasa."""
    digest = hashlib.sha256(version("rasa").encode())
    for path in _list_input_files():
        content = hash_source(path) if path.suffix == ".py" else path.read_bytes()
        digest.update(str(path.relative_to(PROJECT_ROOT)).encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:16]


def ensure_model(models: Path) -> Path:
    """Return the model for the present inputs, trained if missing; older ones are removed.

    Raises:
        TrainingFailed: see standard error.
    """
    made_of = fingerprint()
    for path in sorted(models.glob(f"{made_of}-*.tar.gz")):
        return path
    models.mkdir(parents=True, exist_ok=True)
    print("Making the language model…", file=sys.stderr, flush=True)
    path = _train_model(models, made_of)
    for old in models.glob("*.tar.gz"):
        if not old.name.startswith(f"{made_of}-"):  # another process may have trained the same
            old.unlink()
    return path


def verify_archive(path: Path) -> None:
    """Check an archive before anything in it is read.

    Raises:
        ModelChanged: it is not what was trained.
    """
    known = path.name.removesuffix(".tar.gz").rpartition("-")[2]
    if known != _hash_file(path):
        raise ModelChanged(
            f"{path} is not what was trained here: remove it, and the next start trains again"
        )


def _train_model(models: Path, made_of: str) -> Path:
    """Train in a separate process, which frees the memory of the training."""
    made = models.absolute() / f"draft-{os.getpid()}.tar.gz"
    command = [sys.executable, "-m", "bot.dialogue.model_packaging", str(made)]
    quiet = {"PYTHONWARNINGS": "ignore", "RASA_TELEMETRY_ENABLED": "false", "LOG_LEVEL": "ERROR"}
    done = subprocess.run(  # nosec B603  # a fixed command, no shell
        command, cwd=PROJECT_ROOT, env={**os.environ, **quiet}, stdout=sys.stderr
    )
    if done.returncode != 0 or not made.exists():
        raise TrainingFailed("the language model could not be made: `make train` tells more")
    return made.replace(models / f"{made_of}-{_hash_file(made)}.tar.gz")


def _hash_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _list_input_files() -> Iterator[Path]:
    for name in _INPUT_PATHS:
        path = PROJECT_ROOT / name
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (each for each in found if each.suffix in _INPUT_SUFFIXES)
