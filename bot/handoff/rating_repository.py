"""One question after a handoff or an appointment. Nothing tells who answered, only the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.handoff import handoff_errors
from bot.privacy.message_validation import clean_message, strip_hidden_characters
from bot.privacy.redaction import redact
from bot.storage.handoff_tables import handoffs, ratings
from bot.storage.unit_of_work import UnitOfWork

SUBJECTS = ("handoff", "appointment")
# Fewer answers than this give no figure (P9).
MIN_ANSWERS = 5


@dataclass(frozen=True)
class RatingFigures:
    """How many answered, and the mean of their scores (1 to 5)."""

    answers: int
    mean: float


def mark_handoff_rated(unit: UnitOfWork, handoff: int) -> bool:
    """Note that a talk was rated; False when it had been."""
    first = (handoffs.c.id == handoff) & handoffs.c.rated.is_(False)
    return bool(unit.execute(handoffs.update().where(first).values(rated=True)).rowcount)


def add_rating(unit: UnitOfWork, about: str, score: int, sentence: str, day: dt.date) -> None:
    """Keep a score from 1 to 5 and a sentence (may be empty), redacted.

    Raises:
        UnknownSubject, WrongScore.
        bot.privacy.message_validation.MessageRefused: the sentence cannot be stored.
    """
    if about not in SUBJECTS:
        raise handoff_errors.UnknownSubject(about)
    if score not in range(1, 6):
        raise handoff_errors.InvalidScore(score)
    kept = redact(strip_hidden_characters(clean_message(sentence))).text if sentence.strip() else ""
    unit.execute(ratings.insert().values(about=about, score=score, sentence=kept, day=day))


def aggregate_ratings(
    unit: UnitOfWork, first: dt.date, last: dt.date, about: Optional[str] = None
) -> Optional[RatingFigures]:
    """The figures from the first day to the last, both counted; None below MOST_FEW answers.

    Answers are counted by MOST_FEW in the order they came, whole, on the day of their last: no two
    periods differ by fewer, so that nobody finds out what a single person answered.
    """
    query = sa.select(ratings.c.day, ratings.c.score).order_by(ratings.c.id)
    if about is not None:
        query = query.where(ratings.c.about == about)
    every = unit.execute(query).all()
    whole = (
        every[end - MIN_ANSWERS : end] for end in range(MIN_ANSWERS, len(every) + 1, MIN_ANSWERS)
    )
    scores = [row.score for few in whole if first <= few[-1].day <= last for row in few]
    return RatingFigures(len(scores), sum(scores) / len(scores)) if scores else None
