"""Unsent replies of counsellors, kept until they are sent or the conversation ends.

A draft may hold personal data, which a reply may not (P5): it is stored encrypted.
"""

from __future__ import annotations

from bot.handoff import handoff_errors, reply_draft_repository
from bot.handoff.ownership_lock import find_locked_handoff
from bot.handoff.states import ENDED
from bot.privacy.vault import UnreadableToken, Vault
from bot.storage.unit_of_work import UnitOfWork

MAX_DRAFT_CHARS = 2000


def read_draft(unit: UnitOfWork, handoff_id: int, counsellor: int, vault: Vault) -> str:
    """Return the draft of a counsellor; "" if there is none, or its key is gone."""
    sealed = reply_draft_repository.find_draft(unit, handoff_id, counsellor)
    try:
        return vault.open(sealed) if sealed else ""
    except UnreadableToken:
        return ""


def save_draft(unit: UnitOfWork, handoff_id: int, counsellor: int, text: str, vault: Vault) -> None:
    """Store the draft of a counsellor, cut at MAX_DRAFT_CHARS; a blank text deletes it.

    Raises:
        AlreadyEnded: the handoff ended or was erased.
        NotYours: the handoff belongs to another counsellor, or to nobody yet.
    """
    held = find_locked_handoff(unit, handoff_id)
    if held is None or held.state == ENDED:
        raise handoff_errors.AlreadyEnded(handoff_id)
    if held.counsellor != counsellor:
        raise handoff_errors.NotYours(handoff_id)
    if text.strip():
        sealed = vault.seal(text[:MAX_DRAFT_CHARS])
        reply_draft_repository.store_draft(unit, handoff_id, counsellor, sealed)
    else:
        reply_draft_repository.delete_draft(unit, handoff_id, counsellor)
