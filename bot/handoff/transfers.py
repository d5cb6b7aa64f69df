"""Transfer of a talk to a colleague on duty, who sees an offer with a note and may decline it.

The talk stays with whoever offers it until the colleague accepts, so that it always has one holder.
"""

from __future__ import annotations

import datetime as dt

from bot.handoff import handoff_errors, offer_repository
from bot.handoff.absence import assign
from bot.handoff.duty_repository import find_duty
from bot.handoff.handoff_repository import Handoff
from bot.handoff.offer_repository import Offer
from bot.handoff.ownership_lock import find_locked_handoff
from bot.handoff.staff_note_repository import StaffNote, insert_staff_note
from bot.handoff.states import TRANSFER, advance
from bot.privacy.message_validation import clean_message
from bot.privacy.redaction import redact
from bot.storage.unit_of_work import UnitOfWork


def offer_transfer(
    unit: UnitOfWork, handoff_id: int, giver: int, taker: int, note: str, now: dt.datetime
) -> Handoff:
    """Offer a talk to a colleague, with a redacted note (may be empty); an earlier offer ends.

    Raises:
        AlreadyEnded, NotClaimed: the handoff ended, or waits in the queue.
        NotYours: it belongs to another counsellor.
        OfferRefused: the colleague is not on duty, or is the counsellor themself.
        bot.privacy.message_validation.MessageRefused: the note cannot be stored.
    """
    words = redact(clean_message(note)).text if note.strip() else ""
    held = _require_held(unit, handoff_id)
    if held.counsellor != giver:
        raise handoff_errors.NotYours(handoff_id)
    if taker == giver or find_duty(unit, taker) != "on":
        raise handoff_errors.OfferRefused(handoff_id)
    offer_repository.insert_offer(unit, handoff_id, giver, taker, words, now)
    return held


def withdraw_offer(unit: UnitOfWork, handoff_id: int, giver: int) -> Handoff:
    """Take an offer back, or dismiss one that was declined. Raises AlreadyEnded, NotYours."""
    held = _require_held(unit, handoff_id)
    if held.counsellor != giver:
        raise handoff_errors.NotYours(handoff_id)
    offer_repository.delete_offer(unit, handoff_id)
    return held


def accept_offer(unit: UnitOfWork, handoff_id: int, taker: int, now: dt.datetime) -> Handoff:
    """Give an offered talk to the colleague; the note becomes one of the team's notes.

    Raises:
        AlreadyEnded, NotClaimed: the handoff ended, or waits in the queue.
        NotOffered: there is no open offer to this counsellor.
        OffDuty, TooManyChats: see `handoff_claims.claim_handoff`.
    """
    held = _require_held(unit, handoff_id)
    offer = _require_offer(unit, handoff_id, taker)
    given = assign(unit, held, taker, TRANSFER, now)
    if offer.note:
        insert_staff_note(unit, handoff_id, StaffNote(offer.note, offer.giver, offer.created))
    return given


def decline_offer(unit: UnitOfWork, handoff_id: int, taker: int) -> Handoff:
    """Decline an offer; the giver keeps the talk and sees it. Raises as `accept_offer`."""
    held = _require_held(unit, handoff_id)
    _require_offer(unit, handoff_id, taker)
    offer_repository.decline_offer(unit, handoff_id)
    return held


def _require_held(unit: UnitOfWork, handoff_id: int) -> Handoff:
    held = find_locked_handoff(unit, handoff_id)
    if held is None:
        raise handoff_errors.AlreadyEnded(handoff_id)
    advance(held.phase, TRANSFER)
    return held


def _require_offer(unit: UnitOfWork, handoff_id: int, taker: int) -> Offer:
    offer = offer_repository.find_offer(unit, handoff_id)
    if offer is None or offer.declined or offer.taker != taker:
        raise handoff_errors.NotOffered(handoff_id)
    return offer
