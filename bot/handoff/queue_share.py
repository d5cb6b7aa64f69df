"""How much of the queue one network address may take, a whole class behind it or one machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from bot.handoff import alerts
from bot.handoff.handoff import queue
from bot.storage.unit_of_work import UnitOfWork

MAX_OF_A_NETWORK = 8


def has_a_place_left(
    unit: UnitOfWork,
    conversation: int,
    now: dt.datetime,
    beside: Callable[[int, Iterable[int]], int],
) -> bool:
    """Whether somebody may still queue up. Whoever was in danger lately may in any case. `beside`:
    how many of the others come from the same network."""
    others = (each.conversation for each in queue(unit))
    if beside(conversation, others) < MAX_OF_A_NETWORK:
        return True
    return alerts.is_of_this_time(alerts.newest(unit, conversation), now)
