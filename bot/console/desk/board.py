"""Data of the day's page: queue, own conversations, signals, today's appointments."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Optional

from bot.booking.appointment_repository import Appointment, list_active_between, list_to_confirm
from bot.booking.local_time import ZONE, local_day, to_utc
from bot.console.desk import held_conversation_repository
from bot.console.desk.held_conversation_repository import HeldConversation
from bot.console.staff import account_repository
from bot.handoff import alert_repository, bursts, handoff_repository
from bot.handoff.handoff_claims import MAX_CHATS
from bot.handoff.handoff_repository import Handoff
from bot.handoff.read_marks import count_unread
from bot.handoff.states import QUEUED
from bot.storage.message_history_repository import find_last_message_time
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class BoardSignal:
    """A distress signal without its content, which is on its own page if the person `agreed`.

    `waits` is the queued request of a person who agreed, else None.
    """

    id: int
    created: dt.datetime
    agreed: bool
    waits: Optional[Handoff]


@dataclass(frozen=True)
class OwnConversation:
    """A conversation of this counsellor; `last` is when the person last wrote."""

    handoff: Handoff
    last: Optional[dt.datetime]
    unread: int


@dataclass(frozen=True)
class Board:
    """The day's page.

    `queue` is in waiting order. `signals` are for counsellors on duty only (S5), the oldest first.
    In both, similar entries of a burst share a row, in the place of the first. `others` is for
    admins only; `visits` are class visits to confirm.
    """

    duty: str
    queue: list[list[Handoff]]
    chats: list[OwnConversation]
    signals: list[list[BoardSignal]]
    others: list[HeldConversation]
    visits: list[Appointment]

    @property
    def waiting(self) -> list[Handoff]:
        """All queued requests."""
        return [each for row in self.queue for each in row]

    @property
    def is_full(self) -> bool:
        """Whether the counsellor has the maximum number of conversations."""
        return len(self.chats) >= MAX_CHATS

    @property
    def calls(self) -> int:
        """Number of rows that alert this counsellor: 0 in an interview or off duty."""
        return len(self.queue) + len(self.signals) if self.duty == "on" else 0

    def is_read(self, waiting: Handoff) -> bool:
        """Return whether the summary of a queued request is shown: to counsellors on duty."""
        return self.duty == "on" and bool(waiting.summary)

    @property
    def mark(self) -> str:
        """A digest that changes with the content of the board and reveals nothing of it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def read_board(
    unit: UnitOfWork,
    counsellor: int,
    now: dt.datetime,
    source: bursts.NetworkSource = bursts.unknown_source,
) -> Board:
    """Return the board of a counsellor. `source` gives the network of a conversation, if known."""
    duty, role = account_repository.get_duty_and_role(unit, counsellor)
    return Board(
        duty=duty,
        queue=bursts.group_bursts(unit, handoff_repository.list_queue(unit), source),
        chats=[
            OwnConversation(
                each,
                find_last_message_time(unit, each.conversation, each.from_message),
                count_unread(unit, each, counsellor),
            )
            for each in handoff_repository.list_open_chats(unit, counsellor)
        ],
        signals=_list_signal_rows(unit, source) if duty == "on" else [],
        others=(
            held_conversation_repository.list_held_by_others(unit, counsellor)
            if role == "admin"
            else []
        ),
        visits=list_to_confirm(unit, now),
    )


def list_todays_appointments(
    unit: UnitOfWork, counsellor: int, now: dt.datetime
) -> list[Appointment]:
    """Return today's appointments (local day) in order, including unconfirmed class visits."""
    day = local_day(now)
    first = to_utc(dt.datetime.combine(day, dt.time(), ZONE))
    last = to_utc(dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZONE))
    return list_active_between(unit, counsellor, first, last)


def _list_signal_rows(unit: UnitOfWork, source: bursts.NetworkSource) -> list[list[BoardSignal]]:
    rows = bursts.group_bursts(unit, alert_repository.list_unseen_alerts(unit), source)
    return [[_build_signal(unit, each) for each in row] for row in rows]


def _build_signal(unit: UnitOfWork, alert: alert_repository.Alert) -> BoardSignal:
    request = (
        handoff_repository.find_open_handoff(unit, alert.conversation) if alert.agreed else None
    )
    waits = request if request is not None and request.state == QUEUED else None
    return BoardSignal(alert.id, alert.created, alert.agreed, waits)
