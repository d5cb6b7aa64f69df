"""Data of the day's page: queue, own conversations, signals, today's appointments."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Optional

from bot.booking.appointment_repository import Appointment, list_active_between, list_to_confirm
from bot.booking.local_time import ZONE, local_day, to_utc
from bot.care.signals import LEVELS
from bot.console.desk import held_conversation_repository
from bot.console.desk.held_conversation_repository import HeldConversation
from bot.console.staff import account_repository
from bot.handoff import (
    alert_repository,
    bursts,
    handoff_repository,
    participant_repository,
    participants,
    queue_wait,
    transcript,
)
from bot.handoff.handoff_claims import MAX_CHATS
from bot.handoff.handoff_repository import Handoff
from bot.handoff.offer_repository import Offer, list_offers_to
from bot.handoff.participants import MAX_PARTICIPANTS
from bot.handoff.read_marks import count_unread
from bot.handoff.states import QUEUED
from bot.storage.message_history_repository import find_last_message_time
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class BoardSignal:
    """A distress signal without its content, which is on its own page if the person `agreed`.

    `waits` is the queued request of a person who agreed or asked for somebody in danger, else None.
    """

    id: int
    created: dt.datetime
    agreed: bool
    waits: Optional[Handoff]


@dataclass(frozen=True)
class OwnConversation:
    """A conversation of this counsellor; `last` is when the person last wrote.

    `signal` is the last of the gravest messages with a signal that the counsellor may read, None
    without any. `joined`: a colleague holds it.
    """

    handoff: Handoff
    last: Optional[dt.datetime]
    unread: int = 0
    signal: Optional[transcript.TranscriptMessage] = None
    joined: bool = False


@dataclass(frozen=True)
class Board:
    """The day's page.

    `queue` is in waiting order. `signals` are for counsellors on duty only (S5), the oldest first.
    In both, similar entries of a burst share a row, in the place of the first; who waits in danger
    comes first. `to_join` are colleagues' talks with a person in danger, without anything said
    there; `gone`: talks of counsellors who are gone, to take over; `offers`: talks that colleagues
    offer to this counsellor; all three on duty only. `others` is for admins only; `visits` are
    class visits to confirm.
    """

    duty: str
    queue: list[list[Handoff]]
    chats: list[OwnConversation]
    signals: list[list[BoardSignal]]
    others: list[HeldConversation]
    visits: list[Appointment]
    to_join: list[Handoff]
    gone: list[HeldConversation] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)

    @property
    def waiting(self) -> list[Handoff]:
        """All queued requests."""
        return [each for row in self.queue for each in row]

    @property
    def is_full(self) -> bool:
        """Whether the counsellor has the maximum number of conversations."""
        return sum(not each.joined for each in self.chats) >= MAX_CHATS

    @property
    def calls(self) -> int:
        """Number of rows that alert this counsellor: 0 in an interview or off duty."""
        if self.duty != "on":
            return 0
        return len(self.queue) + len(self.signals) + len(self.gone) + len(self.offers)

    @property
    def dangers(self) -> int:
        """Number of rows of `calls` in which somebody waits in danger."""
        return sum(row[0].danger for row in self.queue) if self.duty == "on" else 0

    def may_claim(self, waiting: Handoff) -> bool:
        """Whether the counsellor may claim a queued request; danger knows no maximum."""
        return self.duty == "on" and (waiting.danger or not self.is_full)

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
    held = held_conversation_repository.list_held_by_others(unit, counsellor)
    is_on = duty == "on"
    return Board(
        duty=duty,
        queue=queue_wait.list_queue_rows(unit, source),
        chats=_list_chats(unit, counsellor),
        signals=_list_signal_rows(unit, source) if is_on else [],
        others=held if role == "admin" else [],
        visits=list_to_confirm(unit, now),
        to_join=_list_talks_to_join(unit, counsellor) if is_on else [],
        gone=[each for each in held if each.gone is not None] if is_on else [],
        offers=list_offers_to(unit, counsellor) if is_on else [],
    )


def list_todays_appointments(
    unit: UnitOfWork, counsellor: int, now: dt.datetime
) -> list[Appointment]:
    """Return today's appointments (local day) in order, including unconfirmed class visits."""
    day = local_day(now)
    first = to_utc(dt.datetime.combine(day, dt.time(), ZONE))
    last = to_utc(dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZONE))
    return list_active_between(unit, counsellor, first, last)


def _list_chats(unit: UnitOfWork, counsellor: int) -> list[OwnConversation]:
    own = handoff_repository.list_open_chats(unit, counsellor)
    joined = participants.list_joined_talks(unit, counsellor)
    return [_build_chat(unit, each, counsellor) for each in (*own, *joined)]


def _build_chat(unit: UnitOfWork, handoff: Handoff, counsellor: int) -> OwnConversation:
    last = find_last_message_time(unit, handoff.conversation, handoff.from_message)
    signalled = [each for each in transcript.list_messages(unit, handoff) if each.is_signalled]
    gravest = max(signalled, key=lambda each: (LEVELS.index(each.signal), each.seq), default=None)
    unread = count_unread(unit, handoff, counsellor)
    return OwnConversation(handoff, last, unread, gravest, handoff.counsellor != counsellor)


def _list_talks_to_join(unit: UnitOfWork, counsellor: int) -> list[Handoff]:
    """Return the colleagues' talks in danger that this counsellor may join."""
    return [
        each
        for each in handoff_repository.list_chats_in_danger(unit)
        if each.counsellor != counsellor
        and len(participant_repository.list_participants(unit, each.id)) < MAX_PARTICIPANTS
    ]


def _list_signal_rows(unit: UnitOfWork, source: bursts.NetworkSource) -> list[list[BoardSignal]]:
    rows = bursts.group_bursts(unit, alert_repository.list_unseen_alerts(unit), source)
    return [[_build_signal(unit, each) for each in row] for row in rows]


def _build_signal(unit: UnitOfWork, alert: alert_repository.Alert) -> BoardSignal:
    request = handoff_repository.find_open_handoff(unit, alert.conversation)
    known = request is not None and (alert.agreed or request.danger)
    waits = request if request is not None and known and request.state == QUEUED else None
    return BoardSignal(alert.id, alert.created, alert.agreed, waits)
