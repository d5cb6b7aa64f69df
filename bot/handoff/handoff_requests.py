"""Requests for a human: entering the queue with the content that the person shares."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.handoff import handoff_errors
from bot.handoff.handoff_repository import (
    Handoff,
    find_handoff,
    find_open_handoff,
    insert_handoff,
    update_handoff,
)
from bot.handoff.ownership_lock import set_owner
from bot.handoff.states import ASK, BOT, QUEUED, advance
from bot.privacy.message_validation import clean_message
from bot.privacy.redaction import redact
from bot.storage.conversation_repository import lock_conversation
from bot.storage.message_repository import last_message_number
from bot.storage.unit_of_work import UnitOfWork

SUMMARY, TRANSCRIPT, NONE = SHARES = ("summary", "transcript", "none")


def request_handoff(
    unit: UnitOfWork,
    conversation: int,
    share: str,
    summary: str,
    pseudonym: str,
    now: dt.datetime,
) -> Handoff:
    """Put the person in the queue; a repeated request only changes the shared content.

    A person in danger asks by `danger_requests`.

    `share` is one of SHARES; with "none" the `summary` is dropped. Unless the transcript is shared,
    a counsellor only reads later messages.

    Raises:
        UnknownShare, UnknownConversation: `share` or `conversation` does not exist.
        AlreadyWithHuman: the person is already talking with a counsellor.
        bot.privacy.message_validation.MessageRefused: the summary cannot be stored.
    """
    if share not in SHARES:
        raise handoff_errors.UnknownShare(share)
    approved = _clean_summary(share, summary)
    row = lock_conversation(unit, conversation)
    if row is None:
        raise handoff_errors.UnknownConversation(conversation)
    # The lock serialises requests; the index `one_open_handoff` only guards against code without.
    before = find_open_handoff(unit, conversation)
    advance(before.phase if before else BOT, ASK)
    shown: dict[str, Any] = {"share": share, "summary": approved}
    if before:
        shown.update(_reading_start(unit, row, share, before.share))
        update_handoff(unit, before.id, **shown)
        return _require_handoff(unit, before.id)
    shown.update(_reading_start(unit, row, share))
    shown.update(state=QUEUED, pseudonym=pseudonym, created=now)
    handoff_id = insert_handoff(unit, conversation, **shown)
    set_owner(unit, conversation, QUEUED)
    return _require_handoff(unit, handoff_id)


def _clean_summary(share: str, summary: str) -> str:
    """Clean and redact the edited summary, which did not pass through the inbox (P5)."""
    if share == NONE or not summary.strip():
        return ""
    return redact(clean_message(summary)).text


def _reading_start(unit: UnitOfWork, row: Any, share: str, before: str = "") -> dict[str, int]:
    """Return the columns where reading starts; a repeated request without transcript keeps them."""
    if share == TRANSCRIPT:
        return {"from_message": 0, "from_reply": 0}
    if before and before != TRANSCRIPT:
        return {}
    return {"from_message": last_message_number(unit, row), "from_reply": row.last_reply}


def _require_handoff(unit: UnitOfWork, handoff_id: int) -> Handoff:
    stored = find_handoff(unit, handoff_id)
    if stored is None:
        raise handoff_errors.UnknownHandoff
    return stored
