"""Compares the notes taken of a message with the expected facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.language.normalisation import normalise
from bot.notebook.model import Notebook

# Kinds of note that are correct for each kind of fact.
COMPATIBLE_KINDS = {
    "like": {"like", "strength", "goal"},
    "goal": {"goal", "like"},
    "strength": {"strength", "like", "done"},
    "refusal": {"refusal", "weakness", "constraint"},
    "constraint": {"constraint", "refusal", "weakness"},
    "situation": {"situation", "done"},
}
FAVOURABLE_KINDS, UNFAVOURABLE_KINDS = (
    {"like", "goal", "strength"},
    {"refusal", "weakness", "constraint"},
)


@dataclass(frozen=True)
class Note:
    """A note: its kind, and the person's words."""

    kind: str
    words: str


@dataclass(frozen=True)
class ExpectedMessage:
    """A message. `facts`: kind and words; `gone`: words that no refusal may keep."""

    say: str
    before: tuple[str, ...]
    facts: tuple[Note, ...]
    gone: tuple[str, ...]


@dataclass
class FactVerdict:
    """Result of a message: what became of its facts and its notes."""

    right: list[Note] = field(default_factory=list)
    opposite: list[Note] = field(default_factory=list)
    lost: list[Note] = field(default_factory=list)
    good: list[Note] = field(default_factory=list)
    needless: list[Note] = field(default_factory=list)
    still_there: list[str] = field(default_factory=list)


def load_messages(path: Path) -> list[ExpectedMessage]:
    """Return the messages of a file."""
    return [_parse_message(entry) for entry in yaml.safe_load(path.read_text("utf-8"))]


def _parse_message(entry: dict[str, Any]) -> ExpectedMessage:
    facts = [
        Note(kind, words) for kind in COMPATIBLE_KINDS for words in _flatten(entry.get(kind, ()))
    ]
    before, gone = entry.get("before", ()), entry.get("gone", ())
    return ExpectedMessage(str(entry["say"]), tuple(before), tuple(facts), tuple(gone))


def _flatten(words: Any) -> Iterator[str]:
    for each in words:
        yield from map(str, each if isinstance(each, list) else [each])


def list_notes(notebook: Notebook) -> list[Note]:
    """Return the notes of a notebook that quote the person."""
    return [
        *(Note("like", each.words) for each in notebook.dreams),
        *(Note("refusal", each.words) for each in notebook.refusals if not each.occupation),
        *(Note(each.kind, each.words) for each in notebook.facts),
        *(Note("constraint", each.words) for each in notebook.obstacles if each.words),
    ]


def judge_message(
    expected: ExpectedMessage, before: Sequence[Note], after: Sequence[Note]
) -> FactVerdict:
    """Compare the notes `before` and `after` the message with its expected facts."""
    verdict = FactVerdict()
    for fact in expected.facts:
        holding = [each for each in after if _matches_fact(each, fact)]
        if any(_is_opposite(each, fact) for each in holding):
            verdict.opposite.append(fact)
        elif any(each.kind in COMPATIBLE_KINDS[fact.kind] for each in holding):
            verdict.right.append(fact)
        else:
            verdict.lost.append(fact)
    for each in (each for each in after if each not in before):
        held = [fact for fact in expected.facts if _matches_fact(each, fact)]
        fits = any(each.kind in COMPATIBLE_KINDS[fact.kind] for fact in held)
        wrong = not fits or any(_is_opposite(each, fact) for fact in held)
        (verdict.needless if wrong else verdict.good).append(each)
    refused = [normalise(each.words) for each in after if each.kind in UNFAVOURABLE_KINDS]
    verdict.still_there = [each for each in expected.gone if any(each in one for one in refused)]
    return verdict


def _matches_fact(note: Note, fact: Note) -> bool:
    return fact.words in normalise(note.words)


def _is_opposite(note: Note, fact: Note) -> bool:
    return (note.kind in FAVOURABLE_KINDS and fact.kind in UNFAVOURABLE_KINDS) or (
        note.kind in UNFAVOURABLE_KINDS and fact.kind in FAVOURABLE_KINDS
    )


def format_summary(verdicts: Sequence[FactVerdict]) -> str:
    """Format precision and recall over all messages, in per cent."""
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
