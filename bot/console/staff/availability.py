"""Duty of a counsellor: whether they take people who wait."""

from __future__ import annotations

import datetime as dt
from typing import Optional

from bot.console.auth import audit_trail
from bot.console.staff import account_repository
from bot.storage.unit_of_work import UnitOfWork


def end_duty(unit: UnitOfWork, counsellor: int, now: dt.datetime, by: Optional[int]) -> None:
    """Set the counsellor off duty, with an audit line if that is a change."""
    if account_repository.end_duty(unit, counsellor):
        audit_trail.append_line(unit, by, "duty_changed", f"counsellor:{counsellor}", now)
