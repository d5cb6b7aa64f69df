"""Where a person of a platform is written to: their id there, sealed, for a time (P3).

A pseudonym can't be turned back into an id, so the id has to stand somewhere as long as answers are
to be delivered. It stands here alone, encrypted with the vault's keys, and goes with the
conversation; sooner when the person is forgotten.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.storage.channel_tables import routes
from bot.storage.conversation_tables import conversations
from bot.storage.unit_of_work import UnitOfWork

# After an erasure: long enough to say that it is done.
LIFETIME_AFTER_ERASURE = dt.timedelta(hours=1)

_OF_CONVERSATION = routes.c.conversation_id == sa.bindparam("whose")
# Who writes is there again: our own pause is over, what the platform asked for is not.
_DUE_WITHOUT_OWN_PAUSE = sa.case((routes.c.told_to_wait, routes.c.due), else_=None)
_UPDATE_OPEN_ROUTE = (
    routes.update()
    .where(_OF_CONVERSATION, routes.c.closed.is_(False))
    .values(due=_DUE_WITHOUT_OWN_PAUSE, tries=0)
)
_UPDATE_ROUTE = routes.update().where(_OF_CONVERSATION)
# Of a reply of which nothing left yet.
_UNSENT_STATE = {"part": 0, "tries": 0, "due": None, "told_to_wait": False}
_LAST_REPLY = sa.select(conversations.c.last_reply).where(
    conversations.c.id == sa.bindparam("whose")
)


@dataclass(frozen=True)
class DeliveryAddress:
    """The way back to whoever wrote: the platform's id, sealed, and how long it may stand."""

    channel: str
    sealed: str
    lasts: dt.timedelta


def save_delivery_address(
    unit: UnitOfWork, conversation: int, route: DeliveryAddress, now: dt.datetime
) -> None:
    """The person wrote: the way back is open from here on.

    What could not be delivered while they had us blocked is not sent after all.
    """
    heard = {"sealed": route.sealed, "heard": now, "expires": now + route.lasts}
    if unit.execute(_UPDATE_OPEN_ROUTE, {"whose": conversation, **heard}).rowcount:
        return
    # None: purged at this moment. The insert below then fails, and what came is sent again.
    last = unit.execute(_LAST_REPLY, {"whose": conversation}).scalar() or 0
    fresh = {**heard, **_UNSENT_STATE, "closed": False, "sent": last}
    if not unit.execute(_UPDATE_ROUTE, {"whose": conversation, **fresh}).rowcount:
        made = {"conversation_id": conversation, "channel": route.channel, **fresh}
        unit.execute(routes.insert().values(made))


def close_delivery_address(unit: UnitOfWork, person: str, at: dt.datetime) -> None:
    """They blocked us `at` this time: nothing is sent until they write again. News of it may come
    late, when they are back already."""
    mine = sa.select(conversations.c.id).where(conversations.c.person == person)
    blocked = routes.c.conversation_id.in_(mine) & (routes.c.heard <= at)
    unit.execute(routes.update().where(blocked).values(closed=True))


def expire_after_erasure(unit: UnitOfWork, conversation: int, now: dt.datetime) -> None:
    """The person is forgotten; what is still to be said to them about it has an hour. How far an
    erased reply came is not what the next one begins with."""
    last = unit.execute(_LAST_REPLY, {"whose": conversation}).scalar() or 0
    ends = {"expires": now + LIFETIME_AFTER_ERASURE, "sent": last, **_UNSENT_STATE}
    unit.execute(_UPDATE_ROUTE, {"whose": conversation, **ends})


def list_quiet_conversations(unit: UnitOfWork, before: dt.datetime) -> list[int]:
    """The conversations with an address whose person has not written since then."""
    quiet = sa.select(routes.c.conversation_id).where(routes.c.heard < before)
    return list(unit.execute(quiet).scalars())


def skip_unsent_replies(unit: UnitOfWork, conversation: int) -> None:
    """What has not left yet does not leave any more."""
    last = unit.execute(_LAST_REPLY, {"whose": conversation}).scalar() or 0
    idle = {"sent": last, "sending": False, "held_until": None, **_UNSENT_STATE}
    unit.execute(_UPDATE_ROUTE, {"whose": conversation, **idle})


def forget_sent_parts(unit: UnitOfWork, conversation: int) -> None:
    """The next reply has no part that left already."""
    unit.execute(_UPDATE_ROUTE, {"whose": conversation, "part": 0})


def purge_expired_addresses(unit: UnitOfWork, now: dt.datetime) -> None:
    """Let go of the routes whose time is over."""
    unit.execute(routes.delete().where(routes.c.expires < now))
