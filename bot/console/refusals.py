"""Why something is refused, as the key of a sentence in `_words.html`."""

from __future__ import annotations

from typing import Union

from bot.handoff import errors
from bot.privacy.intake import Refused

Refusal = Union[errors.HandoffError, Refused]
REFUSED = (errors.HandoffError, Refused)
_REASONS: dict[type[errors.HandoffError], str] = {
    errors.NotQueued: "gone_from_queue",
    errors.AlreadyClaimed: "gone_from_queue",
    errors.NotClaimed: "not_claimed",
    errors.NotYours: "not_yours",
    errors.AlreadyEnded: "talk_ended",
    errors.UnknownHandoff: "talk_ended",
    errors.OffDuty: "off_duty",
    errors.Identifying: "personal",
    errors.TooManyChats: "two_chats",
    errors.NotAgreed: "signal_closed",
}


def reason_of(error: Refusal) -> str:
    """The key."""
    if isinstance(error, Refused):
        return {"empty": "empty", "too_long": "too_long"}.get(error.reason, "characters")
    return _REASONS.get(type(error), "failed")
