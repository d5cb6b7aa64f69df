"""Measures redaction (P5) on sentences that were written apart from it, by item.

`redaction_dev.yml` served to mend it; `redaction_test.yml` did not. A row is what was said, and
what is to be taken out of it: kind and value, as it was written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.privacy.redaction import ACCOUNT, CARD, EMAIL, NATIONAL, PHONE, find, mark_of
from bot.settings import ROOT

_FOLDER = ROOT / "tests" / "privacy"
DEV, TEST = _FOLDER / "redaction_dev.yml", _FOLDER / "redaction_test.yml"
# What ends the part of an e-mail address that names somebody.
_AT = re.compile(r"@|\b(?:arob|at\b)", re.IGNORECASE)
# Kinds of which the digits tell all, but for those that are written in words.
_OF_DIGITS = frozenset({PHONE, ACCOUNT, NATIONAL, CARD})
_MOST_IN_WORDS = 7
_A_MARK = -1  # in the place of a position, where nobody wrote anything


@dataclass(frozen=True)
class Span:
    """A part of a sentence, and what it is."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Row:
    """A sentence: `labels` are to be taken out, `taken` was."""

    said: str
    labels: list[Span]
    taken: list[Span]

    @property
    def missed(self) -> list[str]:
        """Values of which a digit, or a letter of what is not a number, can still be read."""
        gone = _places(self.taken)
        return [self._value(label) for label in self.labels if not self._telling(label) <= gone]

    @property
    def alarms(self) -> list[str]:
        """What was taken out and holds a letter or a digit that no label covers."""
        covered = _places(self.labels)
        return [
            self._value(each)
            for each in self.taken
            if any(self.said[place].isalnum() for place in _places([each]) - covered)
        ]

    def _telling(self, label: Span) -> set[int]:
        """Where a value tells whose it is."""
        end = label.end
        if label.kind == EMAIL:
            at = _AT.search(self.said, label.start, label.end)
            end = at.start() if at else label.end
        written = range(label.start, end)
        digits = {place for place in written if self.said[place].isdigit()}
        if label.kind in _OF_DIGITS and len(digits) >= _MOST_IN_WORDS:
            return digits
        return {place for place in written if self.said[place].isalnum()}

    def _value(self, span: Span) -> str:
        return self.said[span.start : span.end]


@dataclass(frozen=True)
class Measured:
    """All the sentences of a file."""

    rows: list[Row]

    @property
    def labelled(self) -> Counter[str]:
        """How many values there are to be taken out, by kind."""
        return Counter(label.kind for row in self.rows for label in row.labels)

    @property
    def missed(self) -> list[tuple[str, str]]:
        """Each value that was not, with its sentence."""
        return [(value, row.said) for row in self.rows for value in row.missed]

    @property
    def alarms(self) -> list[tuple[str, str]]:
        """Each thing that was taken out and should not have been, with its sentence."""
        return [(value, row.said) for row in self.rows for value in row.alarms]

    @property
    def recall(self) -> float:
        """The share of values that were taken out."""
        return 1 - len(self.missed) / sum(self.labelled.values())

    @property
    def precision(self) -> float:
        """The share of what was taken out that was to be."""
        return 1 - len(self.alarms) / sum(len(row.taken) for row in self.rows)


def measure(path: Path = TEST) -> Measured:
    """Redact every sentence of a file."""
    rows = yaml.safe_load(path.read_text("utf-8"))
    return Measured([Row(row["said"], _labels(**row), taken_out(row["said"])) for row in rows])


def taken_out(said: str) -> list[Span]:
    """What redaction takes out, in the places of what was said."""
    text, origin, spans = said, list(range(len(said))), []
    while found := find(text):
        for item in reversed(found):
            here, mark = slice(item.start, item.end), mark_of(item.kind)
            wrote = [place for place in origin[here] if place != _A_MARK]
            spans.append(Span(item.kind, wrote[0], wrote[-1] + 1))
            text = text[: item.start] + mark + text[item.end :]
            origin[here] = [_A_MARK] * len(mark)
    return spans


def _labels(said: str, out: list[tuple[str, str]]) -> list[Span]:
    """In the order they are written."""
    labels: list[Span] = []
    for kind, value in out:
        start = said.index(value, labels[-1].end if labels else 0)
        labels.append(Span(kind, start, start + len(value)))
    return labels


def _places(spans: Iterable[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}
