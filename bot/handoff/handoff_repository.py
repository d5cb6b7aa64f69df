"""Queries and updates of handoffs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.handoff.states import BOT, ENDED, GONE, HUMAN, QUEUED
from bot.storage.handoff_tables import handoffs
from bot.storage.staff_tables import counsellors, credentials
from bot.storage.unit_of_work import UnitOfWork

_held_since = sa.func.coalesce(handoffs.c.taken, handoffs.c.claimed)


@dataclass(frozen=True)
class Handoff:
    """A person's request for a human. `summary`: the text that the person approved.

    `from_message`, `from_reply`: the last numbers that are *not* shown (0 shows all). `taken`: when
    the present counsellor took over from another. `gone`: since when the counsellor is known to be
    gone. `requeued`: when it came back to the queue, if it did. `danger`: asked for in danger, or a
    danger was written since. `consent_from`, `consent_until`: the typed messages that the person
    let be read after an alert, ends included; 0 for none.
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
    taken: Optional[dt.datetime] = None
    gone: Optional[dt.datetime] = None
    requeued: Optional[dt.datetime] = None
    danger: bool = False
    consent_from: int = 0
    consent_until: int = 0

    @property
    def owner(self) -> str:
        """The owner of the conversation according to this handoff: one of `states.OWNERS`."""
        return BOT if self.state == ENDED else self.state

    @property
    def phase(self) -> str:
        """The state for `states.advance`: one of `states.STATES`."""
        return GONE if self.state == HUMAN and self.gone is not None else self.owner

    @property
    def held_since(self) -> Optional[dt.datetime]:
        """Since when the present counsellor has it, or the last one had it."""
        return self.taken or self.claimed

    @property
    def waits_since(self) -> dt.datetime:
        """Since when the person waits: since the request, or since the counsellor was given up."""
        return self.requeued or self.created


def count_by_state(unit: UnitOfWork) -> dict[str, int]:
    """Return the number of QUEUED and HUMAN handoffs by state; states without any are absent."""
    query = sa.select(handoffs.c.state, sa.func.count()).group_by(handoffs.c.state)
    return dict(unit.execute(query.where(handoffs.c.state.in_((QUEUED, HUMAN)))).all())


def find_handoff(unit: UnitOfWork, handoff_id: int) -> Optional[Handoff]:
    """Return the handoff, or None if it does not exist or was erased."""
    return _fetch_one(unit, handoffs.c.id == handoff_id)


def find_open_handoff(unit: UnitOfWork, conversation: int) -> Optional[Handoff]:
    """Return the open handoff of a conversation, or None; there is at most one."""
    is_open = handoffs.c.state.in_((QUEUED, HUMAN))
    return _fetch_one(unit, handoffs.c.conversation_id == conversation, is_open)


def find_last_talk(unit: UnitOfWork, conversation: int) -> Optional[Handoff]:
    """Return the last ended handoff of a conversation that a counsellor had claimed, or None."""
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
    return build_handoff(row) if row else None


def list_ended_talks(
    unit: UnitOfWork,
    counsellor_id: int,
    most: int,
    label: str = "",
    since: Optional[dt.datetime] = None,
    until: Optional[dt.datetime] = None,
) -> list[Handoff]:
    """Return up to `most` ended talks of a counsellor, the last ended first.

    `label`: only those with this label. `since`, `until`: only those that ended from the first
    time to before the second.
    """
    query = sa.select(handoffs).where(
        handoffs.c.state == ENDED,
        handoffs.c.counsellor_id == counsellor_id,
        handoffs.c.claimed.isnot(None),
    )
    if label:
        query = query.where(handoffs.c.label == label)
    if since is not None:
        query = query.where(handoffs.c.ended >= since)
    if until is not None:
        query = query.where(handoffs.c.ended < until)
    newest = query.order_by(handoffs.c.ended.desc(), handoffs.c.id.desc()).limit(most)
    return [build_handoff(row) for row in unit.execute(newest)]


def list_queue(unit: UnitOfWork) -> list[Handoff]:
    """Return the queued handoffs: those in danger first, then those whose counsellor has gone, then
    the oldest."""
    query = sa.select(handoffs).where(handoffs.c.state == QUEUED)
    urgency = (handoffs.c.danger.desc(), handoffs.c.requeued.is_(None))
    order = (*urgency, handoffs.c.created, handoffs.c.id)
    return [build_handoff(row) for row in unit.execute(query.order_by(*order))]


def list_open_chats(unit: UnitOfWork, counsellor_id: int) -> list[Handoff]:
    """Return the open chats of a counsellor, the oldest first."""
    return _fetch_all(unit, handoffs.c.state == HUMAN, handoffs.c.counsellor_id == counsellor_id)


def list_chats_in_danger(unit: UnitOfWork) -> list[Handoff]:
    """Return the chats of counsellors in which the person is in danger, the oldest first."""
    held = handoffs.c.counsellor_id.isnot(None)
    return _fetch_all(unit, handoffs.c.state == HUMAN, handoffs.c.danger, held)


def count_open_chats(unit: UnitOfWork, counsellor_id: int) -> int:
    """Return the number of open chats of a counsellor."""
    query = sa.select(sa.func.count()).where(
        handoffs.c.counsellor_id == counsellor_id, handoffs.c.state == HUMAN
    )
    return int(unit.execute(query).scalar_one())


def list_queued_until(unit: UnitOfWork, moment: dt.datetime) -> list[Handoff]:
    """Return the handoffs queued since `moment` or earlier, the oldest first."""
    since = sa.func.coalesce(handoffs.c.requeued, handoffs.c.created)
    return _fetch_all(unit, handoffs.c.state == QUEUED, since <= moment)


def list_chats_by_conversation(unit: UnitOfWork, counsellor_id: int) -> list[int]:
    """Return the ids of a counsellor's open chats by conversation, the order of locking."""
    query = sa.select(handoffs.c.id).where(
        handoffs.c.counsellor_id == counsellor_id, handoffs.c.state == HUMAN
    )
    return list(unit.execute(query.order_by(handoffs.c.conversation_id)).scalars())


def list_chats_claimed_until(unit: UnitOfWork, moment: dt.datetime) -> list[Handoff]:
    """Return the chats that their counsellor has since `moment` or earlier, by id."""
    return _fetch_chats(unit, _held_since <= moment)


def list_present_chats(
    unit: UnitOfWork, moment: dt.datetime, absent: Collection[int]
) -> list[Handoff]:
    """Return the chats of these counsellors, held since `moment` or earlier, not known as gone."""
    theirs = handoffs.c.counsellor_id.in_(absent)
    return _fetch_chats(unit, theirs, handoffs.c.gone.is_(None), _held_since <= moment)


def list_gone_chats(unit: UnitOfWork, counsellor_id: Optional[int] = None) -> list[Handoff]:
    """Return the chats whose counsellor is known to be gone, all or those of one, by id."""
    mine = [] if counsellor_id is None else [handoffs.c.counsellor_id == counsellor_id]
    return _fetch_chats(unit, handoffs.c.gone.isnot(None), *mine)


def list_abandoned_chats(unit: UnitOfWork) -> list[Handoff]:
    """Return the chats of accounts that are disabled or have no passphrase, by id."""
    disabled = sa.select(counsellors.c.id).where(counsellors.c.disabled)
    locked = sa.select(credentials.c.counsellor_id).where(credentials.c.passphrase.is_(None))
    holder = handoffs.c.counsellor_id
    return _fetch_chats(unit, sa.or_(holder.in_(disabled), holder.in_(locked)))


def list_last_waits(unit: UnitOfWork, since: dt.datetime, most: int) -> list[dt.timedelta]:
    """Return the waiting times of handoffs requested since `since`, the last claimed first."""
    query = (
        sa.select(handoffs.c.created, handoffs.c.claimed)
        .where(
            handoffs.c.counsellor_id.isnot(None),
            handoffs.c.requeued.is_(None),
            handoffs.c.created >= since,
        )
        .order_by(handoffs.c.claimed.desc(), handoffs.c.id.desc())
        .limit(most)
    )
    return [row.claimed - row.created for row in unit.execute(query)]


def insert_handoff(unit: UnitOfWork, conversation: int, **values: Any) -> int:
    """Insert a handoff and return its id; the conversation must be locked."""
    made = unit.execute(handoffs.insert().values(conversation_id=conversation, **values))
    return int(made.inserted_primary_key[0])


def update_handoff(unit: UnitOfWork, handoff_id: int, **values: Any) -> None:
    """Update columns of a handoff."""
    unit.execute(handoffs.update().where(handoffs.c.id == handoff_id).values(**values))


def update_in_state(unit: UnitOfWork, handoff_id: int, state: str, values: dict[str, Any]) -> bool:
    """Update columns of a handoff that is in a state; return whether it was."""
    same = (handoffs.c.id == handoff_id) & (handoffs.c.state == state)
    return bool(unit.execute(handoffs.update().where(same).values(values)).rowcount == 1)


def mark_handoff_rated(unit: UnitOfWork, handoff_id: int) -> bool:
    """Mark a handoff as rated; return False if it already was."""
    first = (handoffs.c.id == handoff_id) & handoffs.c.rated.is_(False)
    return bool(unit.execute(handoffs.update().where(first).values(rated=True)).rowcount)


def _fetch_chats(unit: UnitOfWork, *conditions: Any) -> list[Handoff]:
    query = sa.select(handoffs).where(handoffs.c.state == HUMAN, *conditions)
    return [build_handoff(row) for row in unit.execute(query.order_by(handoffs.c.id))]


def _fetch_one(unit: UnitOfWork, *conditions: Any) -> Optional[Handoff]:
    row = unit.execute(sa.select(handoffs).where(*conditions)).first()
    return build_handoff(row) if row else None


def _fetch_all(unit: UnitOfWork, *conditions: Any) -> list[Handoff]:
    query = sa.select(handoffs).where(*conditions)
    return [
        build_handoff(r) for r in unit.execute(query.order_by(handoffs.c.created, handoffs.c.id))
    ]


def build_handoff(row: Any) -> Handoff:
    """Build a handoff from a row with all columns of `handoffs`, and maybe others."""
    values = {column.name: row._mapping[column] for column in handoffs.c}
    return Handoff(
        conversation=values.pop("conversation_id"),
        counsellor=values.pop("counsellor_id"),
        **values,
    )
