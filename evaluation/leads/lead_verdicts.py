"""Compares what is shown at each request of a talk with what may and may not be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evaluation.simulator.dialogue_harness import DialogueHarness
from evaluation.simulator.simulated_person import PersonMove
from evaluation.simulator.talk_transcript import RecordedTurn
from knowledge.entry_schema import Occupation

TALKS_FILE = Path(__file__).parent / "talks.yml"
TALK_HALVES = ("dev", "held")
# Minimum number and share of fitting entries in a correct list.
MIN_FITTING_LEADS, MIN_FITTING_SHARE = 2, 0.5


@dataclass(frozen=True)
class JudgedRequest:
    """A request. `unwanted`: shown but not allowed. `again`: shown before. `fitting`: shown and
    fit."""

    who: str
    said: str
    shown: tuple[str, ...]
    unwanted: tuple[str, ...]
    again: tuple[str, ...]
    fitting: tuple[str, ...]
    right: bool
    text: str


def load_talks(half: str) -> list[dict[str, Any]]:
    """Return the talks of one half, or all (« all »)."""
    every = yaml.safe_load(TALKS_FILE.read_text("utf-8"))
    return [talk for talk in every if half in ("all", talk["half"])]


def play_talk(
    stage: DialogueHarness, talk: Mapping[str, Any], seed: int
) -> Iterator[JudgedRequest]:
    """Play a talk and judge the answer to each request."""
    seen: set[str] = set()
    with stage.talk(seed) as chat:
        turns = [chat.answer(PersonMove(said, ("-",))) for said in talk["say"]]
        seen.update(each for turn in turns for each in turn.shown)
        for asked in talk["ask"]:
            turn = chat.answer(PersonMove(asked["say"], ("-",)))
            yield judge_request(talk["who"], asked, turn, seen, stage)
            seen.update(turn.shown)


def judge_request(
    who: str, asked: Mapping[str, Any], turn: RecordedTurn, seen: set[str], stage: DialogueHarness
) -> JudgedRequest:
    """Judge a request: a comparison needs both trades, a list is judged by its entries."""
    base = stage.library.base.occupations
    shown = turn.shown
    if "compare" in asked:
        text = turn.text
        both = tuple(each for each in asked["compare"] if base[each].title.both in text)
        return JudgedRequest(who, asked["say"], shown, (), (), both, len(both) == 2, text)
    unwanted = tuple(_select_named(shown, asked["never"], base))
    fitting = tuple(e for e in _select_named(shown, asked["fits"], base) if e not in unwanted)
    again = tuple(e for e in shown if e in seen) if asked.get("others") else ()
    least = asked.get("least", MIN_FITTING_LEADS)
    enough = len(fitting) >= least and (
        least < MIN_FITTING_LEADS or len(fitting) >= MIN_FITTING_SHARE * len(shown)
    )
    right = enough and not unwanted and not again
    return JudgedRequest(who, asked["say"], shown, unwanted, again, fitting, right, turn.text)


def _select_named(
    shown: Iterable[str], named: Iterable[str], base: Mapping[str, Occupation]
) -> Iterator[str]:
    """Return the shown ids that are named, by id or ROME code prefix."""
    ids = set(named)
    starts = tuple(each for each in ids if each[0].isupper())
    for each in shown:
        if each in ids or (starts and base[each].rome.startswith(starts)):
            yield each
