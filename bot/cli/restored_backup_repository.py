"""Rows that a restore carries over (audit trail) or ends (sessions)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.staff_tables import audit, console_sessions, device_codes
from bot.storage.unit_of_work import UnitOfWork

# Values of an audit line by column, without the id.
AuditValues = dict[str, Any]


def list_audit_values(unit: UnitOfWork) -> list[AuditValues]:
    """Return the whole audit trail, in order."""
    columns = [column for column in audit.columns if column.name != "id"]
    query = sa.select(*columns).order_by(audit.c.id)
    return [dict(row) for row in unit.execute(query).mappings()]


def find_last_audit_time(unit: UnitOfWork) -> Optional[dt.datetime]:
    """Return the time of the last line, or None."""
    return unit.execute(sa.select(sa.func.max(audit.c.created))).scalar()


def insert_audit_values(unit: UnitOfWork, values: AuditValues) -> None:
    """Insert a line of another database unchanged."""
    unit.execute(audit.insert().values(values))


def delete_sign_ins(unit: UnitOfWork) -> None:
    """Delete all sessions and device codes."""
    for table in (console_sessions, device_codes):
        unit.execute(table.delete())
