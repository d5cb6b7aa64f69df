"""Taking a notebook up elsewhere, by its code: looked up, then moved once the person agreed.

A code holds 72 bits: it is no use to guess. Wrong ones are counted all the same, by person; a limit
for all together would let anybody lock everybody out.
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
    """The notebook that a typed code opens; a wrong code is counted.

    Raises:
        UnknownCode: there is none, or nobody used it for so many months.
        TooManyWrongCodes: five wrong ones in an hour; even a right one is not looked at.
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
    """The notebook that a code opens, if it still does."""
    return notebook_repository.find_holder(unit, code_hash, months_before(now, months))


def take_over_notebook(
    unit: UnitOfWork, person: str, code_hash: str, now: dt.datetime, months: int
) -> NotebookHolder:
    """Make a person the holder of a notebook, in the place of their own; where it was before.

    Raises:
        UnknownCode: meanwhile it was erased, or its code changed.
    """
    held = find_by_code(unit, code_hash, now, months)
    if held is None:
        raise UnknownCode
    notebook_repository.transfer_notebook(unit, held, person, now)
    return held
