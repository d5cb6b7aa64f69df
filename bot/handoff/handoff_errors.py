"""What can go wrong in the handoff, each with its own name; all derive from `HandoffError`.

None says who did what: « somebody was quicker » is all that a counsellor learns of another.
"""

from __future__ import annotations

from typing import ClassVar


class HandoffError(Exception):
    """Base of all errors of this package."""

    code: ClassVar[str] = "failed"


class UnknownEvent(HandoffError):
    """States and events are those of `bot.handoff.states`."""

    code = "handoff_unknown_event"


class UnknownConversation(HandoffError):
    """No such conversation, or it was erased."""

    code = "handoff_unknown_conversation"


class UnknownHandoff(HandoffError):
    """No such handoff, or it was erased."""

    code = "handoff_unknown_handoff"


class UnknownShare(HandoffError):
    """What is shown is a summary, the transcript or nothing."""

    code = "handoff_unknown_share"


class NotQueued(HandoffError):
    """Nobody waits there (any more)."""

    code = "handoff_not_queued"


class AlreadyClaimed(HandoffError):
    """A counsellor was quicker."""

    code = "handoff_already_claimed"


class NotClaimed(HandoffError):
    """Still in the queue: nobody talks with this person."""

    code = "handoff_not_claimed"


class AlreadyWithHuman(HandoffError):
    """The person talks with a counsellor already."""

    code = "handoff_already_with_human"


class AlreadyEnded(HandoffError):
    """Nothing is open there: it ended, or was erased."""

    code = "handoff_already_ended"


class NotYours(HandoffError):
    """Another counsellor talks with this person."""

    code = "handoff_not_yours"


class OffDuty(HandoffError):
    """The counsellor is not on duty: off, in an interview, disabled or unknown."""

    code = "handoff_off_duty"


class TooManyChats(HandoffError):
    """The counsellor has as many chats open as one may have."""

    code = "handoff_too_many_chats"


class IdentifyingText(HandoffError):
    """A counsellor's words hold a number, an address or an account that is not the place's own."""

    code = "handoff_identifying_text"


class UnknownSubject(HandoffError):
    """What is rated is one of `bot.handoff.ratings.SUBJECTS`."""

    code = "handoff_unknown_subject"


class InvalidScore(HandoffError):
    """Scores go from 1 to 5."""

    code = "handoff_invalid_score"


class ConsentMissing(HandoffError):
    """What led to an alert is not to be read (any more)."""

    code = "handoff_consent_missing"


class AlertExpired(HandoffError):
    """There is no alert of this time to agree about."""

    code = "handoff_alert_expired"


class NobodyOnDuty(HandoffError):
    """No counsellor can be asked now."""

    code = "handoff_nobody_on_duty"
