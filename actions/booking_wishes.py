"""The time that a text wishes, by the appointment to move and the times on screen."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Optional

from bot.booking import appointment_repository
from bot.booking.booking_draft import Draft
from bot.booking.date_expressions.date_expression_parser import (
    DateExpression,
    NoSuchDay,
    NoSuchTime,
)
from bot.booking.date_expressions.time_wishes import TimeWish, WishContext, read_time_wish
from bot.booking.local_time import ZONE, local_day
from bot.turn_context import Turn


def wish_context(turn: Turn, draft: Draft) -> WishContext:
    """Return what a wish is relative to: today, the appointment to move, the times on screen."""
    moving = appointment_repository.get_appointment(turn.unit, draft.move) if draft.move else None
    start = to_wall_time(moving.start) if moving else None
    return WishContext(local_day(turn.now), start, tuple(map(to_wall_time, draft.shown_starts)))


def wishes_time(turn: Turn, draft: Draft, text: str) -> bool:
    """Whether a text wishes a time, even one that does not exist; « plus tard » does."""
    try:
        return read_time_wish(text, wish_context(turn, draft)) is not None
    except (NoSuchDay, NoSuchTime):
        return True


def to_wall_time(moment: dt.datetime) -> dt.datetime:
    """Return the local time of a moment, without its zone."""
    return moment.astimezone(ZONE).replace(tzinfo=None, fold=0)


def read_wish(turn: Turn, draft: Draft, text: str) -> Optional[TimeWish]:
    """Return the time that a text wishes, or None.

    An hour alone is of the day whose hours are shown, even where an appointment of another day is
    moved. Raises NoSuchDay, NoSuchTime.
    """
    wish = read_time_wish(text, wish_context(turn, draft))
    plain = read_time_wish(text, WishContext(local_day(turn.now))) if draft.day else None
    hours = plain is not None and (plain.when.time or plain.when.parts or plain.end_by)
    if plain is None or not hours or _names_days(plain.when):
        return wish
    if wish is not None and (wish.after or wish.before or _differ(wish, plain)):
        return wish  # « une heure plus tard »
    day = dt.date.fromisoformat(draft.day)
    return replace(plain, when=replace(plain.when, days=(day,)), inferred=True)


def _names_days(when: DateExpression) -> bool:
    return bool(when.days or when.soonest or when.anytime or when.not_days or when.not_weekdays)


def _differ(wish: TimeWish, plain: TimeWish) -> bool:
    """Whether the hour wished follows from the appointment, and is not the one named."""
    return wish.when.time not in (None, plain.when.time)


def find_only_fitting(turn: Turn, draft: Draft) -> Optional[dt.datetime]:
    """Return the one of the starts on screen that the text can only mean, or None: « celui de
    vendredi », « 15h30 »."""
    starts = [each.astimezone(ZONE) for each in draft.shown_starts]
    try:
        wish = read_wish(turn, draft, turn.text) if starts else None
    except (NoSuchDay, NoSuchTime):
        return None
    if wish is None or wish.end_by or wish.after or wish.before or wish.when.approximate:
        return None
    if not (wish.when.days or wish.when.time):
        return None
    near = [each for each in starts if wish.when.holds(each)]
    if wish.when.time is not None:
        near = [each for each in near if each.time() == wish.when.time]
    return near[0] if len(near) == 1 else None
