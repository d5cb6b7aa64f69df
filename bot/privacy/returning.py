"""A backup holds people who were erased after it was made. They do not come back (P6), whichever
way it takes the place of the database: `boussole restore` obeys the stones, and so does a service
that finds some that its database does not know.

A stone that the backup holds itself was obeyed before it was made: what it holds of that person was
said since, by somebody who came back, and stays. Any other stone was set later: all that the backup
holds of that person is from before, and goes. So no two clocks are compared.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.privacy import stones
from bot.privacy.erasure import SENT_AGAIN, forget, notebook_mark
from bot.privacy.stones import Stones
from bot.storage.tables import erased_messages, notebooks
from bot.storage.unit_of_work import UnitOfWork

Numbers = list[dict[str, Any]]


def obey(unit: UnitOfWork, known: Stones) -> int:
    """Erase again who was erased since, as of that time; how many stones were news."""
    held = stones.stored(unit)
    news = {name: at for name, at in known.items() if stones.is_news(name, at, held)}
    if not news:
        return 0
    every = unit.execute(sa.select(notebooks.c.id, notebooks.c.created)).all()
    marks = {notebook_mark(row): row.id for row in every}
    for name, at in news.items():
        if name in marks:
            unit.execute(notebooks.delete().where(notebooks.c.id == marks[name]))
            stones.set_up(unit, name, at)
        else:
            forget(unit, name, at)
    return len(news)


def agree(unit: UnitOfWork, folder: Path, before: dt.datetime) -> None:
    """Let database and folder know the same, and forget what is from `before`."""
    stones.let_go(folder, before)
    kept = stones.read(folder)
    obey(unit, {name: at for name, at in kept.items() if at >= before})
    known = stones.stored(unit)
    news = {name: at for name, at in known.items() if stones.is_news(name, at, kept)}
    unit.afterwards(partial(stones.record, folder, news))


def numbers(unit: UnitOfWork) -> Numbers:
    """The numbers of erased messages, which platforms may send again."""
    return [dict(row) for row in unit.execute(sa.select(erased_messages)).mappings()]


def remember(unit: UnitOfWork, known: Numbers, now: dt.datetime) -> None:
    """Take over those that may still be sent again."""
    key = (erased_messages.c.channel, erased_messages.c.external_id)
    held = {tuple(row) for row in unit.execute(sa.select(*key))}
    fresh = [
        row
        for row in known
        if row["created"] >= now - SENT_AGAIN and (row["channel"], row["external_id"]) not in held
    ]
    if fresh:
        unit.execute(erased_messages.insert(), fresh)
