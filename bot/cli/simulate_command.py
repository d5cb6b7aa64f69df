"""`boussole simulate`: seeded rule-based people talk to the bot."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

from bot.cli.evaluation_loader import load_evaluation
from bot.progress_bar import ProgressBar
from bot.settings import Settings

DEFAULT_TALKS = 50


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("simulate", help="play talks of simulated people")
    parser.add_argument("--talks", type=_parse_positive, default=DEFAULT_TALKS, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the first talk")
    parser.add_argument("--verbose", action="store_true", help="also print talks without faults")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if there is a fault")
    parser.set_defaults(command=simulate)


def simulate(options: argparse.Namespace, settings: Settings) -> int:
    """Play conversations, print those with faults, then the counts."""
    from bot.dialogue import model_training
    from bot.dialogue.agent import Dialogue
    from bot.stores import open_library

    talk_report = load_evaluation("simulator.talk_report")
    talk_player = load_evaluation("simulator.talk_player")
    harness = load_evaluation("simulator.dialogue_harness").DialogueHarness
    bank = load_evaluation("simulator.sentence_bank").SentenceBank.load()
    bar, talks = ProgressBar("talks"), []
    with tempfile.TemporaryDirectory(prefix="boussole-simulate-") as name:
        folder = Path(name)
        vectors = settings.data / "vectors.sqlite"
        if vectors.exists():
            shutil.copy(vectors, folder)
        library = open_library(settings.copy(update={"data": folder}))
        dialogue = Dialogue(model_training.ensure_model(settings.models))
        stage = harness(dialogue, library, settings, folder)
        for number in range(options.talks):
            talks.append(talk_player.play_talk(stage, bank, options.seed + number))
            if options.verbose or talks[-1].faults:
                print("\n".join(talk_report.format_talk(talks[-1])))
            bar(number + 1, options.talks)
    print("\n".join(talk_report.format_summary(talks)))
    return 1 if options.strict and any(played.faults for played in talks) else 0


def _parse_positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
