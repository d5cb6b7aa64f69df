"""One question after a handoff or an appointment: what is kept of the answer, and the figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from bot.handoff import handoff_errors
from bot.handoff.rating_repository import insert_rating, list_scores
from bot.privacy.message_validation import clean_message, strip_hidden_characters
from bot.privacy.redaction import redact
from bot.storage.unit_of_work import UnitOfWork

SUBJECTS = ("handoff", "appointment")
# Fewer answers than this give no figure (P9).
MIN_ANSWERS = 5


@dataclass(frozen=True)
class RatingFigures:
    """How many answered, and the mean of their scores (1 to 5)."""

    answers: int
    mean: float


def add_rating(unit: UnitOfWork, about: str, score: int, sentence: str, day: dt.date) -> None:
    """Keep a score from 1 to 5 and a sentence (may be empty), redacted.

    Raises:
        UnknownSubject, InvalidScore.
        bot.privacy.message_validation.MessageRefused: the sentence cannot be stored.
    """
    if about not in SUBJECTS:
        raise handoff_errors.UnknownSubject(about)
    if score not in range(1, 6):
        raise handoff_errors.InvalidScore(score)
    kept = redact(strip_hidden_characters(clean_message(sentence))).text if sentence.strip() else ""
    insert_rating(unit, about, score, kept, day)


def aggregate_ratings(
    unit: UnitOfWork, first: dt.date, last: dt.date, about: Optional[str] = None
) -> Optional[RatingFigures]:
    """The figures from the first day to the last, both counted; None below MIN_ANSWERS.

    Answers are counted by MIN_ANSWERS in the order they came, whole, on the day of their last: no
    two periods differ by fewer, so that nobody finds out what a single person answered.
    """
    every = list_scores(unit, about)
    whole = (
        every[end - MIN_ANSWERS : end] for end in range(MIN_ANSWERS, len(every) + 1, MIN_ANSWERS)
    )
    scores = [each.score for few in whole if first <= few[-1].day <= last for each in few]
    return RatingFigures(len(scores), sum(scores) / len(scores)) if scores else None
