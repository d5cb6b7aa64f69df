"""A counsellor with two talks under way and people who wait: what a console shows when busy."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.console.staff import terms
from bot.handoff import handoff_claims, handoff_requests
from bot.handoff.handoff_repository import list_queue
from bot.storage.conversation_tables import conversations
from bot.storage.handoff_tables import handoffs
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import reading, writing

WAITING = 4


def fill_desk(engine: Engine, now: dt.datetime) -> int:
    """Make a counsellor who holds as many talks as allowed while others wait, unless there is one;
    all ended talks were theirs. Return their id."""
    with reading(engine) as unit:
        known = unit.execute(sa.select(sa.func.min(counsellors.c.id))).scalar()
        if known is not None and list_queue(unit):
            return int(known)
    with writing(engine) as unit:
        values = {"name": "Conseil", "duty": "on", "created": now}
        mine = int(unit.execute(counsellors.insert().values(values)).inserted_primary_key[0])
        terms.accept_terms(unit, mine, now)
        newest = sa.select(conversations.c.id).order_by(conversations.c.id.desc())
        wanted = WAITING + handoff_claims.MAX_CHATS
        for place, number in enumerate(unit.execute(newest.limit(wanted)).scalars().all()):
            made = handoff_requests.request_handoff(
                unit, number, "none", "", f"Renard {place}", now
            )
            if place < handoff_claims.MAX_CHATS:
                handoff_claims.claim_handoff(unit, made.id, mine, now)
        ended = handoffs.update().where(handoffs.c.state == "ended")
        unit.execute(ended.values(counsellor_id=mine))
        unit.commit()
    return mine
