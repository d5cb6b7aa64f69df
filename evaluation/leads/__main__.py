"""`python -m evaluation.leads`: play the talks and print what is not right, then the counts."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from bot import settings as configuration
from bot.dialogue import training
from bot.dialogue.agent import Dialogue
from bot.stores import open_library
from evaluation.leads.measuring import HALVES, Judged, load, play
from evaluation.simulator.stage import Stage


def main() -> None:
    """Measure one half; the held-out one is for the last measure, and is printed as counts."""
    parser = argparse.ArgumentParser(prog="evaluation.leads", description=main.__doc__)
    parser.add_argument("--half", choices=(*HALVES, "all"), default="dev")
    parser.add_argument("--verbose", action="store_true", help="also print what is right")
    parser.add_argument("--who", default="", help="only talks whose name has this")
    options = parser.parse_args()
    settings = configuration.read()
    judged: list[Judged] = []
    with tempfile.TemporaryDirectory(prefix="boussole-leads-") as name:
        folder = Path(name)
        vectors = settings.data / "vectors.sqlite"
        if vectors.exists():
            shutil.copy(vectors, folder)
        library = open_library(settings.copy(update={"data": folder}))
        stage = Stage(Dialogue(training.ensure(settings.models)), library, settings, folder)
        for seed, talk in enumerate(load(options.half)):
            if options.who in talk["who"]:
                judged += play(stage, talk, seed)
    for each in judged:
        if options.half == "dev" and (options.verbose or not each.right):
            print(_line(each))
    print(_counts(judged))


def _line(each: Judged) -> str:
    marks = {**dict.fromkeys(each.fitting, "+"), **dict.fromkeys(each.again, "=")}
    marks.update(dict.fromkeys(each.unwanted, "!"))
    shown = " ".join(f"{marks.get(one, '')}{one}" for one in each.shown)
    mark = "ok" if each.right else "NO"
    return f"{mark} {each.who} — {each.said}\n     {shown or each.text[:200]!r}"


def _counts(judged: list[Judged]) -> str:
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
