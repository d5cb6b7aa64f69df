"""`python -m evaluation.leads`: play the talks, print the faults, then the counts."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from bot.dialogue import model_training
from bot.dialogue.agent import Dialogue
from bot.settings import read_settings
from bot.stores import open_library
from evaluation.leads.lead_verdicts import TALK_HALVES, JudgedRequest, load_talks, play_talk
from evaluation.simulator.dialogue_harness import DialogueHarness


def main() -> None:
    """Measure one half; of the held-out half, only counts are printed."""
    parser = argparse.ArgumentParser(prog="evaluation.leads", description=main.__doc__)
    parser.add_argument("--half", choices=(*TALK_HALVES, "all"), default="dev")
    parser.add_argument("--verbose", action="store_true", help="also print what is right")
    parser.add_argument("--who", default="", help="only talks whose name has this")
    options = parser.parse_args()
    settings = read_settings()
    judged: list[JudgedRequest] = []
    with tempfile.TemporaryDirectory(prefix="boussole-leads-") as name:
        folder = Path(name)
        vectors = settings.data / "vectors.sqlite"
        if vectors.exists():
            shutil.copy(vectors, folder)
        library = open_library(settings.copy(update={"data": folder}))
        stage = DialogueHarness(
            Dialogue(model_training.ensure_model(settings.models)), library, settings, folder
        )
        for seed, talk in enumerate(load_talks(options.half)):
            if options.who in talk["who"]:
                judged += play_talk(stage, talk, seed)
    for each in judged:
        if options.half == "dev" and (options.verbose or not each.right):
            print(_format_request(each))
    print(_format_counts(judged))


def _format_request(each: JudgedRequest) -> str:
    marks = {**dict.fromkeys(each.fitting, "+"), **dict.fromkeys(each.again, "=")}
    marks.update(dict.fromkeys(each.unwanted, "!"))
    shown = " ".join(f"{marks.get(one, '')}{one}" for one in each.shown)
    mark = "ok" if each.right else "NO"
    return f"{mark} {each.who} — {each.said}\n     {shown or each.text[:200]!r}"


def _format_counts(judged: list[JudgedRequest]) -> str:
    shown = sum(len(each.shown) for each in judged) or 1
    fitting = sum(len(each.fitting) for each in judged)
    unwanted = sum(bool(each.unwanted) for each in judged)
    again = sum(bool(each.again) for each in judged)
    empty = sum(not each.shown for each in judged)
    right = sum(each.right for each in judged)
    return (
        f"{len(judged)} requests: {right} right; {unwanted} show what must not come, {again} what "
        f"was shown before, {empty} nothing; {fitting / shown:.0%} of what is shown fits"
    )


if __name__ == "__main__":
    main()
