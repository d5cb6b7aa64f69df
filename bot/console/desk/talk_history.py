"""Search in the ended talks of a counsellor, as far as they may still be read.

Only what the transcript shows is searched: redacted, shared by the person, and within retention.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from bot.booking.local_time import ZONE, to_utc
from bot.handoff import handoff_repository, staff_note_repository, transcript
from bot.handoff.handoff_repository import Handoff
from bot.language.normalisation import normalise
from bot.storage.unit_of_work import UnitOfWork

MAX_SHOWN, MAX_SEARCHED = 50, 200
_MAX_LINE_CHARS = 160


@dataclass(frozen=True)
class HistoryQuery:
    """`words` must all begin a word of the talk. `first`, `last`: local days of its end."""

    words: str = ""
    label: str = ""
    first: Optional[dt.date] = None
    last: Optional[dt.date] = None


@dataclass(frozen=True)
class PastTalk:
    """An ended talk; `line` is the text with the first of the words, else its summary's first."""

    handoff: Handoff
    line: str


def search_talks(unit: UnitOfWork, counsellor: int, query: HistoryQuery) -> list[PastTalk]:
    """Return up to MAX_SHOWN talks, the last ended first.

    With words, the MAX_SEARCHED last ones that fit the rest are read.
    """
    sought = normalise(query.words).split()
    talks = handoff_repository.list_ended_talks(
        unit,
        counsellor,
        MAX_SEARCHED if sought else MAX_SHOWN,
        query.label,
        _midnight(query.first),
        _midnight(query.last, days=1),
    )
    found: list[PastTalk] = []
    for each in talks:
        line = _find_line(unit, each, sought)
        if line is not None and len(found) < MAX_SHOWN:
            found.append(PastTalk(each, line))
    return found


def _midnight(day: Optional[dt.date], days: int = 0) -> Optional[dt.datetime]:
    if day is None:
        return None
    return to_utc(dt.datetime.combine(day + dt.timedelta(days=days), dt.time(), ZONE))


def _find_line(unit: UnitOfWork, talk: Handoff, sought: Sequence[str]) -> Optional[str]:
    """Return the line to show; None if a word is missing."""
    if not sought:
        return _shorten(talk.summary.split("\n")[0])
    texts = [
        talk.pseudonym,
        *talk.summary.split("\n"),
        *(each.text for each in transcript.list_messages(unit, talk)),
        *(each.text for each in staff_note_repository.list_staff_notes(unit, talk.id)),
    ]
    words = [normalise(text).split() for text in texts]
    if not all(any(_has(each, word) for each in words) for word in sought):
        return None
    return _shorten(
        next(text for text, each in zip(texts, words, strict=True) if _has(each, sought[0]))
    )


def _has(words: Sequence[str], begun: str) -> bool:
    return any(word.startswith(begun) for word in words)


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MAX_LINE_CHARS else f"{line[: _MAX_LINE_CHARS - 1]}…"
