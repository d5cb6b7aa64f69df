"""A copy of the files that a model is made of, to change one of them and to train on the rules."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from bot.dialogue.agent import Dialogue
from bot.settings import PROJECT_ROOT


def copy_project(target: Path) -> Path:
    """The domain and the rules, with a configuration of the policies alone."""
    shutil.copytree(PROJECT_ROOT / "bot" / "domain", target / "bot" / "domain")
    for path in (PROJECT_ROOT / "nlu_data").glob("*/rules.yml"):
        copied = target / path.relative_to(PROJECT_ROOT)
        copied.parent.mkdir(parents=True)
        shutil.copy(path, copied)
    config = yaml.safe_load((PROJECT_ROOT / "config.yml").read_text("utf-8"))
    del config["pipeline"]
    (target / "config.yml").write_text(yaml.safe_dump(config), "utf-8")
    return target


def add_lines(path: Path, key: str, lines: str) -> None:
    """Write lines below a key of the first level, as somebody who edits the file would."""
    text = path.read_text("utf-8")
    head, found, rest = text.partition(f"\n{key}:\n")
    assert found, f"{path} has no {key}"
    path.write_text(f"{head}{found}{lines}{rest}", "utf-8")


def train_rules(project: Path) -> Dialogue:
    """The dialogue of a copied project: it knows no typed text, only intents."""
    made = project / "made.tar.gz"
    command = [sys.executable, "-m", "bot.dialogue.model_packaging", str(made), str(project)]
    subprocess.run(command, cwd=PROJECT_ROOT, check=True, capture_output=True)
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    return Dialogue(made.rename(project / f"rules-{digest}.tar.gz"))
