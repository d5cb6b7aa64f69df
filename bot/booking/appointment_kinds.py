"""Kinds of appointment as the centre sets them, modes of meeting, and the booking request."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal, Optional

from bot.booking.booking_errors import (
    InvalidKind,
    UnknownKind,
    UnknownLanguage,
    UnknownMode,
)

# The code of a kind, which stays when the kind is renamed.
Kind = str
Mode = Literal["on_site", "telephone", "video"]

MODES: tuple[Mode, ...] = ("on_site", "telephone", "video")
MIN_MINUTES, MAX_MINUTES = 10, 240
_CODE = re.compile(r"[a-z][a-z0-9_]{0,11}")
# Three letters for the sign language of French-speaking Belgium, `sfb`.
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ARTICLE = re.compile(r"(?:une?|les?|la|des|du) |l[’']", re.IGNORECASE)


@dataclass(frozen=True)
class AppointmentKind:
    """A kind of appointment.

    `name` has its article, as in the middle of a sentence (« une question courte »). `before`,
    `after` and `notice` are minutes and `horizon` days; None leaves them to the settings.
    `languages`: only counsellors who speak one of them; empty for all. `place`: an address of its
    own, "" for the centre's. A paused kind is not offered; its appointments stay.

    Raises:
        InvalidKind: it has no name, or a length or code out of bounds.
        UnknownMode, UnknownLanguage: one of them is.
    """

    code: Kind
    name: str
    minutes: int
    description: str = ""
    before: Optional[int] = None
    after: Optional[int] = None
    notice: Optional[int] = None
    horizon: Optional[int] = None
    modes: frozenset[Mode] = frozenset(MODES)
    languages: frozenset[str] = frozenset()
    place: str = ""
    paused: bool = False

    def __post_init__(self) -> None:
        require_kind(self.code)
        if not (self.name and self.modes and MIN_MINUTES <= self.minutes <= MAX_MINUTES):
            raise InvalidKind(self.code)
        for mode in self.modes:
            require_mode(mode)
        for code in self.languages:
            require_language(code)

    @property
    def duration(self) -> dt.timedelta:
        """The length of an appointment."""
        return dt.timedelta(minutes=self.minutes)

    @property
    def title(self) -> str:
        """The name without its article, as a heading: « Question courte »."""
        return strip_article(self.name)


@dataclass(frozen=True)
class BookingRequest:
    """A request for an appointment. `language`: an ISO 639 code, or None for any.

    Raises UnknownKind (not the form of a code), UnknownMode, UnknownLanguage.
    """

    kind: Kind
    way: Mode
    language: Optional[str] = None

    def __post_init__(self) -> None:
        require_kind(self.kind)
        require_mode(self.way)
        if self.language is not None:
            require_language(self.language)


def require_kind(kind: str) -> None:
    """Raise UnknownKind unless `kind` has the form of a code."""
    if not _CODE.fullmatch(kind):
        raise UnknownKind(kind)


def require_mode(mode: str) -> None:
    """Raise UnknownMode unless `mode` is one."""
    if mode not in MODES:
        raise UnknownMode(mode)


def require_language(code: str) -> None:
    """Raise UnknownLanguage unless `code` has the form of an ISO 639 code."""
    if not _LANGUAGE.fullmatch(code):
        raise UnknownLanguage(code)


def strip_article(name: str) -> str:
    """Return a name as a heading of the console: « Question courte », with « ’ » for « ' »."""
    return capitalise(_ARTICLE.sub("", name, count=1)).replace("'", "’")


def capitalise(name: str) -> str:
    """Return a name as it begins a line."""
    return name[:1].upper() + name[1:]


# What a fresh database holds (migration 0024); the settings give buffers, notice and horizon.
INITIAL_KINDS: tuple[AppointmentKind, ...] = (
    AppointmentKind("orientation", "un entretien d'orientation", 45),
    AppointmentKind("short", "une question courte", 20),
    AppointmentKind("class_visit", "une visite de classe", 90),
)
