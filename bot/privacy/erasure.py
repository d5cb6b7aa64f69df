"""Being forgotten: now on request (P6), by itself with time (P7)."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import partial
from typing import Any, Optional

import sqlalchemy as sa

from bot.privacy import routing, stones
from bot.privacy.appointments import forget_appointments, purge_appointments
from bot.privacy.remembered import forget_words
from bot.storage.channel_tables import routes
from bot.storage.columns import UtcTime
from bot.storage.conversations import queue_up
from bot.storage.engine import erases
from bot.storage.handoff_tables import alerts, answered, handoffs, ratings
from bot.storage.tables import (
    choices,
    conversations,
    erased_messages,
    inbox,
    notebooks,
    outbox,
    sessions,
    tombstones,
    tracker_events,
    unanswered,
    wrong_codes,
)
from bot.storage.unit_of_work import UnitOfWork

# How long a wrong code counts against whoever tries more.
CODES_COUNT_FOR = dt.timedelta(hours=1)
# Telegram keeps what it could not deliver for a day, Meta for a day and a half.
SENT_AGAIN = dt.timedelta(days=2)
# The option of an engine that names the folder of `bot.privacy.stones`.
ERASED = "erased"
_NOTEBOOKS = sa.select(notebooks.c.id, notebooks.c.created).where(
    notebooks.c.person == sa.bindparam("whose")
)
_OF_A_CONVERSATION = (
    *(alerts, answered, handoffs),
    *(choices, outbox, inbox, tracker_events, unanswered),
)


def empty(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """Erase all that a person said and got; the chat stays open so that it can be said.

    What stays is a row with a pseudonym and two counters, and the stone that says it was asked.
    """
    erases(unit.connection)
    queue_up(unit, person)
    conversation = _conversation(unit, person)
    if conversation is not None:
        _count_on(unit, conversation)
        _remember_numbers(unit, conversation, now)
        for table in _OF_A_CONVERSATION:
            unit.execute(table.delete().where(table.c.conversation_id == conversation))
        routing.end_soon(unit, conversation, now)
    marks = [notebook_mark(row) for row in unit.execute(_NOTEBOOKS, {"whose": person})]
    unit.execute(notebooks.delete().where(notebooks.c.person == person))
    forget_appointments(unit, person, now)
    # That somebody tried still counts, for an hour; who it was does not stay.
    unit.execute(wrong_codes.update().where(wrong_codes.c.person == person).values(person=None))
    for name in (person, *marks):
        _mark(unit, name, now)
    unit.afterwards(forget_words)


def forget(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """Erase everything, the open session too. Doing it again changes nothing."""
    empty(unit, person, now)
    conversation = _conversation(unit, person)
    if conversation is not None:
        for table in (sessions, routes):
            unit.execute(table.delete().where(table.c.conversation_id == conversation))
        unit.execute(conversations.delete().where(conversations.c.id == conversation))


def person_of(unit: UnitOfWork, code_hash: str) -> Optional[str]:
    """Whose notebook a code opens, or None."""
    query = sa.select(notebooks.c.person).where(notebooks.c.code_hash == code_hash)
    return unit.execute(query).scalar()


def purge(
    unit: UnitOfWork, now: dt.datetime, days: int, months: int, contact_days: int, most: int = 200
) -> int:
    """Erase up to `most` conversations unused for `days` and notebooks unused for `months`, and who
    came to appointments over for `contact_days`.

    Returns how many went. Call it until it returns 0, a commit each time: a crash in the middle
    loses nothing but time.
    """
    erases(unit.connection)
    old = now - dt.timedelta(days=days)
    # Someone who came back is seen at the answer only: what waits is not to be purged before it.
    waits = sa.exists().where(
        inbox.c.conversation_id == conversations.c.id, inbox.c.status == "waiting"
    )
    stale = _let_go_of(unit, (conversations.c.last_seen < old) & ~waits, most)
    for table in (*_OF_A_CONVERSATION, sessions, routes):
        unit.execute(table.delete().where(table.c.conversation_id.in_(stale)))
    unit.execute(conversations.delete().where(conversations.c.id.in_(stale)))
    unused = list(
        unit.execute(
            sa.select(notebooks.c.id)
            .where(notebooks.c.last_used < months_before(now, months))
            .limit(most)
        ).scalars()
    )
    unit.execute(notebooks.delete().where(notebooks.c.id.in_(unused)))
    # Past this age no backup that may be restored holds the person any more.
    unit.execute(tombstones.delete().where(tombstones.c.created < months_before(now, months)))
    old_day = months_before(now, months).date()
    unit.execute(ratings.update().where(ratings.c.day < old_day).values(sentence=""))
    routing.purge(unit, now)
    unit.execute(erased_messages.delete().where(erased_messages.c.created < now - SENT_AGAIN))
    unit.execute(wrong_codes.delete().where(wrong_codes.c.created < now - CODES_COUNT_FOR))
    return len(stale) + len(unused) + purge_appointments(unit, now, contact_days, most)


def _let_go_of(unit: UnitOfWork, condition: Any, most: int) -> list[int]:
    """Up to `most` conversations that may go; on PostgreSQL locked, and looked at again then: a
    message that was accepted in between keeps its own, one that comes later is refused and sent
    again."""
    query = sa.select(conversations.c.id).where(condition).limit(most)
    if not unit.locks_rows:
        return list(unit.execute(query).scalars())
    held = list(unit.execute(query.with_for_update(skip_locked=True)).scalars())
    still = sa.select(conversations.c.id).where(condition, conversations.c.id.in_(held))
    return list(unit.execute(still).scalars())


def months_before(now: dt.datetime, months: int) -> dt.datetime:
    """365.25 / 12 days a month: retention needs no calendar."""
    return now - dt.timedelta(days=round(months * 365.25 / 12))


def _count_on(unit: UnitOfWork, conversation: int) -> None:
    """An erasure takes a number among the messages: an open page that has not seen it yet knows by
    its cursor that it has to clear itself, and no number is given twice. No counsellor owns what is
    gone."""
    mine = conversations.c.id == conversation
    last = sa.select(sa.func.max(inbox.c.seq)).where(inbox.c.conversation_id == conversation)
    before = sa.select(conversations.c.erased_through).where(mine)
    number = 1 + (unit.execute(last).scalar() or unit.execute(before).scalar_one())
    unit.execute(
        conversations.update().where(mine).values(erased_through=number, owner="bot", salience=None)
    )


def _remember_numbers(unit: UnitOfWork, conversation: int, now: dt.datetime) -> None:
    """What a platform may still send again is known as seen, without what it said. The web sends
    nothing again: its page empties itself."""
    recent = sa.select(
        inbox.c.channel, inbox.c.external_id, sa.literal(now, UtcTime()).label("created")
    ).where(
        inbox.c.conversation_id == conversation,
        inbox.c.received > now - SENT_AGAIN,
        sa.exists().where(routes.c.conversation_id == conversation),
    )
    columns = ("channel", "external_id", "created")
    unit.execute(erased_messages.insert().from_select(columns, recent))


def _conversation(unit: UnitOfWork, person: str) -> Optional[int]:
    query = sa.select(conversations.c.id).where(conversations.c.person == person)
    return unit.execute(query).scalar()


def notebook_mark(row: Any) -> str:
    """What an erased notebook is known by: it may have been under another pseudonym before, and
    nothing leads back from this to either."""
    began = row.created.astimezone(dt.timezone.utc).isoformat()
    return hashlib.sha256(f"boussole notebook v1 {row.id} {began}".encode()).hexdigest()


def _mark(unit: UnitOfWork, name: str, now: dt.datetime) -> None:
    """The stone, in the table and, once that is committed, in the folder of this service if it has
    one. It gets later each time, whatever the clock does: a backup that holds it has obeyed it."""
    mine = sa.select(tombstones.c.created).where(tombstones.c.person == name)
    before = unit.execute(mine).scalar()
    at = now if before is None else max(now, before + dt.timedelta(microseconds=1))
    stones.set_up(unit, name, at)
    folder = unit.connection.get_execution_options().get(ERASED)
    if folder is not None:
        unit.afterwards(partial(stones.record, folder, {name: at}))
