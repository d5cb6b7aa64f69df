"""Data of the day's page: queue, own conversations, signals, today's appointments."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Optional

from bot.booking.appointment_repository import Appointment, list_active_between
from bot.booking.local_time import ZONE, local_day, to_utc
from bot.console.desk.board_signals import BoardSignal
from bot.console.desk.held_conversation_repository import HeldConversation
from bot.console.desk.own_talks import OwnTalk, read_own_talks
from bot.console.desk.team_state import TeamState, read_team_state
from bot.console.staff import account_repository
from bot.handoff import bursts, transcript
from bot.handoff.handoff_claims import MAX_CHATS
from bot.handoff.handoff_repository import Handoff
from bot.handoff.offer_repository import Offer
from bot.storage.unit_of_work import UnitOfWork


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
    class visits to confirm; `questions` counts those left for the team, `bookings` this
    counsellor's appointments that they have not seen in the agenda.
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
    questions: int = 0
    bookings: int = 0

    @property
    def waiting(self) -> list[Handoff]:
        """All queued requests."""
        return [each for row in self.queue for each in row]

    @property
    def is_full(self) -> bool:
        """Whether the counsellor has the maximum number of conversations."""
        return sum(not each.joined for each in self.chats) >= MAX_CHATS

    @property
    def unread(self) -> int:
        """Unread messages in one's own conversations."""
        return sum(each.unread for each in self.chats)

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
    own = read_own_talks(unit, counsellor)
    return build_board(read_team_state(unit, now, source), own, counsellor, duty, role)


def build_board(
    team: TeamState, own: list[OwnTalk], counsellor: int, duty: str, role: str
) -> Board:
    """Build the board of a counsellor from the state of the team and from their `own` talks."""
    held = team.list_held_by_others(counsellor)
    is_on = duty == "on"
    return Board(
        duty=duty,
        queue=team.queue,
        chats=[_build_chat(each, counsellor) for each in own],
        signals=team.signals if is_on else [],
        others=held if role == "admin" else [],
        visits=team.visits,
        to_join=[each for each in team.to_join if is_on and each.counsellor != counsellor],
        gone=[each for each in held if is_on and each.gone is not None],
        offers=team.list_offers_to(counsellor) if is_on else [],
        questions=team.questions,
        bookings=team.bookings.get(counsellor, 0),
    )


def list_todays_appointments(
    unit: UnitOfWork, counsellor: int, now: dt.datetime
) -> list[Appointment]:
    """Return today's appointments (local day) in order, including unconfirmed class visits."""
    day = local_day(now)
    first = to_utc(dt.datetime.combine(day, dt.time(), ZONE))
    last = to_utc(dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZONE))
    return list_active_between(unit, counsellor, first, last)


def _build_chat(talk: OwnTalk, counsellor: int) -> OwnConversation:
    held = talk.marks.handoff
    joined = held.counsellor != counsellor
    return OwnConversation(held, talk.marks.last_time, talk.marks.unread, talk.signal, joined)
