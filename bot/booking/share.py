"""One person's share of the agenda, so that one talk cannot take the hours of everybody."""

from __future__ import annotations

import datetime as dt
from typing import Optional

from bot.booking.appointments import coming
from bot.booking.errors import EnoughToCome, VisitToCome
from bot.booking.kinds import Kind
from bot.storage.unit_of_work import UnitOfWork

MAX_TO_COME = 2
VISIT: Kind = "class_visit"


def require_room(unit: UnitOfWork, person: str, kind: Optional[Kind], now: dt.datetime) -> None:
    """Raise unless a person may have one more. `kind`: None while it is not known.

    Raises:
        EnoughToCome: as many as one may have are to come.
        VisitToCome: a class visit is, and another is asked for.
    """
    theirs = coming(unit, person, now)
    if len(theirs) >= MAX_TO_COME:
        raise EnoughToCome
    if kind == VISIT and any(each.kind == VISIT for each in theirs):
        raise VisitToCome
