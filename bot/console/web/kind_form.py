"""Parsing of the form of a kind of appointment.

Problems are reported by field as keys of sentences; nothing that was typed is repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from bot.booking.appointment_kinds import (
    MAX_MINUTES,
    MIN_MINUTES,
    MODES,
    AppointmentKind,
    Kind,
)
from bot.console.answers.prose_rules import find_identity_problem
from bot.console.web.form_reader import Form

MAX_NAME_CHARS, MAX_LINE_CHARS = 60, 160
MAX_BUFFER_MINUTES, MAX_NOTICE_HOURS, MAX_HORIZON_DAYS = 120, 336, 365
_MAX_CHARS = {"name": MAX_NAME_CHARS, "description": MAX_LINE_CHARS, "place": MAX_LINE_CHARS}
_NUMBERS = {
    "before": (0, MAX_BUFFER_MINUTES),
    "after": (0, MAX_BUFFER_MINUTES),
    "notice": (0, MAX_NOTICE_HOURS),
    "horizon": (1, MAX_HORIZON_DAYS),
}


class InvalidKindForm(Exception):
    """`problems` maps each field to the key of a sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = dict(problems)


def parse_kind(form: Form, code: Kind, languages: frozenset[str], paused: bool) -> AppointmentKind:
    """Return the kind of the form; `languages` are those that can be chosen.

    The notice is typed in hours. An empty number leaves it to the settings. Raises InvalidKindForm.
    """
    texts = {name: " ".join(form.text(name).split()) for name in _MAX_CHARS}
    modes = frozenset(mode for mode in MODES if form.has("modes", mode))
    problems = {
        name: key for name, text in texts.items() if (key := _find_text_problem(name, text))
    }
    minutes = _parse_number(form.text("minutes"), MIN_MINUTES, MAX_MINUTES)
    if minutes is None:
        problems["minutes"] = "no_length"
    numbers = {name: _parse_number(form.text(name), *bounds) for name, bounds in _NUMBERS.items()}
    for name, number in numbers.items():
        if number is None and form.text(name):
            problems[name] = "out_of_bounds"
    if not modes:
        problems["modes"] = "no_way"
    if problems or minutes is None:
        raise InvalidKindForm(problems)
    hours = numbers["notice"]
    return AppointmentKind(
        code=code,
        minutes=minutes,
        modes=modes,
        languages=languages & frozenset(form.all("languages")),
        paused=paused,
        name=texts["name"],
        description=texts["description"],
        place=texts["place"],
        before=numbers["before"],
        after=numbers["after"],
        notice=None if hours is None else hours * 60,
        horizon=numbers["horizon"],
    )


def _find_text_problem(name: str, text: str) -> Optional[str]:
    if name == "name" and not text:
        return "empty"
    if len(text) > _MAX_CHARS[name]:
        return "too_long"
    return find_identity_problem(text) if text else None


def _parse_number(text: str, least: int, most: int) -> Optional[int]:
    """Return a whole number within bounds, else None."""
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        return None
    return int(text) if least <= int(text) <= most else None
