"""Labelled messages, one per line, cut into segments with labels and mentions.

    slt {social.greet} ¦ c koi [infi](p) {ask.description} ¦ ma fille aime ça {tell.like@}

`@` after a label: it is about somebody else. `lang_xx.txt` holds messages in language xx.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.reading.labels import FRENCH, LABELS, LANGUAGES, MENTION_TYPES

SEGMENT_SEPARATOR = " ¦ "
_SEGMENT = re.compile(r"(?P<text>.*\S)\s*\{(?P<label>[a-z_.]+)(?P<other>@?)\}")
_MENTION = re.compile(r"\[([^\[\]]+)\]\((\w)\)")


class BadExample(ValueError):
    """A line does not match the format; the message names file and line."""


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` of a text, and the type of mention."""

    start: int
    end: int
    type: str


@dataclass(frozen=True)
class LabelledSegment:
    """A segment as written, with its label and mentions."""

    text: str
    label: str
    about_other: bool
    mentions: tuple[Span, ...]


@dataclass(frozen=True)
class LabelledMessage:
    """One message."""

    segments: tuple[LabelledSegment, ...]
    language: str

    @property
    def text(self) -> str:
        """The message as a person would type it."""
        return " ".join(segment.text for segment in self.segments)


def read_messages(paths: Iterable[Path]) -> list[LabelledMessage]:
    """Read the messages of some files.

    Raises:
        BadExample: a line does not match the format.
    """
    return [example for path in paths for example in _read_file(path)]


def _read_file(path: Path) -> Iterator[LabelledMessage]:
    name = path.stem.removeprefix("lang_")
    language = name if name in LANGUAGES else FRENCH
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            try:
                yield parse_message(line, language)
            except BadExample as error:
                raise BadExample(f"{path.name}:{number}: {error}") from error


def parse_message(line: str, language: str = FRENCH) -> LabelledMessage:
    """Parse one line.

    Raises:
        BadExample: the line does not match the format.
    """
    return LabelledMessage(
        tuple(_parse_segment(part) for part in line.split(SEGMENT_SEPARATOR)), language
    )


def _parse_segment(written: str) -> LabelledSegment:
    found = _SEGMENT.fullmatch(written.strip())
    if found is None or found["label"] not in LABELS:
        raise BadExample(f"no label, or an unknown one: {written.strip()[-40:]}")
    text, mentions = _parse_mentions(found["text"])
    return LabelledSegment(text, found["label"], bool(found["other"]), mentions)


def _parse_mentions(marked: str) -> tuple[str, tuple[Span, ...]]:
    parts, spans, at, length = [], [], 0, 0
    for found in _MENTION.finditer(marked):
        before, words = marked[at : found.start()], found[1]
        if found[2] not in MENTION_TYPES:
            raise BadExample(f"unknown type of mention: {found[2]}")
        start = length + len(before)
        parts += [before, words]
        spans.append(Span(start, start + len(words), found[2]))
        at, length = found.end(), start + len(words)
    return "".join([*parts, marked[at:]]), tuple(spans)
