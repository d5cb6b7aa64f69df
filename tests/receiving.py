"""Counsellors for the conversations that need some."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.engine import Engine

from bot.booking.kinds import MINUTES, WAYS
from bot.storage.booking_tables import closures
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import writing

_CLOSED = {"first": dt.date(2026, 11, 1), "last": dt.date(2027, 12, 31), "reason": "travaux"}
_SINCE = dt.datetime(2026, 11, 1, tzinfo=dt.timezone.utc)


def receive(
    engine: Engine, names: Sequence[str] = (), duty: str = "off", closed: bool = False
) -> None:
    """Counsellors who receive from Monday to Friday, from 9 to 12:30 and from 13:30 to 17:30; with
    `closed`, on no day that can be asked for."""
    taken = {"kinds": sorted(MINUTES), "ways": sorted(WAYS)}
    spans = [
        {"from": "09:00", "until": "12:30", **taken},
        {"from": "13:30", "until": "17:30", **taken},
    ]
    weekly = {str(weekday): spans for weekday in range(5)}
    with writing(engine) as unit:
        for name in names:
            row = {"name": name, "weekly": weekly, "duty": duty, "created": _SINCE}
            unit.execute(counsellors.insert().values(**row))
        if closed:
            unit.execute(closures.insert().values(**_CLOSED))
        unit.commit()
