"""Rows of ratings, which hold the day but nothing about the person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.storage.handoff_tables import ratings
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Score:
    """A score from 1 to 5 and its day."""

    day: dt.date
    score: int


def insert_rating(unit: UnitOfWork, about: str, score: int, sentence: str, day: dt.date) -> None:
    """Insert a rating; the sentence must be redacted."""
    unit.execute(ratings.insert().values(about=about, score=score, sentence=sentence, day=day))


def list_scores(unit: UnitOfWork, about: Optional[str] = None) -> list[Score]:
    """Return the scores of a subject, or of all, in the order of insertion."""
    query = sa.select(ratings.c.day, ratings.c.score).order_by(ratings.c.id)
    if about is not None:
        query = query.where(ratings.c.about == about)
    return [Score(*row) for row in unit.execute(query)]
