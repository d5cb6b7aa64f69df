"""Checks of the notebook's input; each returns its value or raises a named error."""

from __future__ import annotations

import datetime as dt

from bot.notebook import guidance_errors
from bot.notebook.questionnaire_items import CRITERIA, ITEM_BY_ID
from bot.notebook.wishes import VALUES, WISHES


def require_aware(when: dt.datetime) -> dt.datetime:
    """Return the time, or raise NaiveTime if it has no zone."""
    if when.utcoffset() is None:
        raise guidance_errors.NaiveTime(when)
    return when


def require_words(words: str) -> str:
    """Return the words stripped, or raise EmptyWords."""
    if not words.strip():
        raise guidance_errors.EmptyWords
    return words.strip()


def require_scale(value: int) -> int:
    """Return the value if it is 1 to 5, or raise OutOfScale."""
    if value not in (1, 2, 3, 4, 5):
        raise guidance_errors.OutOfScale(value)
    return value


def require_item_id(item: str) -> str:
    """Return the id of a questionnaire item, or raise UnknownItem."""
    if item not in ITEM_BY_ID:
        raise guidance_errors.UnknownItem(item)
    return item


def require_criterion_key(criterion: str) -> str:
    """Return the key of a criterion of the grid, or raise UnknownCriterion."""
    if criterion not in CRITERIA:
        raise guidance_errors.UnknownCriterion(criterion)
    return criterion


def require_wish_key(key: str) -> str:
    """Return the key of a wish, or raise UnknownWish."""
    if key not in WISHES:
        raise guidance_errors.UnknownWish(key)
    return key


def require_value_key(key: str) -> str:
    """Return the key of a value, or raise UnknownValue."""
    if key not in VALUES:
        raise guidance_errors.UnknownValue(key)
    return key
