"""Reads a file of wordings: the state of the booking, what is said and what must follow."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from bot.booking.appointment_kinds import Kind, Mode
from bot.booking.local_time import ZONE

_KINDS: Mapping[str, Kind] = {
    "orientation": "orientation",
    "short": "short",
    "class": "class_visit",
    "class_visit": "class_visit",
}


@dataclass(frozen=True)
class BookedTime:
    """The appointment that the person has."""

    kind: Kind
    mode: Mode
    start: dt.datetime


@dataclass(frozen=True)
class WordingCase:
    """A wording. `state`: "fresh", "offered", "just_booked" or "booked_earlier". `expected`: what
    must follow, by its name."""

    id: str
    state: str
    say: str
    expected: Mapping[str, Any]
    booked: Optional[BookedTime] = None
    offered: tuple[dt.datetime, ...] = ()


def load_cases(path: Path) -> list[WordingCase]:
    """Return the wordings of a JSON file."""
    return [_read_case(row) for row in json.loads(path.read_text("utf-8"))]


def parse_kind(name: str) -> Kind:
    """Return the kind of appointment of this name in a file. Raises KeyError."""
    return _KINDS[name]


def parse_local(text: str) -> dt.datetime:
    """Return the aware time of a local ISO date and time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def _read_case(row: Mapping[str, Any]) -> WordingCase:
    booked = row.get("booked")
    return WordingCase(
        id=row["id"],
        state=row["state"],
        say=row["say"],
        expected=row["expect"],
        booked=booked
        and BookedTime(parse_kind(booked["kind"]), booked["mode"], parse_local(booked["start"])),
        offered=tuple(map(parse_local, row.get("offered") or ())),
    )
