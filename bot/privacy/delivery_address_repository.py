"""Encrypted platform ids, to which replies are delivered, kept for a limited time (P3).

A pseudonym cannot be turned back into a platform id, so the id is stored for as long as replies may
be delivered: only here, encrypted with the vault's keys. It is deleted with the conversation, or
earlier if the person is forgotten.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.storage.channel_tables import routes
from bot.storage.conversation_tables import conversations
from bot.storage.unit_of_work import UnitOfWork

# After an erasure: long enough to confirm it.
LIFETIME_AFTER_ERASURE = dt.timedelta(hours=1)

_OF_CONVERSATION = routes.c.conversation_id == sa.bindparam("whose")
# When the person writes again, our own pause ends, but not one that the platform asked for.
_DUE_WITHOUT_OWN_PAUSE = sa.case((routes.c.told_to_wait, routes.c.due), else_=None)
_UPDATE_OPEN_ROUTE = (
    routes.update()
    .where(_OF_CONVERSATION, routes.c.closed.is_(False))
    .values(due=_DUE_WITHOUT_OWN_PAUSE, tries=0)
)
_UPDATE_ROUTE = routes.update().where(_OF_CONVERSATION)
# A reply of which no part was sent yet.
_UNSENT_STATE = {"part": 0, "tries": 0, "due": None, "told_to_wait": False}
_LAST_REPLY = sa.select(conversations.c.last_reply).where(
    conversations.c.id == sa.bindparam("whose")
)


@dataclass(frozen=True)
class DeliveryAddress:
    """The encrypted platform id of a person, and how long it may be kept."""

    channel: str
    sealed: str
    lasts: dt.timedelta


def save_delivery_address(
    unit: UnitOfWork, conversation: int, route: DeliveryAddress, now: dt.datetime
) -> None:
    """Save the address of a person who wrote; replies blocked until now are dropped."""
    values = {"sealed": route.sealed, "heard": now, "expires": now + route.lasts}
    if unit.execute(_UPDATE_OPEN_ROUTE, {"whose": conversation, **values}).rowcount:
        return
    # None: purged at this moment. The insert below then fails, and the platform sends again.
    last = unit.execute(_LAST_REPLY, {"whose": conversation}).scalar() or 0
    fresh = {**values, **_UNSENT_STATE, "closed": False, "sent": last}
    if not unit.execute(_UPDATE_ROUTE, {"whose": conversation, **fresh}).rowcount:
        made = {"conversation_id": conversation, "channel": route.channel, **fresh}
        unit.execute(routes.insert().values(made))


def close_delivery_address(unit: UnitOfWork, person: str, at: dt.datetime) -> None:
    """Stop deliveries to a person who blocked the bot at `at` and has not written since."""
    theirs = sa.select(conversations.c.id).where(conversations.c.person == person)
    blocked = routes.c.conversation_id.in_(theirs) & (routes.c.heard <= at)
    unit.execute(routes.update().where(blocked).values(closed=True))


def expire_after_erasure(unit: UnitOfWork, conversation: int, now: dt.datetime) -> None:
    """Keep the address one more hour, to confirm the erasure; reset the sent parts."""
    last = unit.execute(_LAST_REPLY, {"whose": conversation}).scalar() or 0
    ends = {"expires": now + LIFETIME_AFTER_ERASURE, "sent": last, **_UNSENT_STATE}
    unit.execute(_UPDATE_ROUTE, {"whose": conversation, **ends})


def list_quiet_conversations(unit: UnitOfWork, before: dt.datetime) -> list[int]:
    """Return the conversations with an address and no message since that time."""
    quiet = sa.select(routes.c.conversation_id).where(routes.c.heard < before)
    return list(unit.execute(quiet).scalars())


def skip_unsent_replies(unit: UnitOfWork, conversation: int) -> None:
    """Drop the replies that were not sent yet."""
    last = unit.execute(_LAST_REPLY, {"whose": conversation}).scalar() or 0
    idle = {"sent": last, "sending": False, "held_until": None, **_UNSENT_STATE}
    unit.execute(_UPDATE_ROUTE, {"whose": conversation, **idle})


def forget_sent_parts(unit: UnitOfWork, conversation: int) -> None:
    """Reset the count of sent parts, so that the next reply is sent in full."""
    unit.execute(_UPDATE_ROUTE, {"whose": conversation, "part": 0})


def purge_expired_addresses(unit: UnitOfWork, now: dt.datetime) -> None:
    """Delete the addresses whose time is over."""
    unit.execute(routes.delete().where(routes.c.expires < now))
