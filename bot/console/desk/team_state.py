"""What the pages of all counsellors have in common: queue, signals, talks under way, visits,
questions left, new appointments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bot.booking.appointment_repository import Appointment, list_to_confirm
from bot.booking.unseen_repository import count_unseen
from bot.console.desk import held_conversation_repository
from bot.console.desk.board_signals import BoardSignal, list_signal_rows
from bot.console.desk.held_conversation_repository import HeldConversation
from bot.deferred_questions.deferred_question_repository import count_waiting
from bot.handoff import bursts, handoff_repository, participant_repository, queue_wait
from bot.handoff.handoff_repository import Handoff
from bot.handoff.offer_repository import Offer, list_open_offers
from bot.handoff.participants import MAX_PARTICIPANTS
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class TeamState:
    """What no counsellor's own talks are needed for.

    `queue` and `signals` are in rows, one for each burst of similar ones. `held` are all talks of
    counsellors; `to_join` those with a person in danger that one more counsellor may join; `offers`
    the open ones; `visits` the class visits to confirm; `questions` counts those that people left
    and that wait for an answer; `bookings` the appointments that each counsellor has not seen.
    """

    queue: list[list[Handoff]] = field(default_factory=list)
    signals: list[list[BoardSignal]] = field(default_factory=list)
    held: list[HeldConversation] = field(default_factory=list)
    to_join: list[Handoff] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    visits: list[Appointment] = field(default_factory=list)
    questions: int = 0
    bookings: dict[int, int] = field(default_factory=dict)

    def list_held_by_others(self, counsellor: int) -> list[HeldConversation]:
        """Return the talks of other counsellors, the longest first."""
        return [each for each in self.held if each.counsellor != counsellor]

    def list_offers_to(self, counsellor: int) -> list[Offer]:
        """Return the open offers to a counsellor, the oldest first."""
        return [each for each in self.offers if each.taker == counsellor]


def read_team_state(
    unit: UnitOfWork, now: dt.datetime, source: bursts.NetworkSource = bursts.unknown_source
) -> TeamState:
    """Return the present state. `source` gives the network of a conversation, if known."""
    return TeamState(
        queue=queue_wait.list_queue_rows(unit, source),
        signals=list_signal_rows(unit, source),
        held=held_conversation_repository.list_held(unit),
        to_join=_list_talks_to_join(unit),
        offers=list_open_offers(unit),
        visits=list_to_confirm(unit, now),
        questions=count_waiting(unit),
        bookings=count_unseen(unit, now),
    )


def _list_talks_to_join(unit: UnitOfWork) -> list[Handoff]:
    return [
        each
        for each in handoff_repository.list_chats_in_danger(unit)
        if len(participant_repository.list_participants(unit, each.id)) < MAX_PARTICIPANTS
    ]
