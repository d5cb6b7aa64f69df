"""The terms of use, which every counsellor accepts once per version.

An acceptance is a line of the audit trail. Change `TERMS_VERSION` with the text
(`templates/terms.html`).
"""

from __future__ import annotations

import datetime as dt
from typing import Optional

from bot.console.auth import audit_repository, audit_trail
from bot.storage.unit_of_work import UnitOfWork

TERMS_VERSION = dt.date(2026, 11, 30)
_AUDIT_ACTION: audit_trail.AuditAction = "terms_accepted"
_AUDIT_SUBJECT = f"terms:{TERMS_VERSION:%Y%m%d}"


def find_acceptance_time(unit: UnitOfWork, counsellor: int) -> Optional[dt.datetime]:
    """Return when the account accepted the present version, or None."""
    return audit_repository.find_first_time(unit, counsellor, _AUDIT_ACTION, _AUDIT_SUBJECT)


def accept_terms(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> None:
    """Record the acceptance. Idempotent."""
    if find_acceptance_time(unit, counsellor) is None:
        audit_trail.append_line(unit, counsellor, _AUDIT_ACTION, _AUDIT_SUBJECT, now)
