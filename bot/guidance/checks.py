"""What the notebook accepts: each check returns its value or raises a named error."""

from __future__ import annotations

import datetime as dt

from bot.guidance import errors
from bot.guidance.items import BY_ID, CRITERIA
from bot.guidance.wishes import VALUES, WISHES


def aware(when: dt.datetime) -> dt.datetime:
    """A time with its zone, else NaiveTime."""
    if when.utcoffset() is None:
        raise errors.NaiveTime(when)
    return when


def said(words: str) -> str:
    """Words without the spaces around them, else EmptyWords."""
    if not words.strip():
        raise errors.EmptyWords
    return words.strip()


def scale(value: int) -> int:
    """A value from 1 to 5, else OutOfScale."""
    if value not in (1, 2, 3, 4, 5):
        raise errors.OutOfScale(value)
    return value


def item_id(item: str) -> str:
    """The id of an item of the questionnaire, else UnknownItem."""
    if item not in BY_ID:
        raise errors.UnknownItem(item)
    return item


def criterion_key(criterion: str) -> str:
    """The key of a criterion of the grid, else UnknownCriterion."""
    if criterion not in CRITERIA:
        raise errors.UnknownCriterion(criterion)
    return criterion


def wish_key(key: str) -> str:
    """The key of a wish, else UnknownWish."""
    if key not in WISHES:
        raise errors.UnknownWish(key)
    return key


def value_key(key: str) -> str:
    """The key of a value, else UnknownValue."""
    if key not in VALUES:
        raise errors.UnknownValue(key)
    return key
