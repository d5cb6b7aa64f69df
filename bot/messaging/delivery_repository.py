"""The delivery progress of each conversation (`routes`), and counts of outcomes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.channel_tables import delivery_counts, routes
from bot.storage.reply_repository import unsent_on_route
from bot.storage.unit_of_work import UnitOfWork

# A time further ahead than it can have been set, by a clock a minute ahead of this one, was set
# before the clock was put back: it has passed. A platform asks for a pause of a day at most.
MAX_HOLD_AHEAD, MAX_PAUSE_AHEAD = dt.timedelta(minutes=2), dt.timedelta(minutes=11)
MAX_ASKED_PAUSE_AHEAD = dt.timedelta(days=1)

_ROUTE = sa.select(routes).where(routes.c.conversation_id == sa.bindparam("conversation"))
_LOCKED_ROUTE = _ROUTE.with_for_update()
_LOCKED_ROUTE_IF_FREE = _ROUTE.with_for_update(skip_locked=True)
_UPDATE_ROUTE = routes.update().where(routes.c.conversation_id == sa.bindparam("whose"))


def find_deliverable_conversations(
    unit: UnitOfWork, channels: tuple[str, ...], now: dt.datetime, most: int = 200
) -> list[int]:
    """Return up to `most` conversations that have something to deliver now."""
    query = sa.select(routes.c.conversation_id).where(
        routes.c.channel.in_(channels),
        routes.c.closed.is_(False),
        _has_passed(routes.c.held_until, now, MAX_HOLD_AHEAD),
        sa.or_(
            _has_passed(routes.c.due, now, MAX_ASKED_PAUSE_AHEAD),
            routes.c.told_to_wait.is_(False) & (routes.c.due > now + MAX_PAUSE_AHEAD),
        ),
        unsent_on_route(),
    )
    return list(unit.execute(query.limit(most)).scalars())


def find_delivery_channel(unit: UnitOfWork, conversation: int) -> Optional[str]:
    """Return the channel that delivers a conversation's replies; None for the web."""
    row = unit.execute(_ROUTE, {"conversation": conversation}).first()
    return row.channel if row else None


def lock_route(unit: UnitOfWork, conversation: int, wait: bool = True) -> Any:
    """Return the route's row, locked until the transaction ends.

    None if there is none or, without `wait`, if another transaction holds it.
    """
    query = _ROUTE
    if unit.locks_rows:
        query = _LOCKED_ROUTE if wait else _LOCKED_ROUTE_IF_FREE
    return unit.execute(query, {"conversation": conversation}).first()


def update_route(unit: UnitOfWork, conversation: int, **values: Any) -> None:
    """Update columns of a route that the caller holds."""
    unit.execute(_UPDATE_ROUTE, {"whose": conversation, **values})


def count_outcome(unit: UnitOfWork, channel: str, outcome: str, day: dt.date) -> None:
    """Count an outcome of that day."""
    insert = (postgresql if unit.locks_rows else sqlite).insert(delivery_counts)
    unit.execute(
        insert.values(day=day, channel=channel, outcome=outcome, count=1).on_conflict_do_update(
            index_elements=("day", "channel", "outcome"),
            set_={"count": delivery_counts.c.count + 1},
        )
    )


def _has_passed(column: Any, now: dt.datetime, ahead: dt.timedelta) -> Any:
    return sa.or_(column.is_(None), column <= now, column > now + ahead)
