"""The limit on queued handoffs per network address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from bot.handoff.alert_repository import find_newest_alert
from bot.handoff.handoff_repository import list_queue
from bot.handoff.staff_alerts import is_same_episode
from bot.storage.unit_of_work import UnitOfWork

MAX_QUEUED_PER_NETWORK = 8


def has_queue_place_left(
    unit: UnitOfWork,
    conversation: int,
    now: dt.datetime,
    count_same_network: Callable[[int, Iterable[int]], int],
) -> bool:
    """Whether a conversation may enter the queue; one with a recent alert always may.

    `count_same_network` returns how many of the given conversations share its network address.
    """
    others = (each.conversation for each in list_queue(unit))
    if count_same_network(conversation, others) < MAX_QUEUED_PER_NETWORK:
        return True
    return is_same_episode(find_newest_alert(unit, conversation), now)
