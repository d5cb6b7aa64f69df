"""`python -m evaluation.learned_answers FILE`: which wordings get their approved answer."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bot.dialogue import model_training
from bot.dialogue.agent import Dialogue
from bot.settings import read_settings
from bot.stores import open_library
from evaluation.learned_answers.answer_trials import (
    FIRST,
    SECOND,
    Trial,
    play_trials,
    read_answer_file,
)
from evaluation.simulator.dialogue_harness import DialogueHarness


def main() -> None:
    """Approve the answers of a file in a temporary base and play its messages."""
    parser = argparse.ArgumentParser(prog="evaluation.learned_answers", description=main.__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the shares as JSON")
    parser.add_argument("--verbose", action="store_true", help="also print what went wrong")
    options = parser.parse_args()
    settings = read_settings()
    with tempfile.TemporaryDirectory(prefix="boussole-learned-") as name:
        folder = Path(name)
        vectors = settings.data / "vectors.sqlite"
        if vectors.exists():
            shutil.copy(vectors, folder)
        library = open_library(settings.copy(update={"data": folder}))
        dialogue = Dialogue(model_training.ensure_model(settings.models))
        harness = DialogueHarness(dialogue, library, settings, folder)
        trials = list(play_trials(harness, read_answer_file(options.file)))
    if options.verbose:
        telling = (each for each in trials if not each.is_right or each.offered)
        print(*(json.dumps(asdict(each), ensure_ascii=False) for each in telling), sep="\n")
    shares = compute_shares(trials)
    print(json.dumps(shares) if options.json else _format_shares(shares))


def compute_shares(trials: Sequence[Trial]) -> dict[str, float]:
    """Return shares by place in the talk and in all.

    Of wordings, `said` got their answer, `offered` get it at one press, `came` is either, and
    `wrong` got another one. Of other messages, `caught` got one, `shown` were offered one.
    """
    shares = {}
    for name, places in (("all", (FIRST, SECOND)), (FIRST, (FIRST,)), (SECOND, (SECOND,))):
        played = [each for each in trials if each.place in places]
        asked = [each for each in played if each.expected]
        others = [each for each in played if not each.expected]
        for kind, found in (
            ("said", [each.is_right for each in asked]),
            ("offered", [each.is_reached and not each.is_right for each in asked]),
            ("came", [each.is_reached for each in asked]),
            ("wrong", [each.given not in ("", each.expected) for each in asked]),
            ("caught", [bool(each.given) for each in others]),
            ("shown", [bool(each.offered) and not each.given for each in others]),
        ):
            shares[f"{kind}_{name}"] = round(sum(found) / max(len(found), 1), 4)
    return shares


def _format_shares(shares: dict[str, float]) -> str:
    return "\n".join(f"{name}: {share:.1%}" for name, share in shares.items())


if __name__ == "__main__":
    main()
