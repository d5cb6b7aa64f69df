"""Take over a notebook by its code: find it, then move it once the person agrees.

A code of 72 bits cannot be guessed. Wrong codes are still limited, per person: a global limit would
let anybody lock out everybody.
"""

from __future__ import annotations

import datetime as dt
from typing import Optional

from bot.notebook import notebook_repository
from bot.notebook.guidance_errors import UnknownCode
from bot.notebook.notebook_repository import NotebookHolder
from bot.privacy.code_attempt_repository import insert_wrong_code
from bot.privacy.code_attempts import require_attempts_left
from bot.privacy.erasure import months_before
from bot.storage.unit_of_work import UnitOfWork


def find_by_typed_code(
    unit: UnitOfWork, person: str, code_hash: str, now: dt.datetime, months: int
) -> NotebookHolder:
    """Return the owner of the notebook that a typed code opens; a wrong code is counted.

    Raises:
        UnknownCode: there is none, or it was unused for `months`.
        TooManyWrongCodes: five wrong codes in an hour; even a right one is not checked.
    """
    require_attempts_left(unit, person, now)
    held = find_by_code(unit, code_hash, now, months)
    if held is None:
        insert_wrong_code(unit, person, now)
        raise UnknownCode
    return held


def find_by_code(
    unit: UnitOfWork, code_hash: str, now: dt.datetime, months: int
) -> Optional[NotebookHolder]:
    """Return the owner of the notebook that a code opens, or None."""
    return notebook_repository.find_holder(unit, code_hash, months_before(now, months))


def take_over_notebook(
    unit: UnitOfWork, person: str, code_hash: str, now: dt.datetime, months: int
) -> NotebookHolder:
    """Make a person the owner of a notebook, replacing their own; return the previous owner.

    Raises:
        UnknownCode: it was erased or its code changed in the meantime.
    """
    held = find_by_code(unit, code_hash, now, months)
    if held is None:
        raise UnknownCode
    notebook_repository.transfer_notebook(unit, held, person, now)
    return held
