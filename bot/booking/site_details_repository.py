"""The row of the centre's details."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Optional

import sqlalchemy as sa

from bot.booking.site_details import SiteDetails
from bot.storage.staff_tables import site_details
from bot.storage.unit_of_work import UnitOfWork
from bot.storage.wakeup_repository import ANSWERS_CHANGED, notify

_ROW_ID = 1


def find_site_details(unit: UnitOfWork) -> Optional[SiteDetails]:
    """Return the details, or None before the first were confirmed."""
    columns = [site_details.c[each.name] for each in fields(SiteDetails)]
    row = unit.execute(sa.select(columns).where(site_details.c.id == _ROW_ID)).first()
    return None if row is None else SiteDetails(**row._mapping)


def store_site_details(unit: UnitOfWork, details: SiteDetails, counsellor: int) -> None:
    """Replace the details, and notify every process."""
    values = {**asdict(details), "written_by": counsellor}
    mine = site_details.c.id == _ROW_ID
    if not unit.execute(site_details.update().where(mine).values(**values)).rowcount:
        unit.execute(site_details.insert().values(id=_ROW_ID, **values))
    notify(unit, ANSWERS_CHANGED, _ROW_ID)
