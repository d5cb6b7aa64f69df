"""Up to which message counsellors have read their conversations."""

from __future__ import annotations

from bot.handoff import handoff_errors, read_mark_repository
from bot.handoff.handoff_repository import Handoff
from bot.handoff.ownership_lock import find_locked_handoff
from bot.storage.message_repository import find_last_number
from bot.storage.unit_of_work import UnitOfWork


def mark_read(unit: UnitOfWork, handoff_id: int, counsellor: int, message: int) -> Handoff:
    """Note that a counsellor has read up to a message, by its number; never goes back.

    Raises:
        AlreadyEnded: the handoff was erased.
        NotYours: the handoff belongs to another counsellor.
    """
    held = find_locked_handoff(unit, handoff_id)
    if held is None:
        raise handoff_errors.AlreadyEnded(handoff_id)
    if held.counsellor != counsellor:
        raise handoff_errors.NotYours(handoff_id)
    last = find_last_number(unit, held.conversation) or 0
    read = read_mark_repository.fetch_read_mark(unit, handoff_id, counsellor)
    if read < min(message, last):
        read_mark_repository.store_read_mark(unit, handoff_id, counsellor, min(message, last))
    return held
