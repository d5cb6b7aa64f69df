"""Being forgotten: now on request (P6), by itself with time (P7)."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import partial
from typing import Any, Optional

import sqlalchemy as sa

from bot.language.erasable_caches import clear_caches
from bot.privacy import delivery_address_repository, erasure_log
from bot.privacy.appointment_anonymiser import anonymise_past_appointments, erase_from_appointments
from bot.storage.channel_tables import routes
from bot.storage.column_types import UtcTime
from bot.storage.conversation_repository import lock_person
from bot.storage.conversation_tables import (
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
from bot.storage.database_engine import mark_wal_for_truncation
from bot.storage.handoff_tables import alerts, answered, handoffs, ratings
from bot.storage.unit_of_work import UnitOfWork

# How long a wrong code counts against whoever tries more.
WRONG_CODE_LIFETIME = dt.timedelta(hours=1)
# No platform sends again for so long what it could not deliver (`ChannelCapabilities.redelivery`).
REDELIVERY_WINDOW = dt.timedelta(days=2)
# The option of an engine that names the folder of `bot.privacy.erasure_log`.
ERASURE_LOG_OPTION = "erased"
_FIND_NOTEBOOKS = sa.select(notebooks.c.id, notebooks.c.created).where(
    notebooks.c.person == sa.bindparam("whose")
)
_CONVERSATION_TABLES = (
    *(alerts, answered, handoffs),
    *(choices, outbox, inbox, tracker_events, unanswered),
)


def erase_content(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """Erase all that a person said and got; the chat stays open so that it can be said.

    What stays is a row with a pseudonym and two counters, and the stone that says it was asked.
    """
    mark_wal_for_truncation(unit.connection)
    lock_person(unit, person)
    conversation = _find_conversation(unit, person)
    if conversation is not None:
        _allocate_erasure_number(unit, conversation)
        _keep_message_ids(unit, conversation, now)
        for table in _CONVERSATION_TABLES:
            unit.execute(table.delete().where(table.c.conversation_id == conversation))
        delivery_address_repository.expire_after_erasure(unit, conversation, now)
    marks = [
        hash_notebook_identity(row) for row in unit.execute(_FIND_NOTEBOOKS, {"whose": person})
    ]
    unit.execute(notebooks.delete().where(notebooks.c.person == person))
    erase_from_appointments(unit, person, now)
    # That somebody tried still counts, for an hour; who it was does not stay.
    unit.execute(wrong_codes.update().where(wrong_codes.c.person == person).values(person=None))
    for name in (person, *marks):
        _set_tombstone(unit, name, now)
    unit.on_commit(clear_caches)


def erase_person(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """Erase everything, the open session too. Doing it again changes nothing."""
    erase_content(unit, person, now)
    conversation = _find_conversation(unit, person)
    if conversation is not None:
        for table in (sessions, routes):
            unit.execute(table.delete().where(table.c.conversation_id == conversation))
        unit.execute(conversations.delete().where(conversations.c.id == conversation))


def find_person_by_code(unit: UnitOfWork, code_hash: str) -> Optional[str]:
    """Whose notebook a code opens, or None."""
    query = sa.select(notebooks.c.person).where(notebooks.c.code_hash == code_hash)
    return unit.execute(query).scalar()


def purge_expired(
    unit: UnitOfWork, now: dt.datetime, days: int, months: int, contact_days: int, most: int = 200
) -> int:
    """Erase up to `most` conversations unused for `days` and notebooks unused for `months`, and who
    came to appointments over for `contact_days`.

    Returns how many went. Call it until it returns 0, a commit each time: a crash in the middle
    loses nothing but time.
    """
    mark_wal_for_truncation(unit.connection)
    old = now - dt.timedelta(days=days)
    # Someone who came back is seen at the answer only: what waits is not to be purged before it.
    waits = sa.exists().where(
        inbox.c.conversation_id == conversations.c.id, inbox.c.status == "waiting"
    )
    stale = _lock_conversations(unit, (conversations.c.last_seen < old) & ~waits, most)
    for table in (*_CONVERSATION_TABLES, sessions, routes):
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
    delivery_address_repository.purge_expired_addresses(unit, now)
    unit.execute(
        erased_messages.delete().where(erased_messages.c.created < now - REDELIVERY_WINDOW)
    )
    unit.execute(wrong_codes.delete().where(wrong_codes.c.created < now - WRONG_CODE_LIFETIME))
    return len(stale) + len(unused) + anonymise_past_appointments(unit, now, contact_days, most)


def _lock_conversations(unit: UnitOfWork, condition: Any, most: int) -> list[int]:
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


def _allocate_erasure_number(unit: UnitOfWork, conversation: int) -> None:
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


def _keep_message_ids(unit: UnitOfWork, conversation: int, now: dt.datetime) -> None:
    """What a platform may still send again is known as seen, without what it said. The web sends
    nothing again: its page empties itself."""
    recent = sa.select(
        inbox.c.channel, inbox.c.external_id, sa.literal(now, UtcTime()).label("created")
    ).where(
        inbox.c.conversation_id == conversation,
        inbox.c.received > now - REDELIVERY_WINDOW,
        sa.exists().where(routes.c.conversation_id == conversation),
    )
    columns = ("channel", "external_id", "created")
    unit.execute(erased_messages.insert().from_select(columns, recent))


def _find_conversation(unit: UnitOfWork, person: str) -> Optional[int]:
    query = sa.select(conversations.c.id).where(conversations.c.person == person)
    return unit.execute(query).scalar()


def hash_notebook_identity(row: Any) -> str:
    """What an erased notebook is known by: it may have been under another pseudonym before, and
    nothing leads back from this to either."""
    began = row.created.astimezone(dt.timezone.utc).isoformat()
    return hashlib.sha256(f"boussole notebook v1 {row.id} {began}".encode()).hexdigest()


def _set_tombstone(unit: UnitOfWork, name: str, now: dt.datetime) -> None:
    """The stone, in the table and, once that is committed, in the folder of this service if it has
    one. It gets later each time, whatever the clock does: a backup that holds it has obeyed it."""
    mine = sa.select(tombstones.c.created).where(tombstones.c.person == name)
    before = unit.execute(mine).scalar()
    at = now if before is None else max(now, before + dt.timedelta(microseconds=1))
    erasure_log.save_tombstone(unit, name, at)
    folder = unit.connection.get_execution_options().get(ERASURE_LOG_OPTION)
    if folder is not None:
        unit.on_commit(partial(erasure_log.try_append_tombstones, folder, {name: at}))
