"""`python -m evaluation.facts tuned|held_out [--verbose]`: how much of what is told is noted."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from bot.dialogue import model_training
from bot.dialogue.agent import Dialogue
from bot.progress_bar import ProgressBar
from bot.settings import Settings
from bot.stores import open_library
from evaluation.facts import fact_verdicts
from evaluation.simulator.dialogue_harness import DialogueHarness, SimulatedConversation


def main() -> None:
    """Play the messages and print the counts."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.facts", description=__doc__)
    parser.add_argument("half", choices=("tuned", "held_out"))
    parser.add_argument("--verbose", action="store_true", help="also print each fault")
    options = parser.parse_args()
    settings, verdicts = Settings(), []
    entries = fact_verdicts.load_messages(Path(__file__).with_name(f"{options.half}.yml"))
    bar = ProgressBar("messages")
    with tempfile.TemporaryDirectory(prefix="boussole-facts-") as name:
        folder = Path(name)
        vectors = settings.data / "vectors.sqlite"
        if vectors.exists():
            shutil.copy(vectors, folder)
        library = open_library(settings.copy(update={"data": folder}))
        stage = DialogueHarness(
            Dialogue(model_training.ensure_model(settings.models)), library, settings, folder
        )
        for number, entry in enumerate(entries):
            with stage.talk(number) as chat:
                for said in entry.before:
                    chat.hear(said)
                before = _read_notes(chat)
                chat.hear(entry.say)
                verdicts.append(fact_verdicts.judge_message(entry, before, _read_notes(chat)))
            if options.verbose:
                _print_verdict(entry, verdicts[-1])
            bar(number + 1, len(entries))
    print(fact_verdicts.format_summary(verdicts))


def _read_notes(chat: SimulatedConversation) -> list[fact_verdicts.Note]:
    kept = chat.notebook()
    return fact_verdicts.list_notes(kept) if kept else []


def _print_verdict(
    entry: fact_verdicts.ExpectedMessage, verdict: fact_verdicts.FactVerdict
) -> None:
    faults = [
        *(f"  opposite  {each.kind}: {each.words}" for each in verdict.opposite),
        *(f"  lost      {each.kind}: {each.words}" for each in verdict.lost),
        *(f"  needless  {each.kind}: {each.words}" for each in verdict.needless),
        *(f"  still     {each}" for each in verdict.still_there),
    ]
    if faults:
        good = [f"  good      {each.kind}: {each.words}" for each in verdict.good]
        print("\n".join([f"« {entry.say} »", *faults, *good]))


main()
