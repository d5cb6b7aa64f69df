"""The trained model: made again only when what it is made of changed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bot.settings import ROOT

_INPUTS = ("config.yml", "bot/domain", "nlu_data", "bot/dialogue/nlu", "bot/dialogue/policy.py")
_KEPT = (".yml", ".py")


class TrainingFailed(Exception):
    """Rasa could not train; what it said is on standard error."""


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
    path = models / f"{fingerprint()}.tar.gz"
    if path.exists():
        return path
    models.mkdir(parents=True, exist_ok=True)
    print("Training the language model (about a minute, once)…", file=sys.stderr, flush=True)
    _train(models, path)
    for old in models.glob("*.tar.gz"):
        if old != path:
            old.unlink()
    return path


def _train(models: Path, path: Path) -> None:
    """In a process of its own: training takes memory that serving does not need."""
    draft = f"draft-{os.getpid()}"
    command = [sys.executable, "-m", "rasa", "train", "--quiet", "--domain", "bot/domain"]
    command += ["--data", "nlu_data", "--out", str(models), "--fixed-model-name", draft]
    command += ["--skip-validation"]  # `make lint` has it; it takes longer than the training
    quiet = {"PYTHONWARNINGS": "ignore", "RASA_TELEMETRY_ENABLED": "false"}
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **quiet}, stdout=sys.stderr)
    made = models / f"{draft}.tar.gz"
    if done.returncode != 0 or not made.exists():
        raise TrainingFailed("rasa train failed")
    made.replace(path)


def _files() -> Iterator[Path]:
    for name in _INPUTS:
        path = ROOT / name
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (each for each in found if each.suffix in _KEPT)
