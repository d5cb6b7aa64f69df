"""Asking for a human: into the queue, with what the person agreed to show."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.handoff import errors
from bot.handoff.handoff import Handoff, find, open_of
from bot.handoff.owning import give, hold, last_message
from bot.handoff.states import ASK, BOT, QUEUED, advance
from bot.privacy.intake import clean
from bot.privacy.redaction import redact
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import UnitOfWork

SUMMARY, TRANSCRIPT, NONE = SHARES = ("summary", "transcript", "none")


def ask(
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
        WithHuman: a counsellor is there already.
        bot.privacy.intake.Refused: the summary cannot be stored.
    """
    if share not in SHARES:
        raise errors.UnknownShare(share)
    approved = _approved(share, summary)
    row = hold(unit, conversation)
    if row is None:
        raise errors.UnknownConversation(conversation)
    # Whoever asks holds the conversation: two at once come here one after the other, and the
    # index `one_open_handoff` only guards against code that does not.
    before = open_of(unit, conversation)
    advance(before.owner if before else BOT, ASK)
    shown: dict[str, Any] = {"share": share, "summary": approved}
    if before:
        shown.update(_from(unit, row, share, before.share))
        unit.execute(handoffs.update().where(handoffs.c.id == before.id).values(shown))
        return _stored(unit, before.id)
    shown.update(_from(unit, row, share))
    return _insert(unit, conversation, pseudonym, now, shown)


def _insert(
    unit: UnitOfWork, conversation: int, pseudonym: str, now: dt.datetime, shown: dict[str, Any]
) -> Handoff:
    made = unit.execute(
        handoffs.insert().values(
            conversation_id=conversation, state=QUEUED, pseudonym=pseudonym, created=now, **shown
        )
    )
    give(unit, conversation, QUEUED)
    return _stored(unit, made.inserted_primary_key[0])


def _approved(share: str, summary: str) -> str:
    """The edited text did not come through the inbox: it is cleaned and redacted here (P5)."""
    if share == NONE or not summary.strip():
        return ""
    return redact(clean(summary)).text


def _from(unit: UnitOfWork, row: Any, share: str, before: str = "") -> dict[str, int]:
    """Where reading begins. Who asked without the transcript, and again, keeps the first moment."""
    if share == TRANSCRIPT:
        return {"from_message": 0, "from_reply": 0}
    if before and before != TRANSCRIPT:
        return {}
    return {"from_message": last_message(unit, row), "from_reply": row.last_reply}


def _stored(unit: UnitOfWork, handoff_id: int) -> Handoff:
    stored = find(unit, handoff_id)
    if stored is None:
        raise errors.UnknownHandoff
    return stored
