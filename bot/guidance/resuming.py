"""Taking a notebook up elsewhere, by its code: looked up, then moved once the person agreed.

A code holds 72 bits: it is no use to guess. Wrong ones are counted all the same, by person; a limit
for all together would let anybody lock everybody out.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Optional

from bot.guidance import shelf
from bot.guidance.errors import UnknownCode
from bot.guidance.notebook import Notebook
from bot.guidance.shelf import Held
from bot.privacy.erasure import months_before
from bot.privacy.guesses import count_wrong, require_tries_left
from bot.storage.unit_of_work import UnitOfWork

# Where the conversation stands; all other fields are what the person said.
ON_THE_WAY = frozenset(
    {
        "question",
        "aside",
        "step",
        "shown",
        "subject",
        "skipped",
        "passed_wishes",
        "said_phase",
        "formal",
        "whom",
    }
)


def look_up(unit: UnitOfWork, person: str, code_hash: str, now: dt.datetime, months: int) -> Held:
    """The notebook that a typed code opens; a wrong code is counted.

    Raises:
        UnknownCode: there is none, or nobody used it for so many months.
        TooManyWrongCodes: five wrong ones in an hour; even a right one is not looked at.
    """
    require_tries_left(unit, person, now)
    held = find(unit, code_hash, now, months)
    if held is None:
        count_wrong(unit, person, now)
        raise UnknownCode
    return held


def find(unit: UnitOfWork, code_hash: str, now: dt.datetime, months: int) -> Optional[Held]:
    """The notebook that a code opens, if it still does."""
    return shelf.holder(unit, code_hash, months_before(now, months))


def take_up(unit: UnitOfWork, person: str, code_hash: str, now: dt.datetime, months: int) -> Held:
    """Make a person the holder of a notebook, in the place of their own; where it was before.

    Raises:
        UnknownCode: meanwhile it was erased, or its code changed.
    """
    held = find(unit, code_hash, now, months)
    if held is None:
        raise UnknownCode
    shelf.move(unit, held, person, now)
    return held


def is_empty(notebook: Notebook) -> bool:
    """Whether nothing that the person said would be lost with it."""
    blank = Notebook()
    said = {field.name for field in dataclasses.fields(notebook)} - ON_THE_WAY
    return all(getattr(notebook, name) == getattr(blank, name) for name in said)
