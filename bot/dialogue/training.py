"""The trained model: made again only when what it is made of changed, and loaded only as it was
made (C9).

An archive holds JSON and numbers, no pickle; but it names the classes that are made of it. So its
name says both what it was made of and what it is: `<fingerprint>-<sha256>.tar.gz`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess  # nosec B404  # runs « rasa train » alone
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bot.settings import ROOT

_INPUTS = ("config.yml", "bot/domain", "nlu_data", "bot/dialogue/nlu", "bot/dialogue/policy.py")
_KEPT = (".yml", ".py", ".json")


class TrainingFailed(Exception):
    """The model could not be made; `make train` (Rasa's own command) tells more."""


class ModelChanged(Exception):
    """An archive is not what its name says; the message names it."""


def fingerprint() -> str:
    """A hash of everything the model is made of: data, domain, pipeline, Rasa's version."""
    digest = hashlib.sha256(version("rasa").encode())
    for path in _files():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def ensure(models: Path) -> Path:
    """The model for the present inputs, trained if there is none; older ones are removed.

    Raises:
        TrainingFailed: see standard error.
    """
    made_of = fingerprint()
    for path in sorted(models.glob(f"{made_of}-*.tar.gz")):
        return path
    models.mkdir(parents=True, exist_ok=True)
    print("Making the language model…", file=sys.stderr, flush=True)
    path = _train(models, made_of)
    for old in models.glob("*.tar.gz"):
        if not old.name.startswith(f"{made_of}-"):  # another process may have trained the same
            old.unlink()
    return path


def check(path: Path) -> None:
    """Whether an archive is what was trained; to be asked before anything of it is read.

    Raises:
        ModelChanged.
    """
    known = path.name.removesuffix(".tar.gz").rpartition("-")[2]
    if known != _hash(path):
        raise ModelChanged(
            f"{path} is not what was trained here: remove it, and the next start trains again"
        )


def _train(models: Path, made_of: str) -> Path:
    """In a process of its own: training takes memory that serving does not need."""
    made = models.absolute() / f"draft-{os.getpid()}.tar.gz"
    command = [sys.executable, "-m", "bot.dialogue.packing", str(made)]
    quiet = {"PYTHONWARNINGS": "ignore", "RASA_TELEMETRY_ENABLED": "false", "LOG_LEVEL": "ERROR"}
    done = subprocess.run(  # nosec B603  # a fixed command, no shell
        command, cwd=ROOT, env={**os.environ, **quiet}, stdout=sys.stderr
    )
    if done.returncode != 0 or not made.exists():
        raise TrainingFailed("the language model could not be made: `make train` tells more")
    return made.replace(models / f"{made_of}-{_hash(made)}.tar.gz")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _files() -> Iterator[Path]:
    for name in _INPUTS:
        path = ROOT / name
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (each for each in found if each.suffix in _KEPT)
