"""Rows of handoffs, to list and label conversations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.handoff.states import HUMAN
from bot.storage.handoff_tables import handoffs
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class HeldConversation:
    """A conversation held by a counsellor, which an admin may end.

    `gone`: since when that counsellor is known to be gone; colleagues may then take it over.
    """

    id: int
    pseudonym: str
    name: str
    claimed: dt.datetime
    gone: Optional[dt.datetime]
    counsellor: int


def list_held(unit: UnitOfWork) -> list[HeldConversation]:
    """Return those held by counsellors, the longest first."""
    held = handoffs.c
    query = (
        sa.select(
            held.id, held.pseudonym, counsellors.c.name, held.claimed, held.gone, counsellors.c.id
        )
        .join(counsellors, counsellors.c.id == held.counsellor_id)
        .where(held.state == HUMAN)
        .order_by(held.claimed)
    )
    return [HeldConversation(*row) for row in unit.execute(query)]


def set_label(unit: UnitOfWork, handoff: int, label: str) -> None:
    """Store the topic of a conversation; "" for none."""
    unit.execute(handoffs.update().where(handoffs.c.id == handoff).values(label=label))
