"""`python -m evaluation.booking_words FILE [--json]`: how often what people say is done.

FILE is a list of wordings in JSON; `wording_cases` says what each holds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from bot.dialogue import model_training
from bot.dialogue.agent import Dialogue
from bot.settings import read_settings
from bot.stores import open_library
from evaluation.booking_words.booking_stage import StateNotReached, open_conversation
from evaluation.booking_words.outcome_verdicts import judge_case
from evaluation.booking_words.wording_cases import WordingCase, load_cases
from evaluation.simulator.dialogue_harness import DialogueHarness


def main() -> None:
    """Play the wordings and print the faults, then the count."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.booking_words")
    parser.add_argument("file", type=Path, help="the wordings")
    parser.add_argument("--json", action="store_true", help="print one object for each wording")
    parser.add_argument("--only", nargs="*", help="the ids to play")
    options = parser.parse_args()
    cases = [each for each in load_cases(options.file) if options.only in (None, [each.id])]
    if options.only:
        cases = [each for each in load_cases(options.file) if each.id in options.only]
    settings = read_settings()
    settings = settings.copy(
        update={
            "open_hours": settings.open_hours or "lu-ve 09:00-17:00",
            "site_phone": settings.site_phone or "04 000 00 00",
            "site_video": settings.site_video or "https://video.example/salle",
        }
    )
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="boussole-booking-words-") as name:
        folder = Path(name)
        vectors = settings.data / "vectors.sqlite"
        if vectors.exists():
            shutil.copy(vectors, folder)
        library = open_library(settings.copy(update={"data": folder}))
        harness = DialogueHarness(
            Dialogue(model_training.ensure_model(settings.models)), library, settings, folder
        )
        for seed, case in enumerate(cases):
            fault, said = _play(harness, case, seed)
            wrong += bool(fault)
            if options.json:
                row = {"id": case.id, "right": not fault, "fault": fault, "responses": said}
                print(json.dumps(row, ensure_ascii=False), flush=True)
            elif fault:
                print(f"{case.id} {fault} ({', '.join(said)}): {case.say}", flush=True)
    if not options.json:
        print(f"{len(cases) - wrong} of {len(cases)} right")


def _play(harness: DialogueHarness, case: WordingCase, seed: int) -> tuple[str, list[str]]:
    try:
        with open_conversation(harness, case, seed) as chat:
            return judge_case(chat, case), [name for name, _ in chat.said]
    except StateNotReached:
        return "state not reached", []


if __name__ == "__main__":
    main()
