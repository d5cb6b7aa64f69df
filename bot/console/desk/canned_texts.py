"""Texts that the team writes once and inserts into replies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from bot.console.console_errors import NoSuchPage
from bot.console.desk import canned_text_repository
from bot.console.desk.error_keys import REFUSAL_ERRORS, find_error_key
from bot.handoff.counsellor_replies import require_sayable
from bot.handoff.handoff_errors import IdentifyingText
from bot.storage.unit_of_work import UnitOfWork

MAX_TITLE_CHARS = 80


@dataclass(frozen=True)
class CannedTextDraft:
    """A text as it was typed."""

    title: str
    text: str


def find_problems(draft: CannedTextDraft, public: Iterable[str]) -> dict[str, str]:
    """Return the keys of what is wrong, by field. `public`: see `require_sayable`."""
    checks = {"title": (draft.title, "no_title"), "text": (draft.text, "empty")}
    found = {}
    for name, (words, missing) in checks.items():
        if not words.strip():
            found[name] = missing
            continue
        try:
            require_sayable(words, public)
        except IdentifyingText:
            found[name] = "identifying"
        except REFUSAL_ERRORS as error:
            found[name] = find_error_key(error)
    if len(draft.title) > MAX_TITLE_CHARS:
        found["title"] = "too_long"
    return found


def add_text(unit: UnitOfWork, draft: CannedTextDraft, counsellor: int, now: dt.datetime) -> int:
    """Store a text without problems and return its number."""
    return canned_text_repository.insert_text(
        unit, **_values(draft), written_by=counsellor, changed=now
    )


def change_text(
    unit: UnitOfWork, number: int, draft: CannedTextDraft, counsellor: int, now: dt.datetime
) -> None:
    """Replace a text by one without problems. Raises NoSuchPage."""
    _update(unit, number, **_values(draft), written_by=counsellor, changed=now)


def set_retired(unit: UnitOfWork, number: int, retired: bool) -> None:
    """Retire a text, or offer it again. Raises NoSuchPage."""
    _update(unit, number, retired=retired)


def get_text(unit: UnitOfWork, number: int) -> canned_text_repository.CannedText:
    """Return a text. Raises NoSuchPage."""
    found = canned_text_repository.find_text(unit, number)
    if found is None:
        raise NoSuchPage
    return found


def _update(unit: UnitOfWork, number: int, **values: object) -> None:
    if not canned_text_repository.update_text(unit, number, **values):
        raise NoSuchPage


def _values(draft: CannedTextDraft) -> dict[str, str]:
    return {"title": " ".join(draft.title.split()), "text": draft.text.strip()}
