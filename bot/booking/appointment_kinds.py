"""Kinds of appointment with their durations, modes of meeting, and the booking request."""

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
# Three letters for the sign language of French-speaking Belgium, `sfb`.
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class BookingRequest:
    """A request for an appointment. `language`: an ISO 639 code, or None for any.

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
        """The duration of the appointment."""
        return dt.timedelta(minutes=DURATION_MINUTES[self.kind])


def require_kind(kind: str) -> None:
    """Raise UnknownKind unless `kind` is one."""
    if kind not in DURATION_MINUTES:
        raise UnknownKind(kind)


def require_mode(mode: str) -> None:
    """Raise UnknownMode unless `mode` is one."""
    if mode not in MODES:
        raise UnknownMode(mode)


def require_language(code: str) -> None:
    """Raise UnknownLanguage unless `code` has the form of an ISO 639 code."""
    if not _LANGUAGE.fullmatch(code):
        raise UnknownLanguage(code)
