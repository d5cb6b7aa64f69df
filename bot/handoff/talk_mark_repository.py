"""One row for each talk of a counsellor, that changes with what they see of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.care.signals import LEVELS
from bot.handoff.handoff_repository import Handoff, build_handoff
from bot.handoff.states import HUMAN
from bot.storage import message_history_repository as history
from bot.storage.conversation_tables import conversations
from bot.storage.handoff_tables import (
    handoff_offers,
    handoff_participants,
    handoff_reads,
    handoffs,
)
from bot.storage.message_repository import last_number_in
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class TalkMarks:
    """An open talk that a counsellor holds or joined.

    `last_message` and `last_reply` are numbers, `last_time` is when the person last wrote in it,
    `unread` the messages that this counsellor has not read. `signals` changes with the number of
    messages of each level of distress, and is 0 without any. `offer` is the colleague to whom it is
    offered, negative if they declined, 0 without an offer.
    """

    handoff: Handoff
    last_message: int
    last_reply: int
    last_time: Optional[dt.datetime]
    unread: int
    signals: int
    offer: int

    @property
    def content(self) -> tuple[Any, ...]:
        """What changes with the messages that the counsellor may read."""
        return (self.handoff, self.last_message, self.last_reply, self.signals)

    @property
    def digest(self) -> str:
        """What changes with the page of the talk."""
        held = self.handoff
        numbers = (self.last_message, self.last_reply, self.signals, held.consent_until, self.offer)
        return ".".join((held.phase, *map(str, numbers)))


def _build_query() -> Any:
    """Return the query of handoffs, each with the other values of `TalkMarks` in their order."""
    me, talk = sa.bindparam("counsellor"), handoffs.c.conversation_id
    reads, offers, joined = handoff_reads.c, handoff_offers.c, handoff_participants.c
    read = sa.func.coalesce(reads.message, 0)
    declined = sa.case((offers.declined, -1), else_=1)
    mine = sa.select(joined.handoff_id).where(joined.counsellor_id == me)
    return (
        sa.select(
            handoffs,
            sa.func.coalesce(last_number_in(talk), 0),
            conversations.c.last_reply,
            history.last_time_in(talk, handoffs.c.from_message),
            history.count_shown_in(talk, handoffs.c.from_message, read),
            history.weigh_signals_in(talk, LEVELS[1:]),
            sa.func.coalesce(offers.to_id * declined, 0),
        )
        .join(conversations, conversations.c.id == talk)
        .outerjoin(handoff_reads, (reads.handoff_id == handoffs.c.id) & (reads.counsellor_id == me))
        .outerjoin(
            handoff_offers,
            (offers.handoff_id == handoffs.c.id) & (offers.from_id == handoffs.c.counsellor_id),
        )
        .where(
            handoffs.c.state == HUMAN,
            sa.or_(handoffs.c.counsellor_id == me, handoffs.c.id.in_(mine)),
        )
        .order_by(handoffs.c.counsellor_id != me, handoffs.c.created, handoffs.c.id)
    )


_TALKS = _build_query()


def list_talk_marks(unit: UnitOfWork, counsellor: int) -> list[TalkMarks]:
    """Return the open talks of a counsellor, then those of others that they joined, each the oldest
    first."""
    rows = unit.execute(_TALKS, {"counsellor": counsellor})
    return [TalkMarks(build_handoff(row), *row[len(handoffs.c) :]) for row in rows]
