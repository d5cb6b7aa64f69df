"""Why something is refused, as the key of a sentence in `_words.html`."""

from __future__ import annotations

from typing import Union

from bot.handoff import handoff_errors
from bot.privacy.message_validation import MessageRefused

Refusal = Union[handoff_errors.HandoffError, MessageRefused]
REFUSAL_ERRORS = (handoff_errors.HandoffError, MessageRefused)
_REASONS: dict[type[handoff_errors.HandoffError], str] = {
    handoff_errors.NotQueued: "gone_from_queue",
    handoff_errors.AlreadyClaimed: "gone_from_queue",
    handoff_errors.NotClaimed: "not_claimed",
    handoff_errors.NotYours: "not_yours",
    handoff_errors.AlreadyEnded: "talk_ended",
    handoff_errors.UnknownHandoff: "talk_ended",
    handoff_errors.OffDuty: "off_duty",
    handoff_errors.IdentifyingText: "personal",
    handoff_errors.TooManyChats: "two_chats",
    handoff_errors.ConsentMissing: "signal_closed",
}


def find_refusal_key(error: Refusal) -> str:
    """The key."""
    if isinstance(error, MessageRefused):
        return {"empty": "empty", "too_long": "too_long"}.get(error.reason, "characters")
    return _REASONS.get(type(error), "failed")
