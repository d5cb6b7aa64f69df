"""One question after a handoff or an appointment. Nothing tells who answered, only the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.handoff import errors
from bot.privacy.intake import clean, in_sight
from bot.privacy.redaction import redact
from bot.storage.handoff_tables import handoffs, ratings
from bot.storage.unit_of_work import UnitOfWork

SUBJECTS = ("handoff", "appointment")
# Fewer answers than this give no figure (P9).
MOST_FEW = 5


@dataclass(frozen=True)
class Figures:
    """How many answered, and the mean of their scores (1 to 5)."""

    answers: int
    mean: float


def once(unit: UnitOfWork, handoff: int) -> bool:
    """Note that a talk was rated; False when it had been."""
    first = (handoffs.c.id == handoff) & handoffs.c.rated.is_(False)
    return bool(unit.execute(handoffs.update().where(first).values(rated=True)).rowcount)


def rate(unit: UnitOfWork, about: str, score: int, sentence: str, day: dt.date) -> None:
    """Keep a score from 1 to 5 and a sentence (may be empty), redacted.

    Raises:
        UnknownSubject, WrongScore.
        bot.privacy.intake.Refused: the sentence cannot be stored.
    """
    if about not in SUBJECTS:
        raise errors.UnknownSubject(about)
    if score not in range(1, 6):
        raise errors.WrongScore(score)
    kept = redact(in_sight(clean(sentence))).text if sentence.strip() else ""
    unit.execute(ratings.insert().values(about=about, score=score, sentence=kept, day=day))


def aggregate(
    unit: UnitOfWork, first: dt.date, last: dt.date, about: Optional[str] = None
) -> Optional[Figures]:
    """The figures from the first day to the last, both counted; None below MOST_FEW answers.

    Answers are counted by MOST_FEW in the order they came, whole, on the day of their last: no two
    periods differ by fewer, so that nobody finds out what a single person answered.
    """
    query = sa.select(ratings.c.day, ratings.c.score).order_by(ratings.c.id)
    if about is not None:
        query = query.where(ratings.c.about == about)
    every = unit.execute(query).all()
    whole = (every[end - MOST_FEW : end] for end in range(MOST_FEW, len(every) + 1, MOST_FEW))
    scores = [row.score for few in whole if first <= few[-1].day <= last for row in few]
    return Figures(len(scores), sum(scores) / len(scores)) if scores else None
