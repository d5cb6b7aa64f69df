"""C8: who saw and did what; lines are only ever added, and hold ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot.console.auth import audit_repository, audit_trail
from bot.console.auth.roles import require_role
from bot.console.console_errors import InvalidAuditSubject, NotAllowed, UnknownAuditAction
from bot.storage.staff_tables import audit as table
from bot.storage.unit_of_work import reading, writing
from tests.support.console_accounts import MINUTE, NOW, Account


@pytest.fixture
def trail(engine: Engine) -> Engine:
    with writing(engine) as unit:
        audit_trail.append_line(unit, 1, "signed_in", "counsellor:1", NOW)
        audit_trail.append_line(unit, None, "keys_rotated", "", NOW + MINUTE)
        unit.commit()
    return engine


@pytest.mark.parametrize(
    "change",
    [
        table.delete(),
        table.delete().where(table.c.id == 1),
        table.update().values(action="signed_out"),
        sa.text("DELETE FROM audit"),
        sa.text("UPDATE audit SET counsellor_id = NULL"),
        sa.text("UPDATE audit SET id = 9 WHERE id = 1"),
    ],
)
def test_c8_the_database_refuses_to_change_or_delete_a_line(trail: Engine, change: Any) -> None:
    with writing(trail) as unit, pytest.raises(DBAPIError, match="only appended to"):
        unit.execute(change)
    with reading(trail) as unit:
        assert len(audit_repository.list_recent_lines(unit, 10)) == 2


def test_c8_no_line_is_replaced_by_another_of_its_number(trail: Engine) -> None:
    """SQLite takes « or replace » for no deletion, unless it is told."""
    named = "audit (id, counsellor_id, action, subject, created)"
    line = "(1, 2, 'signed_out', '', '2026-11-25 10:00:00')"
    ways = {
        "sqlite": f"INSERT OR REPLACE INTO {named} VALUES {line}",
        "postgresql": f"INSERT INTO {named} VALUES {line} ON CONFLICT (id) DO UPDATE SET id = 9",
    }
    with writing(trail) as unit, pytest.raises(DBAPIError, match="only appended to"):
        unit.execute(sa.text(ways[trail.dialect.name]))
    with reading(trail) as unit:
        assert [line.who for line in audit_repository.list_recent_lines(unit, 10)] == [None, 1]


def test_failed_sign_ins_age_out_and_nothing_else_does(trail: Engine) -> None:
    """Whoever guesses would fill the trail for good."""
    with writing(trail) as unit:
        for subject in ("", "counsellor:1"):
            audit_trail.append_line(unit, None, "sign_in_failed", subject, NOW)
        audit_trail.append_line(unit, None, "sign_in_failed", "", NOW + MINUTE)
        unit.commit()
    kept = ["sign_in_failed", "keys_rotated", "signed_in"]
    for _ in range(2):
        with writing(trail) as unit:
            audit_trail.purge_failed_sign_ins(
                unit, NOW + audit_trail.FAILURE_RETENTION + MINUTE / 2
            )
            unit.commit()
        with reading(trail) as unit:
            assert [line.action for line in audit_repository.list_recent_lines(unit, 10)] == kept


@pytest.mark.parametrize("verb", ["UPDATE audit SET subject = ''", "DELETE FROM audit"])
def test_c8_a_failed_sign_in_opens_no_way_to_the_other_lines(trail: Engine, verb: str) -> None:
    with writing(trail) as unit:
        audit_trail.append_line(unit, None, "sign_in_failed", "counsellor:1", NOW)
        unit.commit()
    with writing(trail) as unit, pytest.raises(DBAPIError, match="only appended to"):
        unit.execute(sa.text(verb))
    with reading(trail) as unit:
        assert len(audit_repository.list_recent_lines(unit, 10)) == 3


def test_the_newest_come_first_with_the_name_of_today(
    engine: Engine, person: Callable[..., Account]
) -> None:
    anna = person("Anna")
    with writing(engine) as unit:
        audit_trail.append_line(unit, anna.id, "signed_out", f"counsellor:{anna.id}", NOW)
        audit_trail.append_line(unit, None, "sign_in_failed", "", NOW + MINUTE)
        unit.commit()
    with reading(engine) as unit:
        failed, out = audit_repository.list_recent_lines(unit, 2)
    assert (failed.who, failed.name, failed.subject) == (None, None, "")
    assert (out.who, out.name, out.action) == (anna.id, "Anna", "signed_out")
    assert (out.created, failed.created) == (NOW, NOW + MINUTE)


def test_every_action_fits_its_column() -> None:
    assert [
        action for action in audit_trail.AUDIT_ACTIONS if len(action) > table.c.action.type.length
    ] == []


def test_an_action_without_a_name_is_refused(sqlite_engine: Engine) -> None:
    action: Any = "read Anna's diary"
    with writing(sqlite_engine) as unit, pytest.raises(UnknownAuditAction) as caught:
        audit_trail.append_line(unit, 1, action, "", NOW)
    assert str(caught.value) == ""


@given(st.text(min_size=1).filter(lambda text: ":" not in text))
@pytest.mark.parametrize("before", ["", "appointment:", "appointment:12 "])
def test_c8_nothing_that_was_typed_gets_in(before: str, typed: str) -> None:
    if typed.isascii() and typed.isdigit():
        return
    nowhere: Any = None
    with pytest.raises(InvalidAuditSubject) as caught:
        audit_trail.append_line(nowhere, 1, "signed_in", before + typed, NOW)
    assert str(caught.value) == ""


@pytest.mark.parametrize(
    ("has", "needed", "may"),
    [
        ("admin", "admin", True),
        ("admin", "counsellor", True),
        ("counsellor", "counsellor", True),
        ("counsellor", "admin", False),
        ("", "counsellor", False),
        ("root", "counsellor", False),
    ],
)
def test_a_role_may_do_what_it_includes(has: str, needed: Any, may: bool) -> None:
    if may:
        require_role(has, needed)
    else:
        with pytest.raises(NotAllowed):
            require_role(has, needed)
