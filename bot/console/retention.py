"""Data of the console that expires by itself."""

from __future__ import annotations

from bot.booking.calendar_import import imported_calendar_repository
from bot.console.auth import audit_trail, sign_in_throttle, staff_sessions
from bot.deferred_questions import invitation_repository

PURGES = (
    invitation_repository.delete_expired,
    staff_sessions.purge_sessions,
    sign_in_throttle.purge_failures,
    imported_calendar_repository.purge_past_calendars,
    audit_trail.purge_failed_sign_ins,
)
