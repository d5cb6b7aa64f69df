"""What one can book: kinds of appointment and their lengths, ways of meeting, and a request."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Optional

from bot.booking.booking_errors import UnknownKind, UnknownLanguage, UnknownMode

Kind = Literal["orientation", "short", "class_visit"]
Mode = Literal["on_site", "telephone", "video"]

DURATION_MINUTES: Mapping[Kind, int] = {"orientation": 45, "short": 20, "class_visit": 90}
MODES: tuple[Mode, ...] = ("on_site", "telephone", "video")
# Three letters too: the sign language of French-speaking Belgium is `sfb`.
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class BookingRequest:
    """What is asked for. `language`: an ISO 639 code, or None when any will do.

    Raises UnknownKind, UnknownMode, UnknownLanguage.
    """

    kind: Kind
    way: Mode
    language: Optional[str] = None

    def __post_init__(self) -> None:
        require_kind(self.kind)
        require_mode(self.way)
        if self.language is not None:
            require_language(self.language)

    @property
    def duration(self) -> dt.timedelta:
        """How long the appointment really lasts, whatever the clocks do."""
        return dt.timedelta(minutes=DURATION_MINUTES[self.kind])


def require_kind(kind: str) -> None:
    """UnknownKind unless it is one."""
    if kind not in DURATION_MINUTES:
        raise UnknownKind(kind)


def require_mode(mode: str) -> None:
    """UnknownMode unless it is one."""
    if mode not in MODES:
        raise UnknownMode(mode)


def require_language(code: str) -> None:
    """UnknownLanguage unless it has the shape of an ISO 639 code."""
    if not _LANGUAGE.fullmatch(code):
        raise UnknownLanguage(code)
