"""A handoff as it is stored, and the ways to find one. Nothing here writes or locks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.handoff.states import BOT, ENDED, HUMAN, QUEUED
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Handoff:
    """A person's request for a human. `summary`: what the person approved, and nothing else.

    `from_message`, `from_reply`: the last numbers that are *not* shown (0: all is).
    """

    id: int
    conversation: int
    state: str
    pseudonym: str
    share: str
    summary: str
    counsellor: Optional[int]
    from_message: int
    from_reply: int
    created: dt.datetime
    claimed: Optional[dt.datetime]
    ended: Optional[dt.datetime]
    outcome: Optional[str]
    label: str
    rated: bool
    note: str

    @property
    def owner(self) -> str:
        """Who answers the person, as far as this handoff goes: one of `states.STATES`."""
        return BOT if self.state == ENDED else self.state


def count_by_state(unit: UnitOfWork) -> dict[str, int]:
    """How many people wait for a human (QUEUED) and talk with one (HUMAN), where anybody does."""
    query = sa.select(handoffs.c.state, sa.func.count()).group_by(handoffs.c.state)
    return dict(unit.execute(query.where(handoffs.c.state.in_((QUEUED, HUMAN)))).all())


def find_handoff(unit: UnitOfWork, handoff_id: int) -> Optional[Handoff]:
    """The handoff, or None: there is none, or it was erased."""
    return _fetch_one(unit, handoffs.c.id == handoff_id)


def find_open_handoff(unit: UnitOfWork, conversation: int) -> Optional[Handoff]:
    """The handoff of a conversation that is queued or with a human; there is one at most."""
    return _fetch_one(
        unit, handoffs.c.conversation_id == conversation, handoffs.c.state.in_((QUEUED, HUMAN))
    )


def find_last_talk(unit: UnitOfWork, conversation: int) -> Optional[Handoff]:
    """The last one of a conversation that a counsellor took and that is over."""
    query = (
        sa.select(handoffs)
        .where(
            handoffs.c.conversation_id == conversation,
            handoffs.c.state == ENDED,
            handoffs.c.claimed.isnot(None),
        )
        .order_by(handoffs.c.id.desc())
        .limit(1)
    )
    row = unit.execute(query).first()
    return _from_row(row) if row else None


def list_queue(unit: UnitOfWork) -> list[Handoff]:
    """Who waits, the longest first."""
    return _fetch_all(unit, handoffs.c.state == QUEUED)


def list_open_chats(unit: UnitOfWork, counsellor_id: int) -> list[Handoff]:
    """The chats that a counsellor has open, the oldest first."""
    return _fetch_all(unit, handoffs.c.state == HUMAN, handoffs.c.counsellor_id == counsellor_id)


def _fetch_one(unit: UnitOfWork, *conditions: Any) -> Optional[Handoff]:
    row = unit.execute(sa.select(handoffs).where(*conditions)).first()
    return _from_row(row) if row else None


def _fetch_all(unit: UnitOfWork, *conditions: Any) -> list[Handoff]:
    query = sa.select(handoffs).where(*conditions)
    return [_from_row(r) for r in unit.execute(query.order_by(handoffs.c.created, handoffs.c.id))]


def _from_row(row: Any) -> Handoff:
    values = dict(row._mapping)
    return Handoff(
        conversation=values.pop("conversation_id"),
        counsellor=values.pop("counsellor_id"),
        **values,
    )
