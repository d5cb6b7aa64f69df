"""Compares what was noted of a message with what should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.guidance.notebook import Notebook
from knowledge.text import normalise

# As which kinds of note a fact is right.
FITTING = {
    "like": {"like", "strength", "goal"},
    "goal": {"goal", "like"},
    "strength": {"strength", "like", "done"},
    "refusal": {"refusal", "weakness", "constraint"},
    "constraint": {"constraint", "refusal", "weakness"},
    "situation": {"situation", "done"},
}
FOR, AGAINST = {"like", "goal", "strength"}, {"refusal", "weakness", "constraint"}


@dataclass(frozen=True)
class Noted:
    """One note: its kind and the words of the person."""

    kind: str
    words: str


@dataclass(frozen=True)
class Expected:
    """One message. `facts`: kind and words of each; `gone`: what no refusal may hold any more."""

    say: str
    before: tuple[str, ...]
    facts: tuple[Noted, ...]
    gone: tuple[str, ...]


@dataclass
class Verdict:
    """What became of the facts of a message, and of its notes."""

    right: list[Noted] = field(default_factory=list)
    opposite: list[Noted] = field(default_factory=list)
    lost: list[Noted] = field(default_factory=list)
    good: list[Noted] = field(default_factory=list)
    needless: list[Noted] = field(default_factory=list)
    still_there: list[str] = field(default_factory=list)


def load(path: Path) -> list[Expected]:
    """The entries of a file."""
    return [_expected(entry) for entry in yaml.safe_load(path.read_text("utf-8"))]


def _expected(entry: dict[str, Any]) -> Expected:
    facts = [Noted(kind, words) for kind in FITTING for words in _flat(entry.get(kind, ()))]
    before, gone = entry.get("before", ()), entry.get("gone", ())
    return Expected(str(entry["say"]), tuple(before), tuple(facts), tuple(gone))


def _flat(words: Any) -> Iterator[str]:
    for each in words:
        yield from map(str, each if isinstance(each, list) else [each])


def noted(notebook: Notebook) -> list[Noted]:
    """The notes of a notebook that are a person's words."""
    return [
        *(Noted("like", each.words) for each in notebook.dreams),
        *(Noted("refusal", each.words) for each in notebook.refusals if not each.occupation),
        *(Noted(each.kind, each.words) for each in notebook.facts),
        *(Noted("constraint", each.words) for each in notebook.obstacles if each.words),
    ]


def judge(expected: Expected, before: Sequence[Noted], after: Sequence[Noted]) -> Verdict:
    """`before`, `after`: what was noted before and after the message."""
    verdict = Verdict()
    for fact in expected.facts:
        holding = [each for each in after if _holds(each, fact)]
        if any(_is_opposite(each, fact) for each in holding):
            verdict.opposite.append(fact)
        elif any(each.kind in FITTING[fact.kind] for each in holding):
            verdict.right.append(fact)
        else:
            verdict.lost.append(fact)
    for each in (each for each in after if each not in before):
        held = [fact for fact in expected.facts if _holds(each, fact)]
        fits = any(each.kind in FITTING[fact.kind] for fact in held)
        wrong = not fits or any(_is_opposite(each, fact) for fact in held)
        (verdict.needless if wrong else verdict.good).append(each)
    refused = [normalise(each.words) for each in after if each.kind in AGAINST]
    verdict.still_there = [each for each in expected.gone if any(each in one for one in refused)]
    return verdict


def _holds(note: Noted, fact: Noted) -> bool:
    return fact.words in normalise(note.words)


def _is_opposite(note: Noted, fact: Noted) -> bool:
    return (note.kind in FOR and fact.kind in AGAINST) or (
        note.kind in AGAINST and fact.kind in FOR
    )


def summary(verdicts: Sequence[Verdict]) -> str:
    """Precision and recall over all of them, in per cent."""
    right, opposite, lost, good, needless = (
        sum(len(getattr(each, name)) for each in verdicts)
        for name in ("right", "opposite", "lost", "good", "needless")
    )
    facts, notes = right + opposite + lost, good + needless
    still = sum(len(each.still_there) for each in verdicts)
    return (
        f"facts {facts}: right {_share(right, facts)}, opposite {_share(opposite, facts)}, "
        f"lost {_share(lost, facts)} · notes {notes}: right {_share(good, notes)} · "
        f"withdrawn and still there {still}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
