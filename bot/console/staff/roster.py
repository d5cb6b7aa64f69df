"""The names of counsellors by their ids, as colleagues read them."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork


def list_names_by_id(unit: UnitOfWork) -> dict[int, str]:
    """All of them, disabled ones too: what they wrote stays."""
    return dict(unit.execute(sa.select(counsellors.c.id, counsellors.c.name)).all())
