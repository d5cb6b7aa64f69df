"""Ratings of handoffs and appointments, and their aggregated figures."""

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
# Minimum number of answers for a figure (P9).
MIN_ANSWERS = 5


@dataclass(frozen=True)
class RatingFigures:
    """The number of answers and their mean score (1 to 5)."""

    answers: int
    mean: float


def add_rating(unit: UnitOfWork, about: str, score: int, sentence: str, day: dt.date) -> None:
    """Store a score from 1 to 5 and a sentence (may be empty), redacted.

    Raises:
        UnknownSubject, InvalidScore: `about` or `score` is invalid.
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
    """Return the figures from the first to the last day, both included; None below MIN_ANSWERS.

    Answers count in complete batches of MIN_ANSWERS, on the day of the last of each, so that the
    difference of two periods does not reveal a single answer.
    """
    answers = list_scores(unit, about)
    ends = range(MIN_ANSWERS, len(answers) + 1, MIN_ANSWERS)
    batches = (answers[end - MIN_ANSWERS : end] for end in ends)
    in_period = (batch for batch in batches if first <= batch[-1].day <= last)
    scores = [answer.score for batch in in_period for answer in batch]
    return RatingFigures(len(scores), sum(scores) / len(scores)) if scores else None
