"""What the notebook accepts: each check returns its value or raises a named error."""

from __future__ import annotations

import datetime as dt

from bot.notebook import guidance_errors
from bot.notebook.questionnaire_items import CRITERIA, ITEM_BY_ID
from bot.notebook.wishes import VALUES, WISHES


def require_aware(when: dt.datetime) -> dt.datetime:
    """A time with its zone, else NaiveTime."""
    if when.utcoffset() is None:
        raise guidance_errors.NaiveTime(when)
    return when


def require_words(words: str) -> str:
    """Words without the spaces around them, else EmptyWords."""
    if not words.strip():
        raise guidance_errors.EmptyWords
    return words.strip()


def require_scale(value: int) -> int:
    """A value from 1 to 5, else OutOfScale."""
    if value not in (1, 2, 3, 4, 5):
        raise guidance_errors.OutOfScale(value)
    return value


def require_item_id(item: str) -> str:
    """The id of an item of the questionnaire, else UnknownItem."""
    if item not in ITEM_BY_ID:
        raise guidance_errors.UnknownItem(item)
    return item


def require_criterion_key(criterion: str) -> str:
    """The key of a criterion of the grid, else UnknownCriterion."""
    if criterion not in CRITERIA:
        raise guidance_errors.UnknownCriterion(criterion)
    return criterion


def require_wish_key(key: str) -> str:
    """The key of a wish, else UnknownWish."""
    if key not in WISHES:
        raise guidance_errors.UnknownWish(key)
    return key


def require_value_key(key: str) -> str:
    """The key of a value, else UnknownValue."""
    if key not in VALUES:
        raise guidance_errors.UnknownValue(key)
    return key
