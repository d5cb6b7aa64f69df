"""The audit trail of the console (C8), append-only: the database refuses updates and deletions.

A line holds ids only, no text and no name. Nothing is purged except failed sign-ins, of which
anybody can cause any number.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, Optional, get_args

from bot.console.auth import audit_repository
from bot.console.console_errors import InvalidAuditSubject, UnknownAuditAction
from bot.storage.unit_of_work import UnitOfWork

AuditAction = Literal[
    "account_added",
    "account_disabled",
    "account_reset",
    "invitation_accepted",
    "terms_accepted",
    "device_code_made",
    "device_code_used",
    "signed_in",
    "signed_in_by_recovery",
    "sign_in_failed",
    "signed_out",
    "session_unlocked",
    "sessions_ended",
    "passphrase_changed",
    "recovery_codes_renewed",
    "keys_rotated",
    "restored",
    "database_moved",
    "duty_changed",
    "feed_made",
    "feed_revoked",
    "account_edited",
    "audit_read",
    "hours_changed",
    "calendar_sent",
    "calendar_removed",
    "calendar_linked",
    "calendar_unlinked",
    "closures_changed",
    "kinds_changed",
    "site_changed",
    "closures_confirmed",
    "helpline_checked",
    "waiting_removed",
    "appointment_seen",
    "contact_seen",
    "appointment_made",
    "appointment_code_seen",
    "appointment_moved",
    "appointment_confirmed",
    "appointment_cancelled",
    "appointment_reassigned",
    "appointment_marked",
    "conversation_claimed",
    "conversation_seen",
    "conversation_replied",
    "conversation_noted",
    "conversation_labelled",
    "conversation_handed_back",
    "conversation_closed",
    "conversation_taken_over",
    "conversation_offered",
    "conversation_accepted",
    "conversation_declined",
    "conversation_joined",
    "conversation_left",
    "history_searched",
    "canned_text_added",
    "canned_text_changed",
    "canned_text_retired",
    "canned_text_restored",
    "alert_seen",
    "alert_read",
    "unanswered_seen",
    "answer_proposed",
    "answer_approved",
    "answer_refused",
    "answer_withdrawn",
    "deferred_seen",
    "deferred_answered",
    "deferred_declined",
    "deferred_invited",
    "deferred_draft_accepted",
    "deferred_draft_refused",
    "fact_reviewed",
    "correction_written",
    "correction_done",
    "correction_reopened",
    "event_added",
    "event_changed",
    "event_removed",
    "figures_seen",
]
AUDIT_ACTIONS: frozenset[str] = frozenset(get_args(AuditAction))
SIGN_IN_FAILED: AuditAction = "sign_in_failed"
FAILURE_RETENTION = dt.timedelta(days=30)
_SUBJECT_PATTERN = re.compile(r"([a-z_]{1,40}:\d{1,19})?", re.ASCII)


def append_line(
    unit: UnitOfWork, who: Optional[int], action: AuditAction, subject: str, now: dt.datetime
) -> None:
    """Append a line. `subject` is like `appointment:12`, or empty.

    Raises:
        UnknownAuditAction, InvalidAuditSubject: programming errors; the message omits the subject.
    """
    if action not in AUDIT_ACTIONS:
        raise UnknownAuditAction
    if not _SUBJECT_PATTERN.fullmatch(subject):
        raise InvalidAuditSubject
    audit_repository.insert_line(unit, who, action, subject, now)


def purge_failed_sign_ins(unit: UnitOfWork, now: dt.datetime) -> None:
    """Delete old failed sign-ins, the only lines that the database lets go."""
    audit_repository.delete_lines_before(unit, SIGN_IN_FAILED, now - FAILURE_RETENTION)
