"""Rows of counsellors' reviews of facts in the knowledge base."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.storage.staff_tables import reviews as table
from bot.storage.unit_of_work import UnitOfWork
from bot.storage.wakeup_repository import ANSWERS_CHANGED, notify

MAX_VALUE_CHARS = 1000


@dataclass(frozen=True)
class ReviewRow:
    """A row. `said` is what the fact said then; `value` its new text, empty unless corrected."""

    id: int
    entry: str
    field: str
    said: str
    verdict: str
    value: str
    written_by: int
    created: dt.datetime


@dataclass(frozen=True)
class ReviewDraft:
    """The decision on a fact; `verdict` is a `knowledge.fact_reviews.Verdict`."""

    entry: str
    field: str
    said: str
    verdict: str
    value: str = ""


def add_review(unit: UnitOfWork, draft: ReviewDraft, counsellor: int, now: dt.datetime) -> int:
    """Insert a review, notify every process, and return its number."""
    row = table.insert().values(**draft.__dict__, written_by=counsellor, created=now)
    number: int = unit.execute(row).inserted_primary_key[0]
    notify(unit, ANSWERS_CHANGED, number)
    return number


def list_reviews(unit: UnitOfWork) -> list[ReviewRow]:
    """Return all reviews, the oldest first."""
    return [
        ReviewRow(**row._mapping) for row in unit.execute(sa.select(table).order_by(table.c.id))
    ]


def delete_review(unit: UnitOfWork, number: int) -> None:
    """Delete a review that could not be applied to the base."""
    unit.execute(table.delete().where(table.c.id == number))
