"""Erase a person's data on request (P6), and expired data by age (P7)."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import partial
from typing import Any

from bot.language.erasable_caches import clear_caches
from bot.privacy import (
    code_attempt_repository,
    delivery_address_repository,
    erasure_log,
    erasure_repository,
    tombstone_repository,
)
from bot.privacy.appointment_anonymisation_repository import (
    anonymise_past_appointments,
    erase_from_appointments,
)
from bot.storage import message_repository, reply_repository
from bot.storage.conversation_repository import find_conversation, lock_person
from bot.storage.database_engine import mark_wal_for_truncation
from bot.storage.unit_of_work import UnitOfWork

# How long a wrong code counts against further attempts.
WRONG_CODE_LIFETIME = dt.timedelta(hours=1)
# No platform redelivers a message after this time (`ChannelCapabilities.redelivery`).
REDELIVERY_WINDOW = dt.timedelta(days=2)
# The engine option that names the folder of `bot.privacy.erasure_log`.
ERASURE_LOG_OPTION = "erased"


def erase_content(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """Erase what a person said and noted; keep the chat open for the confirmation.

    That is messages, replies and notebooks; appointments are made anonymous. What remains is a row
    with a pseudonym and two counters, the ids that a platform may send again, and tombstones.
    """
    mark_wal_for_truncation(unit.connection)
    lock_person(unit, person)
    conversation = find_conversation(unit, person)
    if conversation is not None:
        _allocate_erasure_number(unit, conversation)
        # The web channel never redelivers: its page clears itself.
        message_repository.keep_platform_ids(unit, conversation, now - REDELIVERY_WINDOW, now)
        _delete_content(unit, [conversation])
        delivery_address_repository.expire_after_erasure(unit, conversation, now)
    held = erasure_repository.list_notebook_identities(unit, person)
    marks = [hash_notebook_identity(row) for row in held]
    erasure_repository.delete_notebooks_of(unit, person)
    erase_from_appointments(unit, person, now)
    # Wrong codes still count for an hour, but anonymously.
    code_attempt_repository.forget_person(unit, person)
    for name in (person, *marks):
        _set_tombstone(unit, name, now)
    unit.on_commit(clear_caches)


def erase_person(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """Erase everything, the open session included. Idempotent."""
    erase_content(unit, person, now)
    conversation = find_conversation(unit, person)
    if conversation is not None:
        erasure_repository.delete_conversations(unit, [conversation])


def purge_expired(
    unit: UnitOfWork, now: dt.datetime, days: int, months: int, contact_days: int, most: int = 200
) -> int:
    """Erase expired data; return how many conversations, notebooks and appointments it was.

    Up to `most` conversations unused for `days`, notebooks unused for `months`, and personal data
    of appointments that ended `contact_days` ago. Call it until it returns 0, with a commit each
    time, so that a crash loses no work.
    """
    mark_wal_for_truncation(unit.connection)
    old = now - dt.timedelta(days=days)
    # Until the reply is sent, `seen` is not updated: pending messages must not be purged.
    waits = message_repository.waiting_in_conversation()
    stale = erasure_repository.lock_stale_conversations(unit, old, waits, most)
    _delete_content(unit, stale)
    erasure_repository.delete_conversations(unit, stale)
    long_ago = months_before(now, months)
    unused = erasure_repository.list_unused_notebooks(unit, long_ago, most)
    erasure_repository.delete_notebooks(unit, unused)
    # No backup that may be restored is older than this.
    tombstone_repository.delete_tombstones(unit, long_ago)
    erasure_repository.clear_rating_sentences(unit, long_ago.date())
    delivery_address_repository.purge_expired_addresses(unit, now)
    erasure_repository.delete_erased_messages(unit, now - REDELIVERY_WINDOW)
    code_attempt_repository.delete_wrong_codes(unit, now - WRONG_CODE_LIFETIME)
    return len(stale) + len(unused) + anonymise_past_appointments(unit, now, contact_days, most)


def _delete_content(unit: UnitOfWork, conversation_ids: list[int]) -> None:
    erasure_repository.delete_requests(unit, conversation_ids)
    reply_repository.delete_replies(unit, conversation_ids)
    message_repository.delete_messages(unit, conversation_ids)
    erasure_repository.delete_dialogue_state(unit, conversation_ids)


def months_before(now: dt.datetime, months: int) -> dt.datetime:
    """Return the time so many months ago, at 365.25 / 12 days a month."""
    return now - dt.timedelta(days=round(months * 365.25 / 12))


def _allocate_erasure_number(unit: UnitOfWork, conversation: int) -> None:
    """Give the erasure a message number, and the conversation back to the bot.

    An open page notices from its cursor that it has to clear itself, and no number is used twice.
    """
    last = message_repository.find_last_number(unit, conversation)
    number = 1 + (last or erasure_repository.fetch_erased_through(unit, conversation))
    erasure_repository.reset_conversation(unit, conversation, erased_through=number)


def hash_notebook_identity(row: Any) -> str:
    """Return an irreversible hash of a notebook that does not depend on the pseudonym."""
    began = row.created.astimezone(dt.timezone.utc).isoformat()
    return hashlib.sha256(f"boussole notebook v1 {row.id} {began}".encode()).hexdigest()


def _set_tombstone(unit: UnitOfWork, name: str, now: dt.datetime) -> None:
    """Save the tombstone in the database and, after the commit, in the erasure log if there is one.

    Its time always increases, whatever the clock does, so that a backup that holds it is known to
    have applied it.
    """
    before = tombstone_repository.find_tombstone(unit, name)
    at = now if before is None else max(now, before + dt.timedelta(microseconds=1))
    tombstone_repository.save_tombstone(unit, name, at)
    folder = unit.connection.get_execution_options().get(ERASURE_LOG_OPTION)
    if folder is not None:
        unit.on_commit(partial(erasure_log.try_append_tombstones, folder, {name: at}))
