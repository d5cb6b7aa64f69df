"""What was shown at each request of a talk, against what must not and what may come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evaluation.simulator.people import Move
from evaluation.simulator.stage import Stage
from evaluation.simulator.transcript import Turn
from knowledge.schema import Occupation

FILE = Path(__file__).parent / "talks.yml"
HALVES = ("dev", "held")
# A list is right where nothing unwanted is in it, and so many of it, and so much, fit.
MIN_FIT, SHARE_FIT = 2, 0.5


@dataclass(frozen=True)
class Judged:
    """One request. `unwanted`: what must not come; `again`: what was shown before; `fitting`."""

    who: str
    said: str
    shown: tuple[str, ...]
    unwanted: tuple[str, ...]
    again: tuple[str, ...]
    fitting: tuple[str, ...]
    right: bool
    text: str


def load(half: str) -> list[dict[str, Any]]:
    """The talks of one half, or of both (« all »)."""
    every = yaml.safe_load(FILE.read_text("utf-8"))
    return [talk for talk in every if half in ("all", talk["half"])]


def play(stage: Stage, talk: Mapping[str, Any], seed: int) -> Iterator[Judged]:
    """Tell what is told, ask what is asked, and judge each answer."""
    seen: set[str] = set()
    with stage.talk(seed) as chat:
        turns = [chat.answer(Move(said, ("-",))) for said in talk["say"]]
        seen.update(each for turn in turns for each in turn.shown)
        for asked in talk["ask"]:
            turn = chat.answer(Move(asked["say"], ("-",)))
            yield judge(talk["who"], asked, turn, seen, stage)
            seen.update(turn.shown)


def judge(who: str, asked: Mapping[str, Any], turn: Turn, seen: set[str], stage: Stage) -> Judged:
    """A comparison is right where both are in it, a list by what it shows."""
    base = stage.library.base.occupations
    shown = turn.shown
    if "compare" in asked:
        text = turn.text
        both = tuple(each for each in asked["compare"] if base[each].title.both in text)
        return Judged(who, asked["say"], shown, (), (), both, len(both) == 2, text)
    unwanted = tuple(_among(shown, asked["never"], base))
    fitting = tuple(e for e in _among(shown, asked["fits"], base) if e not in unwanted)
    again = tuple(e for e in shown if e in seen) if asked.get("others") else ()
    least = asked.get("least", MIN_FIT)
    enough = len(fitting) >= least and (least < MIN_FIT or len(fitting) >= SHARE_FIT * len(shown))
    right = enough and not unwanted and not again
    return Judged(who, asked["say"], shown, unwanted, again, fitting, right, turn.text)


def _among(
    shown: Iterable[str], named: Iterable[str], base: Mapping[str, Occupation]
) -> Iterator[str]:
    """Those that are named, by id or by the beginning of their ROME code."""
    ids = set(named)
    starts = tuple(each for each in ids if each[0].isupper())
    for each in shown:
        if each in ids or (starts and base[each].rome.startswith(starts)):
            yield each
