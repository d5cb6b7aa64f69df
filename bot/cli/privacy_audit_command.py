"""`boussole privacy audit`: plays a day with planted personal data and searches for leaks."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

from bot.cli.evaluation_loader import load_evaluation
from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the command."""
    actions = commands.add_parser("privacy", help="search for personal data").add_subparsers(
        required=True
    )
    parser = actions.add_parser("audit", help="play a day with planted personal data, find leaks")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", metavar="PATH", type=Path, help="keep the data folder at PATH")
    parser.set_defaults(command=audit)


def audit(options: argparse.Namespace, settings: Settings) -> int:
    """Run the audit and print the result; return 1 for a leak."""
    from bot.dialogue import model_training

    audit_run = load_evaluation("privacy_audit.audit_run")
    mismatch = load_evaluation("privacy_audit.scripted_person").ScriptMismatch
    model = model_training.ensure_model(settings.models)
    print("Playing a day of conversations…", file=sys.stderr, flush=True)
    with _audit_folder(options.keep) as folder:
        try:
            outcome = asyncio.run(audit_run.run_audit(settings, model, folder))
        except mismatch as error:
            print(f"boussole: the day did not go as written: {error}", file=sys.stderr)
            return 1
    if options.json:
        print(json.dumps(outcome.to_json(), ensure_ascii=False))
    else:
        print("\n".join(outcome.lines()))
    return 0 if outcome.good else 1


@contextlib.contextmanager
def _audit_folder(kept: Optional[Path]) -> Iterator[Path]:
    """Yield an empty folder: the one to keep, or a temporary one."""
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="boussole-audit-") as made:
            yield Path(made)
        return
    kept.mkdir(parents=True)
    yield kept
