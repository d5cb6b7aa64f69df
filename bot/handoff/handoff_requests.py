"""Asking for a human: into the queue, with what the person agreed to show."""

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
    """Put the person in the queue. Asking again changes what is shown, and nothing else: not the
    place in the queue, not the pseudonym.

    `share` is one of SHARES; the `summary` is dropped with "none". Unless the transcript is
    shared, a counsellor reads what is said from now on only.

    Raises:
        UnknownShare, UnknownConversation.
        AlreadyWithHuman: a counsellor is there already.
        bot.privacy.message_validation.MessageRefused: the summary cannot be stored.
    """
    if share not in SHARES:
        raise handoff_errors.UnknownShare(share)
    approved = _clean_summary(share, summary)
    row = lock_conversation(unit, conversation)
    if row is None:
        raise handoff_errors.UnknownConversation(conversation)
    # Whoever asks holds the conversation: two at once come here one after the other, and the
    # index `one_open_handoff` only guards against code that does not.
    before = find_open_handoff(unit, conversation)
    advance(before.owner if before else BOT, ASK)
    shown: dict[str, Any] = {"share": share, "summary": approved}
    if before:
        shown.update(_reading_start(unit, row, share, before.share))
        update_handoff(unit, before.id, **shown)
        return _require_handoff(unit, before.id)
    shown.update(_reading_start(unit, row, share))
    made = insert_handoff(
        unit, conversation, state=QUEUED, pseudonym=pseudonym, created=now, **shown
    )
    set_owner(unit, conversation, QUEUED)
    return _require_handoff(unit, made)


def _clean_summary(share: str, summary: str) -> str:
    """The edited text did not come through the inbox: it is cleaned and redacted here (P5)."""
    if share == NONE or not summary.strip():
        return ""
    return redact(clean_message(summary)).text


def _reading_start(unit: UnitOfWork, row: Any, share: str, before: str = "") -> dict[str, int]:
    """Where reading begins. Who asked without the transcript, and again, keeps the first moment."""
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
