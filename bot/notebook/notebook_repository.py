"""Stored notebooks: a row per pseudonym, which a code of words also opens.

A notebook has one owner. When it is taken over, its row moves to the new pseudonym together with
its code, so that erasing it there leaves no copy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.notebook.guidance_errors import NotebookGone
from bot.privacy.word_codes import derive_code, hash_code, new_seed
from bot.storage.conversation_tables import notebooks
from bot.storage.unit_of_work import UnitOfWork

_MINE = notebooks.c.person == sa.bindparam("whose")
_READ = sa.select(notebooks.c.data, notebooks.c.last_used).where(_MINE)
_CHANGE = notebooks.update().where(_MINE)
_SEED = sa.select(notebooks.c.code_seed).where(_MINE)
_HOLDER = sa.select(notebooks.c.person, notebooks.c.last_used).where(
    notebooks.c.code_hash == sa.bindparam("code_hash"),
    notebooks.c.last_used >= sa.bindparam("since"),
)


@dataclass(frozen=True)
class StoredNotebook:
    """A stored notebook and its last use, updated at most once a day."""

    data: dict[str, Any]
    last_used: dt.datetime


def find_notebook(unit: UnitOfWork, person: str) -> Optional[StoredNotebook]:
    """Return the stored notebook of a person, or None."""
    row = unit.execute(_READ, {"whose": person}).first()
    return StoredNotebook(row.data, row.last_used) if row else None


@dataclass(frozen=True)
class NotebookHolder:
    """The owner of the notebook that a code opens, and its last use."""

    person: str
    last_used: dt.datetime


def read_step(data: Mapping[str, Any]) -> Optional[str]:
    """Return the step of the guidance at which a stored notebook is."""
    return data.get("step")


def read_question_topic(data: Mapping[str, Any]) -> tuple[Optional[str], Optional[str]]:
    """Return the kind of the open question of a stored notebook, and what it is about."""
    question = data.get("question") or {}
    return question.get("kind"), question.get("about")


def count_leads(data: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many leads are liked in a stored notebook, and how many steps are planned."""
    return len(data.get("likes") or ()), len(data.get("plan") or ())


def save_notebook(
    unit: UnitOfWork,
    person: str,
    key: bytes,
    data: dict[str, Any],
    now: dt.datetime,
    must_exist: bool = False,
) -> None:
    """Save a notebook; the first time, also create its code and store the hash.

    Raises:
        NotebookGone: `must_exist` is set and it was taken over or erased in the meantime.
    """
    changed = unit.execute(_CHANGE, {"whose": person, "data": data, "last_used": now})
    if changed.rowcount:
        return
    if must_exist:
        raise NotebookGone
    unit.execute(
        notebooks.insert().values(
            person=person, data=data, created=now, last_used=now, **_code_columns(new_seed(), key)
        )
    )


def find_code(unit: UnitOfWork, person: str, key: bytes) -> Optional[str]:
    """Return the code of a person's notebook, or None if there is no notebook."""
    seed = unit.execute(_SEED, {"whose": person}).scalar()
    return derive_code(seed, key) if seed else None


def change_code(unit: UnitOfWork, person: str, key: bytes) -> None:
    """Give a notebook a new code; the old one becomes invalid."""
    unit.execute(_CHANGE, {"whose": person, **_code_columns(new_seed(), key)})


def find_holder(unit: UnitOfWork, code_hash: str, since: dt.datetime) -> Optional[NotebookHolder]:
    """Lock and return the holder that a code opens; None if unused `since` or absent."""
    query = _HOLDER.with_for_update() if unit.locks_rows else _HOLDER
    row = unit.execute(query, {"code_hash": code_hash, "since": since}).first()
    return NotebookHolder(row.person, row.last_used) if row else None


def transfer_notebook(
    unit: UnitOfWork, held: NotebookHolder, person: str, now: dt.datetime
) -> None:
    """Move a notebook to another pseudonym, replacing the notebook of that one."""
    unit.execute(notebooks.delete().where(_MINE), {"whose": person})
    unit.execute(_CHANGE, {"whose": held.person, "person": person, "last_used": now})


def update_last_used(unit: UnitOfWork, person: str, kept: StoredNotebook, now: dt.datetime) -> None:
    """Record that a notebook was used: retention counts from the last use."""
    if now - kept.last_used > dt.timedelta(days=1):
        unit.execute(_CHANGE, {"whose": person, "last_used": now})


def _code_columns(seed: str, key: bytes) -> dict[str, str]:
    return {"code_seed": seed, "code_hash": hash_code(derive_code(seed, key), key)}
