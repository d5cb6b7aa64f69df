"""What can go wrong in the handoff, each with its own name; all derive from `HandoffError`.

None says who did what: « somebody was quicker » is all that a counsellor learns of another.
"""

from __future__ import annotations


class HandoffError(Exception):
    """Base of all errors of this package."""


class UnknownEvent(HandoffError):
    """States and events are those of `bot.handoff.states`."""


class UnknownConversation(HandoffError):
    """No such conversation, or it was erased."""


class UnknownHandoff(HandoffError):
    """No such handoff, or it was erased."""


class UnknownShare(HandoffError):
    """What is shown is a summary, the transcript or nothing."""


class NotQueued(HandoffError):
    """Nobody waits there (any more)."""


class AlreadyClaimed(HandoffError):
    """A counsellor was quicker."""


class NotClaimed(HandoffError):
    """Still in the queue: nobody talks with this person."""


class AlreadyWithHuman(HandoffError):
    """The person talks with a counsellor already."""


class AlreadyEnded(HandoffError):
    """Nothing is open there: it ended, or was erased."""


class NotYours(HandoffError):
    """Another counsellor talks with this person."""


class OffDuty(HandoffError):
    """The counsellor is not on duty: off, in an interview, disabled or unknown."""


class TooManyChats(HandoffError):
    """The counsellor has as many chats open as one may have."""


class IdentifyingText(HandoffError):
    """A counsellor's words hold a number, an address or an account that is not the place's own."""


class UnknownSubject(HandoffError):
    """What is rated is one of `bot.handoff.ratings.SUBJECTS`."""


class InvalidScore(HandoffError):
    """Scores go from 1 to 5."""


class ConsentMissing(HandoffError):
    """What led to an alert is not to be read (any more)."""


class AlertExpired(HandoffError):
    """There is no alert of this time to agree about."""


class NobodyOnDuty(HandoffError):
    """No counsellor can be asked now."""
