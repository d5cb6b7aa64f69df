"""The signals of distress that nobody of the team has seen yet, as the board shows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from bot.handoff import alert_repository, bursts, handoff_repository
from bot.handoff.handoff_repository import Handoff
from bot.handoff.states import QUEUED
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class BoardSignal:
    """A distress signal without its content, which is on its own page if the person `agreed`.

    `waits` is the queued request of a person who agreed or asked for somebody in danger, else None.
    """

    id: int
    conversation: int
    created: dt.datetime
    agreed: bool
    waits: Optional[Handoff]


def list_signal_rows(
    unit: UnitOfWork, source: bursts.NetworkSource = bursts.unknown_source
) -> list[list[BoardSignal]]:
    """Return the unseen signals in rows, one for each burst, the oldest first."""
    rows = bursts.group_bursts(unit, alert_repository.list_unseen_alerts(unit), source)
    return [[_build_signal(unit, each) for each in row] for row in rows]


def _build_signal(unit: UnitOfWork, alert: alert_repository.Alert) -> BoardSignal:
    request = handoff_repository.find_open_handoff(unit, alert.conversation)
    known = request is not None and (alert.agreed or request.danger)
    waits = request if request is not None and known and request.state == QUEUED else None
    return BoardSignal(alert.id, alert.conversation, alert.created, alert.agreed, waits)
