"""Rows of the handoffs that a counsellor offers to a colleague."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.handoff.states import HUMAN
from bot.storage.handoff_tables import handoff_offers, handoffs
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork

_from, _to = counsellors.alias("giver"), counsellors.alias("taker")


@dataclass(frozen=True)
class Offer:
    """A handoff that `giver` offers to `taker`, with both names and a note for the taker."""

    handoff: int
    pseudonym: str
    giver: int
    giver_name: str
    taker: int
    taker_name: str
    note: str
    declined: bool
    created: dt.datetime


def insert_offer(
    unit: UnitOfWork, handoff_id: int, giver: int, taker: int, note: str, now: dt.datetime
) -> None:
    """Insert an offer in the place of an earlier one."""
    delete_offer(unit, handoff_id)
    values = {"from_id": giver, "to_id": taker, "note": note, "declined": False, "created": now}
    unit.execute(handoff_offers.insert().values(handoff_id=handoff_id, **values))


def find_offer(unit: UnitOfWork, handoff_id: int) -> Optional[Offer]:
    """Return the offer of a handoff, or None. It may have been declined."""
    row = unit.execute(_select().where(handoff_offers.c.handoff_id == handoff_id)).first()
    return Offer(*row) if row else None


def list_open_offers(unit: UnitOfWork) -> list[Offer]:
    """Return the offers that were not declined, the oldest first."""
    query = _select().where(handoff_offers.c.declined.is_(False)).order_by(handoff_offers.c.id)
    return [Offer(*row) for row in unit.execute(query)]


def decline_offer(unit: UnitOfWork, handoff_id: int) -> None:
    """Mark an offer as declined."""
    mine = handoff_offers.c.handoff_id == handoff_id
    unit.execute(handoff_offers.update().where(mine).values(declined=True))


def delete_offer(unit: UnitOfWork, handoff_id: int) -> None:
    """Delete the offer of a handoff, if there is one."""
    unit.execute(handoff_offers.delete().where(handoff_offers.c.handoff_id == handoff_id))


def _select() -> Any:
    offer = handoff_offers.c
    columns = (handoffs.c.pseudonym, offer.from_id, _from.c.name, offer.to_id, _to.c.name)
    return (
        sa.select(offer.handoff_id, *columns, offer.note, offer.declined, offer.created)
        .join(handoffs, handoffs.c.id == offer.handoff_id)
        .join(_from, _from.c.id == offer.from_id)
        .join(_to, _to.c.id == offer.to_id)
        .where(handoffs.c.state == HUMAN, handoffs.c.counsellor_id == offer.from_id)
    )
