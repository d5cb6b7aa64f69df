"""What a restored backup takes over of the audit trail, and the sign-ins that it ends."""

from __future__ import annotations

import datetime as dt
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.staff_tables import audit, console_sessions, device_codes
from bot.storage.unit_of_work import UnitOfWork

# Columns of `audit` by their names, without the id.
AuditValues = dict[str, Any]


def list_audit_values(unit: UnitOfWork) -> list[AuditValues]:
    """The whole audit trail, in order."""
    columns = [column for column in audit.columns if column.name != "id"]
    query = sa.select(*columns).order_by(audit.c.id)
    return [dict(row) for row in unit.execute(query).mappings()]


def find_last_audit_time(unit: UnitOfWork) -> Optional[dt.datetime]:
    """When the last line was written; None where there is none."""
    return unit.execute(sa.select(sa.func.max(audit.c.created))).scalar()


def insert_audit_values(unit: UnitOfWork, values: AuditValues) -> None:
    """Append a line as it was in another database."""
    unit.execute(audit.insert().values(values))


def delete_sign_ins(unit: UnitOfWork) -> None:
    """End all sessions of the console, and all codes for devices."""
    for table in (console_sessions, device_codes):
        unit.execute(table.delete())
