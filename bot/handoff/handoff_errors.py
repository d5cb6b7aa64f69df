"""Errors of the handoff; all derive from `HandoffError`. None reveals which counsellor acted."""

from __future__ import annotations

from typing import ClassVar


class HandoffError(Exception):
    """Base of all errors of this package."""

    code: ClassVar[str] = "failed"


class UnknownEvent(HandoffError):
    """The state or event is not one of `bot.handoff.states`."""

    code = "handoff_unknown_event"


class UnknownConversation(HandoffError):
    """The conversation does not exist or was erased."""

    code = "handoff_unknown_conversation"


class UnknownHandoff(HandoffError):
    """The handoff does not exist or was erased."""

    code = "handoff_unknown_handoff"


class UnknownShare(HandoffError):
    """The share is not one of `bot.handoff.handoff_requests.SHARES`."""

    code = "handoff_unknown_share"


class NotQueued(HandoffError):
    """The handoff is not, or no longer, in the queue."""

    code = "handoff_not_queued"


class AlreadyClaimed(HandoffError):
    """Another counsellor already claimed the handoff."""

    code = "handoff_already_claimed"


class NotClaimed(HandoffError):
    """The handoff is still in the queue."""

    code = "handoff_not_claimed"


class AlreadyWithHuman(HandoffError):
    """The person is already talking with a counsellor."""

    code = "handoff_already_with_human"


class AlreadyEnded(HandoffError):
    """The handoff ended or was erased."""

    code = "handoff_already_ended"


class NotYours(HandoffError):
    """The handoff belongs to another counsellor."""

    code = "handoff_not_yours"


class NotInDanger(HandoffError):
    """A second counsellor joins only where the person is in danger."""

    code = "handoff_not_in_danger"


class AlreadyJoined(HandoffError):
    """Another counsellor joined the talk."""

    code = "handoff_already_joined"


class OffDuty(HandoffError):
    """The counsellor is not on duty: off, in an interview, disabled or unknown."""

    code = "handoff_off_duty"


class TooManyChats(HandoffError):
    """The counsellor has the maximum number of open chats."""

    code = "handoff_too_many_chats"


class IdentifyingText(HandoffError):
    """A counsellor's text contains personal data, such as a number that is not the centre's."""

    code = "handoff_identifying_text"


class UnknownSubject(HandoffError):
    """The rated subject is not one of `bot.handoff.ratings.SUBJECTS`."""

    code = "handoff_unknown_subject"


class InvalidScore(HandoffError):
    """The score is not between 1 and 5."""

    code = "handoff_invalid_score"


class ConsentMissing(HandoffError):
    """There is no consent, or no longer, to read the messages of an alert."""

    code = "handoff_consent_missing"


class AlertExpired(HandoffError):
    """There is no alert of the current episode."""

    code = "handoff_alert_expired"


class NobodyOnDuty(HandoffError):
    """No counsellor is on duty."""

    code = "handoff_nobody_on_duty"


class NotGone(HandoffError):
    """The counsellor of the handoff is there."""

    code = "handoff_not_gone"


class AlreadyGone(HandoffError):
    """The counsellor of the handoff is known to be gone."""

    code = "handoff_already_gone"


class NotOffered(HandoffError):
    """The handoff is not, or no longer, offered to this counsellor."""

    code = "handoff_not_offered"


class OfferRefused(HandoffError):
    """The colleague cannot be offered the handoff: not on duty, or the counsellor themself."""

    code = "handoff_offer_refused"
