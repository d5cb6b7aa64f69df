"""All that is sealed turns with the keys, at once; keys that were lost are told at the start."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.privacy import encrypted_column_repository, encrypted_columns
from bot.privacy.vault import Vault, WrongVaultKeys
from bot.settings import generate_vault_key
from bot.storage.booking_tables import appointments
from bot.storage.channel_tables import routes
from bot.storage.conversation_repository import create_conversation
from bot.storage.schema_migration import load_metadata
from bot.storage.staff_tables import counsellors, credentials
from bot.storage.unit_of_work import UnitOfWork, reading, writing
from tests.support.counsellor_factories import add_counsellor

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
OLD, NEW = generate_vault_key(), generate_vault_key()
EMPTY = Vault([NEW])


def fill(unit: UnitOfWork, totp: str | None, contact: str | None) -> None:
    """A counsellor with an appointment."""
    name = f"n{unit.execute(sa.select(sa.func.count()).select_from(counsellors)).scalar()}"
    number = add_counsellor(unit, name)
    unit.execute(credentials.insert().values(counsellor_id=number, totp=totp))
    moments = dict.fromkeys(("starts", "ends", "guard_starts", "guard_ends", "created"), NOW)
    said = {"channel": "web", "kind": "short", "way": "telephone", "zone": "UTC"}
    values = {"counsellor_id": number, "uid": name, "state": "confirmed", "contact": contact}
    unit.execute(appointments.insert().values({**moments, **said, **values}))


def route(unit: UnitOfWork, sealed: str) -> None:
    """Somebody who writes on a platform."""
    number = unit.execute(sa.select(sa.func.count()).select_from(routes)).scalar()
    mine = create_conversation(unit, f"p{number}", "telegram", NOW)
    way = {"conversation_id": mine, "channel": "telegram", "sealed": sealed}
    unit.execute(routes.insert().values(**way, heard=NOW, expires=NOW))


def stored(engine: Engine) -> list[str | None]:
    columns = (credentials.c.totp, appointments.c.contact, routes.c.sealed)
    with reading(engine) as unit:
        return [token for each in columns for token in unit.execute(sa.select(each)).scalars()]


def test_p8_every_column_that_is_sealed_turns() -> None:
    """By what the tables say of themselves: a new one cannot be overlooked."""
    named = {"sealed", "totp", "contact"}
    found = {
        column
        for table in load_metadata().sorted_tables
        for column in table.columns
        if column.name in named
    }
    assert {column for _, column in encrypted_column_repository.ENCRYPTED_COLUMNS} == found


def test_p8_turning_seals_everything_with_the_newest_key(engine: Engine) -> None:
    with writing(engine) as unit:
        fill(unit, Vault([OLD]).seal("one"), Vault([OLD]).seal("two"))
        fill(unit, None, None)
        fill(unit, Vault([NEW]).seal("three"), None)
        route(unit, Vault([OLD]).seal("four"))
        unit.commit()
    with writing(engine) as unit:
        encrypted_column_repository.lock_encrypted_tables(unit)
        assert encrypted_columns.rotate_keys(unit, Vault([NEW, OLD])) == 4
        unit.commit()
    opened = {token and EMPTY.open(token) for token in stored(engine)}
    assert opened == {"one", "two", "three", "four", None}


def test_p8_one_that_does_not_open_leaves_all_as_it_was(engine: Engine) -> None:
    with writing(engine) as unit:
        fill(unit, Vault([OLD]).seal("one"), Vault([OLD]).seal("two"))
        fill(unit, None, Vault([generate_vault_key()]).seal("lost"))
        unit.commit()
    before = stored(engine)
    with writing(engine) as unit, pytest.raises(WrongVaultKeys) as caught:
        encrypted_columns.rotate_keys(unit, Vault([NEW, OLD]))
    assert stored(engine) == before
    assert "BOUSSOLE_VAULT_KEYS" in str(caught.value)


def test_an_empty_database_asks_for_no_key(engine: Engine) -> None:
    with writing(engine) as unit:
        encrypted_columns.check_vault_keys(unit, EMPTY)
        assert encrypted_columns.rotate_keys(unit, EMPTY) == 0


@pytest.mark.parametrize(("totp", "contact"), [("x", None), (None, "x")])
def test_p8_keys_that_were_lost_are_noticed(
    engine: Engine, totp: str | None, contact: str | None
) -> None:
    vault = Vault([OLD])
    with writing(engine) as unit:
        fill(unit, totp and vault.seal(totp), contact and vault.seal(contact))
        encrypted_columns.check_vault_keys(unit, Vault([NEW, OLD]))
        with pytest.raises(WrongVaultKeys):
            encrypted_columns.check_vault_keys(unit, EMPTY)
