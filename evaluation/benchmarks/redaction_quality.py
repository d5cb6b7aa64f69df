"""Measures redaction (P5) by item, on independently written sentences.

`redaction_dev.yml` was used for development, `redaction_test.yml` was not. A row is a sentence with
the kinds and values to redact.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.privacy.redaction import (
    BANK_ACCOUNT,
    EMAIL,
    NATIONAL_NUMBER,
    PAYMENT_CARD,
    PHONE,
    find_personal_data,
    get_placeholder,
)
from bot.settings import PROJECT_ROOT

_FOLDER = PROJECT_ROOT / "tests" / "privacy"
DEV_FILE, TEST_FILE = _FOLDER / "redaction_dev.yml", _FOLDER / "redaction_test.yml"
# Ends the local part of an e-mail address.
_AT_PATTERN = re.compile(r"@|\b(?:arob|at\b)", re.IGNORECASE)
# Kinds identified by their digits, unless written in words.
_DIGIT_KINDS = frozenset({PHONE, BANK_ACCOUNT, NATIONAL_NUMBER, PAYMENT_CARD})
_MIN_IDENTIFYING_DIGITS = 7
_MARK_POSITION = -1  # marks inserted text, which has no position


@dataclass(frozen=True)
class LabelledSpan:
    """A part of a sentence with its kind."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class RedactionRow:
    """A sentence with the spans to redact (`labels`) and the redacted ones (`taken`)."""

    said: str
    labels: list[LabelledSpan]
    taken: list[LabelledSpan]

    @property
    def missed(self) -> list[str]:
        """Labels of which an identifying digit or letter is still readable."""
        gone = _list_positions(self.taken)
        return [self._value(label) for label in self.labels if not self._telling(label) <= gone]

    @property
    def alarms(self) -> list[str]:
        """Redacted spans with a letter or digit outside of all labels."""
        covered = _list_positions(self.labels)
        return [
            self._value(each)
            for each in self.taken
            if any(self.said[place].isalnum() for place in _list_positions([each]) - covered)
        ]

    def _telling(self, label: LabelledSpan) -> set[int]:
        """Return the positions of a value that identify somebody."""
        end = label.end
        if label.kind == EMAIL:
            at = _AT_PATTERN.search(self.said, label.start, label.end)
            end = at.start() if at else label.end
        written = range(label.start, end)
        digits = {place for place in written if self.said[place].isdigit()}
        if label.kind in _DIGIT_KINDS and len(digits) >= _MIN_IDENTIFYING_DIGITS:
            return digits
        return {place for place in written if self.said[place].isalnum()}

    def _value(self, span: LabelledSpan) -> str:
        return self.said[span.start : span.end]


@dataclass(frozen=True)
class RedactionMeasurement:
    """All sentences of a file."""

    rows: list[RedactionRow]

    @property
    def labelled(self) -> Counter[str]:
        """Number of labelled values, by kind."""
        return Counter(label.kind for row in self.rows for label in row.labels)

    @property
    def missed(self) -> list[tuple[str, str]]:
        """Missed values with their sentences."""
        return [(value, row.said) for row in self.rows for value in row.missed]

    @property
    def alarms(self) -> list[tuple[str, str]]:
        """False alarms with their sentences."""
        return [(value, row.said) for row in self.rows for value in row.alarms]

    @property
    def recall(self) -> float:
        """Share of labelled values that were redacted."""
        return 1 - len(self.missed) / sum(self.labelled.values())

    @property
    def precision(self) -> float:
        """Share of redacted spans that are labelled."""
        return 1 - len(self.alarms) / sum(len(row.taken) for row in self.rows)


def measure(path: Path = TEST_FILE) -> RedactionMeasurement:
    """Redact every sentence of a file."""
    rows = yaml.safe_load(path.read_text("utf-8"))
    return RedactionMeasurement(
        [
            RedactionRow(row["said"], _locate_labels(**row), find_redacted_spans(row["said"]))
            for row in rows
        ]
    )


def find_redacted_spans(said: str) -> list[LabelledSpan]:
    """Return the redacted spans, in positions of the original text."""
    text, origin, spans = said, list(range(len(said))), []
    while found := find_personal_data(text):
        for item in reversed(found):
            here, mark = slice(item.start, item.end), get_placeholder(item.kind)
            wrote = [place for place in origin[here] if place != _MARK_POSITION]
            spans.append(LabelledSpan(item.kind, wrote[0], wrote[-1] + 1))
            text = text[: item.start] + mark + text[item.end :]
            origin[here] = [_MARK_POSITION] * len(mark)
    return spans


def _locate_labels(said: str, out: list[tuple[str, str]]) -> list[LabelledSpan]:
    """Return the labels' positions, in the order they are written."""
    labels: list[LabelledSpan] = []
    for kind, value in out:
        start = said.index(value, labels[-1].end if labels else 0)
        labels.append(LabelledSpan(kind, start, start + len(value)))
    return labels


def _list_positions(spans: Iterable[LabelledSpan]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}
