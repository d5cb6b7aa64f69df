"""Where notebooks are kept: a row under the person's pseudonym, found again by a code of words.

A notebook is in one place at a time. Taken up elsewhere, its row goes to the other pseudonym with
its code, so that erasing it there leaves no copy behind.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.guidance.errors import NotebookGone
from bot.privacy.codes import code_for, hash_code, new_seed
from bot.storage.tables import notebooks
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
class Kept:
    """A stored notebook, and when it was last used (once a day at most is noted)."""

    data: dict[str, Any]
    last_used: dt.datetime


def fetch(unit: UnitOfWork, person: str) -> Optional[Kept]:
    """The stored notebook of a person, or None."""
    row = unit.execute(_READ, {"whose": person}).first()
    return Kept(row.data, row.last_used) if row else None


@dataclass(frozen=True)
class Held:
    """A notebook that a code opens: under which pseudonym, and when it was last used."""

    person: str
    last_used: dt.datetime


def store(
    unit: UnitOfWork,
    person: str,
    key: bytes,
    data: dict[str, Any],
    now: dt.datetime,
    was_there: bool = False,
) -> None:
    """Write a notebook, made at its first change together with the hash of its code.

    Raises:
        NotebookGone: it `was_there` and is no more: taken up elsewhere, or erased, meanwhile.
    """
    changed = unit.execute(_CHANGE, {"whose": person, "data": data, "last_used": now})
    if changed.rowcount:
        return
    if was_there:
        raise NotebookGone
    unit.execute(
        notebooks.insert().values(
            person=person, data=data, created=now, last_used=now, **_coded(new_seed(), key)
        )
    )


def code(unit: UnitOfWork, person: str, key: bytes) -> Optional[str]:
    """The words that designate a person's notebook; None when there is no notebook."""
    seed = unit.execute(_SEED, {"whose": person}).scalar()
    return code_for(seed, key) if seed else None


def change_code(unit: UnitOfWork, person: str, key: bytes) -> None:
    """Give a notebook another code; the one before opens nothing any more."""
    unit.execute(_CHANGE, {"whose": person, **_coded(new_seed(), key)})


def holder(unit: UnitOfWork, code_hash: str, since: dt.datetime) -> Optional[Held]:
    """Who holds the notebook that a code opens; None when there is none or unused `since`.

    Nobody else can take it before this transaction ends.
    """
    query = _HOLDER.with_for_update() if unit.locks_rows else _HOLDER
    row = unit.execute(query, {"code_hash": code_hash, "since": since}).first()
    return Held(row.person, row.last_used) if row else None


def move(unit: UnitOfWork, held: Held, person: str, now: dt.datetime) -> None:
    """Put a notebook under another pseudonym, in the place of what that one held."""
    unit.execute(notebooks.delete().where(_MINE), {"whose": person})
    unit.execute(_CHANGE, {"whose": held.person, "person": person, "last_used": now})


def touch(unit: UnitOfWork, person: str, kept: Kept, now: dt.datetime) -> None:
    """Note that a notebook was used: retention counts from the last use."""
    if now - kept.last_used > dt.timedelta(days=1):
        unit.execute(_CHANGE, {"whose": person, "last_used": now})


def _coded(seed: str, key: bytes) -> dict[str, str]:
    return {"code_seed": seed, "code_hash": hash_code(code_for(seed, key), key)}
