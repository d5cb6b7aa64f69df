"""The rows of handoffs: one row as one object, the ways to find them, and their changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.handoff.states import BOT, ENDED, HUMAN, QUEUED
from bot.storage.handoff_tables import handoffs
from bot.storage.staff_tables import counsellors, credentials
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


def count_open_chats(unit: UnitOfWork, counsellor_id: int) -> int:
    """How many chats a counsellor has open."""
    query = sa.select(sa.func.count()).where(
        handoffs.c.counsellor_id == counsellor_id, handoffs.c.state == HUMAN
    )
    return int(unit.execute(query).scalar_one())


def list_queued_until(unit: UnitOfWork, moment: dt.datetime) -> list[Handoff]:
    """Who waits since then or longer, the longest first."""
    return _fetch_all(unit, handoffs.c.state == QUEUED, handoffs.c.created <= moment)


def list_chats_by_conversation(unit: UnitOfWork, counsellor_id: int) -> list[int]:
    """The ids of a counsellor's open chats in the order of their conversations, to lock them."""
    query = sa.select(handoffs.c.id).where(
        handoffs.c.counsellor_id == counsellor_id, handoffs.c.state == HUMAN
    )
    return list(unit.execute(query.order_by(handoffs.c.conversation_id)).scalars())


def list_chats_claimed_until(unit: UnitOfWork, moment: dt.datetime) -> list[Handoff]:
    """The chats that a human has since then or longer, by id."""
    return _fetch_chats(unit, handoffs.c.claimed <= moment)


def list_abandoned_chats(unit: UnitOfWork) -> list[Handoff]:
    """The chats of accounts that are disabled or have no passphrase, by id."""
    shut = sa.select(counsellors.c.id).where(counsellors.c.disabled)
    bare = sa.select(credentials.c.counsellor_id).where(credentials.c.passphrase.is_(None))
    mine = handoffs.c.counsellor_id
    return _fetch_chats(unit, sa.or_(mine.in_(shut), mine.in_(bare)))


def list_last_waits(unit: UnitOfWork, since: dt.datetime, most: int) -> list[dt.timedelta]:
    """How long those who asked since then waited for a counsellor, the last claimed first."""
    query = (
        sa.select(handoffs.c.created, handoffs.c.claimed)
        .where(handoffs.c.counsellor_id.isnot(None), handoffs.c.created >= since)
        .order_by(handoffs.c.claimed.desc(), handoffs.c.id.desc())
        .limit(most)
    )
    return [row.claimed - row.created for row in unit.execute(query)]


def insert_handoff(unit: UnitOfWork, conversation: int, **values: Any) -> int:
    """A new handoff of a conversation, which must be held; its id."""
    made = unit.execute(handoffs.insert().values(conversation_id=conversation, **values))
    return int(made.inserted_primary_key[0])


def update_handoff(unit: UnitOfWork, handoff_id: int, **values: Any) -> None:
    """Change columns of one handoff."""
    unit.execute(handoffs.update().where(handoffs.c.id == handoff_id).values(**values))


def update_in_state(unit: UnitOfWork, handoff_id: int, state: str, values: dict[str, Any]) -> bool:
    """Change columns of one handoff if it is in that state still; whether it was."""
    same = (handoffs.c.id == handoff_id) & (handoffs.c.state == state)
    return bool(unit.execute(handoffs.update().where(same).values(values)).rowcount == 1)


def mark_handoff_rated(unit: UnitOfWork, handoff_id: int) -> bool:
    """Note that a talk was rated; False when it had been."""
    first = (handoffs.c.id == handoff_id) & handoffs.c.rated.is_(False)
    return bool(unit.execute(handoffs.update().where(first).values(rated=True)).rowcount)


def _fetch_chats(unit: UnitOfWork, condition: Any) -> list[Handoff]:
    query = sa.select(handoffs).where(handoffs.c.state == HUMAN, condition)
    return [_from_row(row) for row in unit.execute(query.order_by(handoffs.c.id))]


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
