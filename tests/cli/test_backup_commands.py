"""`backup` and `restore`: who was forgotten does not come back, and nothing is lost on the way."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.pool import StaticPool

from bot.cli import backup_restoration
from bot.cli.backup_restoration import restore_backup
from bot.privacy import erasure_log
from bot.privacy.clock_guard import confirm_clock
from bot.privacy.erasure import ERASURE_LOG_OPTION, erase_person
from bot.privacy.vault import Vault, WrongVaultKeys
from bot.settings import Settings, generate_vault_key
from bot.storage import backup_checksum, sqlite_replacement
from bot.storage import database_engine as engines
from bot.storage.backup_checksum import DamagedFileError
from bot.storage.booking_tables import appointments
from bot.storage.channel_tables import routes
from bot.storage.conversation_tables import (
    conversations,
    erased_messages,
    inbox,
    notebooks,
    tombstones,
)
from bot.storage.database_backup import back_up_database
from bot.storage.database_engine import StorageError
from bot.storage.database_lock import hold_shared_lock
from bot.storage.handoff_tables import handoffs
from bot.storage.schema_migration import (
    downgrade_schema,
    list_revisions,
    load_metadata,
    migrate_schema,
)
from bot.storage.staff_tables import audit
from bot.storage.unit_of_work import writing
from tests.support.command_runs import Boussole
from tests.support.populated_tables import NOW, fill_tables, read_rows

DAY = dt.timedelta(days=1)
SOON = NOW + 3 * DAY  # nothing of what `fill` makes is too old yet
KEY = generate_vault_key()
TABLES = load_metadata().sorted_tables
STEPS_OF_THE_CODE = list_revisions()


class House:
    """A service's data folder and database; every connection is closed when nobody looks."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.backup = settings.data / "backup"

    def engine(self) -> Engine:
        engine = engines.create_database_engine(self.settings.database_url)
        engine.update_execution_options(**{ERASURE_LOG_OPTION: self.settings.erasure_log_folder})
        return engine

    def do(self, work: Callable[[Any], Any]) -> Any:
        """In one transaction."""
        engine = self.engine()
        with writing(engine) as unit:
            done = work(unit)
            unit.commit()
        engine.dispose()
        return done

    def every(self) -> dict[str, list[dict[str, Any]]]:
        engine = self.engine()
        found = {table.name: read_rows(engine, table.name) for table in TABLES}
        engine.dispose()
        return found

    def read(self, table: sa.Table) -> list[Any]:
        return self.do(lambda unit: unit.execute(sa.select(table)).all())

    def back_up(self) -> None:
        back_up_database(self.settings.database_url, self.backup)

    def restore(self, now: dt.datetime = SOON) -> dict[str, Any]:
        return restore_backup(self.backup, self.settings, now)

    @property
    def file(self) -> Path:
        return self.settings.data / "boussole.sqlite"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest) -> House:
    """Two people with something in every table, on each of the two databases."""
    return request.getfixturevalue(f"on_{request.param}")


@pytest.fixture
def on_sqlite(tmp_path: Path, filled_sqlite: Path) -> House:
    house = House(Settings(_env_file=None, data=tmp_path, vault_keys=KEY))
    shutil.copy(filled_sqlite, house.file)
    return house


@pytest.fixture
def on_postgres(tmp_path: Path, postgres_url: str, filled_postgres: str) -> Iterator[House]:
    """A restore changes names: the server's first database keeps its own."""
    url = _named(postgres_url, "house")
    _on_server(postgres_url, f'CREATE DATABASE "house" TEMPLATE "{filled_postgres}"')
    yield House(Settings(_env_file=None, data=tmp_path, vault_keys=KEY, database=url))
    _drop(postgres_url, "house")


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "boussole.sqlite"
    _make(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def filled_postgres(postgres_url: str) -> str:
    """The name of a database to copy."""
    _on_server(postgres_url, 'CREATE DATABASE "filled" TEMPLATE template0')
    _make(_named(postgres_url, "filled"))
    return "filled"


def _make(url: str) -> None:
    engine, seal = engines.create_database_engine(url), Vault([KEY]).seal
    migrate_schema(engine)
    columns = (
        *("credentials.totp", "appointments.contact", "routes.sealed", "handoff_drafts.sealed"),
        "calendar_sources.sealed",
    )
    kept = dict.fromkeys(columns, (seal("one"), seal("other")))
    fill_tables(engine, {**kept, "routes.expires": (NOW + 30 * DAY,) * 2})
    with engine.begin() as connection:
        for table in (tombstones, erased_messages):
            connection.execute(table.delete())
    engine.dispose()


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _drop(url: str, beginning: str) -> None:
    query = f"SELECT datname FROM pg_database WHERE datname LIKE '{beginning}%'"
    for name in _on_server(url, query).scalars().all():
        _on_server(url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_server(url: str, statement: str) -> Any:
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=StaticPool)
    return server.connect().execute(sa.text(statement))


# A restore ends silent talks; the draft of a reply and the offer to a colleague go with their talk.
ENDED = {"handoff_drafts", "handoff_offers"}


def of(person: int, found: dict[str, list[dict[str, Any]]]) -> set[str]:
    """The tables in which something of a person is."""
    return {
        name
        for name, lines in found.items()
        for line in lines
        if line.get("conversation_id") == person
        or line.get("person") == f"person{person}"
        or (name == "conversations" and line["id"] == person)
        or line.get("handoff_id") == person
    } - {"wrong_codes"}  # for an hour only


def erase(house: House, at: dt.datetime = SOON - DAY) -> None:
    house.do(lambda unit: erase_person(unit, "person1", at))


# People


def test_a_restore_brings_back_what_the_backup_holds(house: House) -> None:
    before = house.every()
    house.back_up()
    house.do(lambda unit: unit.execute(conversations.delete()))
    assert of(2, house.every()) == {"notebooks", "appointments"}
    told = house.restore()
    after = house.every()
    assert of(2, after) == of(2, before) - ENDED
    assert (told["erased"], told["step"]) == (0, STEPS_OF_THE_CODE[-1])


def test_p6_who_was_erased_after_the_backup_is_in_no_table_of_what_is_restored(
    house: House,
) -> None:
    before = house.every()
    assert {"conversations", "notebooks", "appointments", "handoffs", "routes"} <= of(1, before)
    house.back_up()
    erase(house)
    told = house.restore()
    after = house.every()
    assert of(1, after) == {"tombstones"}
    assert of(2, after) == of(2, before) - ENDED
    assert told["erased"] == 2  # the person, and the notebook whoever had it


def test_p6_what_was_erased_is_in_no_byte_of_what_is_restored(on_sqlite: House) -> None:
    said = b"body 1 of inbox"
    on_sqlite.back_up()
    assert said in on_sqlite.backup.read_bytes()
    erase(on_sqlite)
    on_sqlite.restore()
    assert said not in on_sqlite.file.read_bytes()
    assert b"body 2 of inbox" in on_sqlite.file.read_bytes()


def test_p6_what_was_erased_is_in_no_byte_of_a_backup_that_is_made_then(on_sqlite: House) -> None:
    erase(on_sqlite)
    on_sqlite.back_up()
    assert b"body 1 of inbox" not in on_sqlite.backup.read_bytes()
    assert b"body 2 of inbox" in on_sqlite.backup.read_bytes()


def test_p6_an_appointment_of_somebody_who_was_erased_is_free_again(house: House) -> None:
    house.back_up()
    erase(house, at=NOW)  # before it began
    house.restore(NOW + dt.timedelta(hours=1))
    (kept, other) = sorted(house.read(appointments), key=lambda row: row.id)
    assert (kept.state, kept.person, kept.contact, kept.pseudonym) == ("cancelled", None, None, "")
    assert other.person == "person2"


def test_p6_erasures_outlive_a_database_that_is_lost(on_sqlite: House) -> None:
    on_sqlite.back_up()
    erase(on_sqlite)
    on_sqlite.file.unlink()
    told = on_sqlite.restore()
    assert of(1, on_sqlite.every()) == {"tombstones"}
    assert (told["compared"], told["kept"]) == (False, None)


def test_p6_erasures_outlive_a_database_that_is_damaged(on_sqlite: House) -> None:
    on_sqlite.back_up()
    erase(on_sqlite)
    on_sqlite.file.write_bytes(b"\xaa" * 100_000)
    told = on_sqlite.restore()
    assert of(1, on_sqlite.every()) == {"tombstones"}
    assert told["compared"] is False
    assert Path(told["kept"]).read_bytes() == b"\xaa" * 100_000


def test_p6_erasures_are_known_to_the_database_where_nothing_is_written_beside_it(
    house: House,
) -> None:
    house.back_up()
    erase(house)
    shutil.rmtree(house.settings.erasure_log_folder)
    house.restore()
    assert of(1, house.every()) == {"tombstones"}
    assert "person1" in erasure_log.read_tombstones(house.settings.erasure_log_folder)


def test_p6_who_came_back_before_the_backup_is_there_again(house: House) -> None:
    erase(house, at=NOW)
    said = {"person": "person1", "channel": "web", "created": SOON, "last_seen": SOON}
    house.do(lambda unit: unit.execute(conversations.insert().values(said)))
    house.back_up()
    told = house.restore()
    assert "person1" in [row.person for row in house.read(conversations)]
    assert told["erased"] == 0


def test_p6_restoring_again_an_older_backup_brings_nobody_back_either(house: House) -> None:
    house.back_up()
    erase(house)
    house.restore()
    shutil.rmtree(house.settings.erasure_log_folder)
    house.restore(SOON + DAY)
    assert of(1, house.every()) == {"tombstones"}


def test_p6_numbers_of_erased_messages_are_still_known(house: House) -> None:
    house.back_up()
    row = {"channel": "telegram", "external_id": "person1:77", "created": SOON - DAY}
    house.do(lambda unit: unit.execute(erased_messages.insert().values(row)))
    house.restore()
    assert "person1:77" in [row.external_id for row in house.read(erased_messages)]


def test_p7_what_is_too_old_goes_before_anybody_can_see_it(house: House) -> None:
    house.back_up()
    told = house.restore(NOW + 60 * DAY)
    assert house.read(conversations) == house.read(inbox) == []
    assert {row.person for row in house.read(notebooks)} == {"person1", "person2"}
    assert [row.contact for row in house.read(appointments)] == [None, None]
    assert told["purged"] == 4
    house.restore(NOW + 400 * DAY)
    assert house.read(notebooks) == []


def test_p7_by_a_clock_in_doubt_nothing_goes_until_a_later_sign_is_known(on_sqlite: House) -> None:
    later = NOW + 60 * DAY
    on_sqlite.do(lambda unit: confirm_clock(unit, NOW))
    on_sqlite.back_up()
    told = on_sqlite.restore(later)
    assert (told["purged"], told["waits"]) == (0, True)
    assert len(on_sqlite.read(conversations)) == 2
    on_sqlite.do(lambda unit: confirm_clock(unit, later))
    told = on_sqlite.restore(later + DAY)
    assert (told["purged"], told["waits"]) == (4, False)


def test_what_was_under_way_then_is_not_said_now(house: House) -> None:
    """A message that waited was answered; a reply that had not left did; a queue is long over."""
    house.do(lambda unit: unit.execute(routes.update().values(sent=0, held_until=None)))
    house.do(lambda unit: unit.execute(conversations.update().values(last_reply=7)))
    house.back_up()
    house.restore(NOW + 10 * DAY)
    assert {row.status for row in house.read(inbox)} == {"done", "failed"}
    assert [(row.sent, row.sending) for row in house.read(routes)] == [(7, False)] * 2
    assert {row.state for row in house.read(handoffs)} == {"ended"}
    assert {row.owner for row in house.read(conversations)} == {"bot"}


def test_what_waits_in_a_backup_that_is_restored_at_once_is_answered(house: House) -> None:
    house.back_up()
    house.restore(NOW + 2 * DAY)  # the second row of `fill` is of this moment
    assert {row.status for row in house.read(inbox)} == {"done", "waiting"}


# The team


def test_c8_the_audit_trail_goes_on(house: House) -> None:
    house.back_up()
    line = {"action": "contact_seen", "subject": "appointment:1", "created": SOON}
    house.do(lambda unit: unit.execute(audit.insert().values(line)))
    before = [(row.action, row.subject) for row in house.read(audit)]
    house.restore()
    assert [(row.action, row.subject) for row in house.read(audit)] == [*before, ("restored", "")]


def test_c8_a_number_that_the_trail_names_is_not_given_again(house: House) -> None:
    house.back_up()
    somebody = {"channel": "web", "created": SOON, "last_seen": SOON}
    first = conversations.insert().values(person="new", **somebody)
    number = house.do(lambda unit: unit.execute(first).inserted_primary_key[0])
    house.restore()
    again = conversations.insert().values(person="newer", **somebody)
    assert house.do(lambda unit: unit.execute(again).inserted_primary_key[0]) > number


def test_c7_nobody_is_signed_in_by_a_restore(house: House) -> None:
    house.back_up()
    house.restore()
    found = house.every()
    assert found["console_sessions"] == found["device_codes"] == []
    assert len(found["counsellors"]) == 2


# Refusals, and crashes


def test_a_running_service_is_not_replaced(on_sqlite: House) -> None:
    on_sqlite.back_up()
    before = on_sqlite.every()
    with (
        hold_shared_lock(on_sqlite.settings.database_url),
        pytest.raises(StorageError, match="stop it"),
    ):
        on_sqlite.restore()
    assert on_sqlite.every() == before


def test_a_running_service_whose_database_was_removed_is_not_replaced(on_sqlite: House) -> None:
    on_sqlite.back_up()
    on_sqlite.file.unlink()
    with (
        hold_shared_lock(on_sqlite.settings.database_url),
        pytest.raises(StorageError, match="stop it"),
    ):
        on_sqlite.restore()
    assert not on_sqlite.file.exists()


def test_whoever_has_the_database_open_is_noticed(house: House) -> None:
    house.back_up()
    engine = house.engine()
    with engine.connect() as connection:
        connection.execute(sa.select(conversations)).all()
        with pytest.raises(StorageError, match="stop it"):
            house.restore()
    engine.dispose()
    assert house.restore()["erased"] == 0


def test_nobody_starts_on_a_database_that_is_being_replaced(
    on_sqlite: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sqlite.back_up()

    def start(*given: Any) -> dict[str, Any]:
        with (
            pytest.raises(StorageError, match="under way"),
            hold_shared_lock(on_sqlite.settings.database_url),
        ):
            pass
        return {}

    monkeypatch.setattr(backup_restoration, "_reapply_changes", start)
    on_sqlite.restore()


@pytest.mark.parametrize("damage", ["missing", "text", "cut off", "another", "newer", "half"])
def test_what_is_no_backup_is_refused_and_nothing_changes(on_sqlite: House, damage: str) -> None:
    on_sqlite.back_up()
    _damage(on_sqlite.backup, damage)
    before = on_sqlite.every()
    with pytest.raises(StorageError) as told:
        on_sqlite.restore()
    assert "\n" not in str(told.value)
    assert ("newer version" in str(told.value)) == (damage == "newer")
    assert on_sqlite.every() == before
    assert not list(on_sqlite.settings.data.glob("*restor*"))


def _damage(file: Path, how: str) -> None:
    if how == "missing":
        file.unlink()
    elif how == "text":
        file.write_text("bonjour")
    elif how == "cut off":
        file.write_bytes(file.read_bytes()[:-8192])
    else:
        statement = {
            "another": "DROP TABLE alembic_version",
            "newer": "UPDATE alembic_version SET version_num = '9999'",
            "half": "DROP TABLE notebooks",
        }
        backup_checksum.strip_checksum(file)
        with closing(sqlite3.connect(file)) as database:
            database.execute(statement[how])
            database.commit()
        backup_checksum.append_checksum(file)


def _overwrite(file: Path, at: int, garbage: bytes) -> None:
    with file.open("r+b") as damaged:
        damaged.seek(at)
        damaged.write(garbage)


def test_a_few_bytes_that_changed_anywhere_are_noticed_and_nothing_changes(house: House) -> None:
    """Letters for letters too: no check of a database's own finds those."""
    house.back_up()
    whole, before = house.backup.read_bytes(), house.every()
    for part in range(1, 10):
        house.backup.write_bytes(whole)
        _overwrite(house.backup, len(whole) * part // 10, b"abcdefgh")
        with pytest.raises(DamagedFileError, match=r"backup is damaged") as told:
            house.restore()
        assert "\n" not in str(told.value)
    assert house.every() == before
    assert not list(house.settings.data.glob("*restor*"))


@pytest.mark.parametrize("piece", [-1, -40])
def test_a_last_line_that_changed_is_noticed(house: House, piece: int) -> None:
    house.back_up()
    _overwrite(house.backup, house.backup.stat().st_size + piece, b"?")
    with pytest.raises(DamagedFileError, match="last line"):
        house.restore()


def test_a_backup_of_a_version_that_wrote_no_last_line_is_restored(house: House) -> None:
    before = house.every()
    house.back_up()
    backup_checksum.strip_checksum(house.backup)
    house.do(lambda unit: unit.execute(conversations.delete()))
    house.restore()
    assert of(2, house.every()) == of(2, before) - ENDED


def test_a_backup_of_such_a_version_with_a_text_that_is_none_is_refused(on_sqlite: House) -> None:
    on_sqlite.back_up()
    backup_checksum.strip_checksum(on_sqlite.backup)
    _overwrite(
        on_sqlite.backup, on_sqlite.backup.read_bytes().index(b"body 1 of inbox"), b"\xff\xfe"
    )
    before = on_sqlite.every()
    with pytest.raises(DamagedFileError, match="backup is damaged") as told:
        on_sqlite.restore()
    assert "\n" not in str(told.value)
    assert on_sqlite.every() == before


@pytest.mark.postgres
def test_what_is_no_backup_of_postgresql_is_refused(on_postgres: House, on_sqlite: House) -> None:
    on_sqlite.back_up()
    before = on_postgres.every()
    with pytest.raises(StorageError, match="pg_restore failed"):
        on_postgres.restore()
    assert on_postgres.every() == before


def test_a_backup_that_was_copied_with_its_log_is_refused(on_sqlite: House) -> None:
    shutil.copy(on_sqlite.file, on_sqlite.backup)
    Path(f"{on_sqlite.backup}-wal").write_bytes(b"x")
    with pytest.raises(StorageError, match="log beside"):
        on_sqlite.restore()


def test_the_database_is_not_restored_from_itself(on_sqlite: House) -> None:
    os.link(on_sqlite.file, on_sqlite.backup)
    with pytest.raises(StorageError, match="no backup"):
        on_sqlite.restore()


def test_a_backup_of_an_older_version_is_brought_forward(house: House) -> None:
    engine = house.engine()
    downgrade_schema(engine, "0010")
    engine.dispose()
    house.back_up()
    engine = house.engine()
    migrate_schema(engine)
    engine.dispose()
    erase(house)
    told = house.restore()
    assert (told["step"], told["now"]) == ("0010", STEPS_OF_THE_CODE[-1])
    assert of(1, house.every()) == {"tombstones"}


def test_after_an_update_that_failed_the_version_before_restores_its_backup(
    on_sqlite: House,
) -> None:
    """The database is of a version that this code does not know: what it needs of it is read."""
    on_sqlite.back_up()
    erase(on_sqlite)
    with closing(sqlite3.connect(on_sqlite.file)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.execute("ALTER TABLE tombstones ADD COLUMN more TEXT")
        database.commit()
    told = on_sqlite.restore()
    assert told["compared"] is True
    assert of(1, on_sqlite.every()) == {"tombstones"}


def test_keys_that_do_not_open_the_backup_stop_it(house: House) -> None:
    house.back_up()
    before = house.every()
    house.settings = house.settings.copy(update={"vault_keys": generate_vault_key()})
    with pytest.raises(WrongVaultKeys):
        house.restore()
    assert house.every() == before


class Crash(BaseException):
    """As a power cut: nothing catches it."""


STEPS = {
    "the draft is filled": (backup_restoration, "read_revision"),
    "the draft is migrated": (backup_restoration, "_reapply_changes"),
    "people are erased again": (backup_restoration, "_end_open_work"),
    "the rest is done": (backup_restoration, "_append_audit_trail"),
    "it is purged": (backup_restoration, "purge_all"),
    "the database has a second name": (sqlite_replacement.os, "link"),
    "the draft takes its place": (sqlite_replacement.os, "replace"),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("cleans", [True, False])
def test_p6_a_crash_in_the_middle_loses_nothing(
    on_sqlite: House, monkeypatch: pytest.MonkeyPatch, step: str, cleans: bool
) -> None:
    """Whatever was done of it, the database is the one of before, whole; the next try succeeds."""
    on_sqlite.back_up()
    erase(on_sqlite)
    before = on_sqlite.every()

    def crash(*given: Any, **named: Any) -> Any:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(*STEPS[step], crash)
        if not cleans:  # the process is gone: its drafts stay where they are
            patch.setattr(sqlite_replacement.SqliteReplacement, "_clear", lambda self: None)
        with pytest.raises(Crash):
            on_sqlite.restore()
    assert on_sqlite.every() == before
    on_sqlite.restore()
    assert of(1, on_sqlite.every()) == {"tombstones"}
    assert not list(on_sqlite.settings.data.glob("*.restoring*"))


@pytest.mark.postgres
@pytest.mark.parametrize(
    "step", ["read_revision", "_reapply_changes", "_append_audit_trail", "purge_all"]
)
def test_p6_a_crash_in_the_middle_loses_nothing_on_postgresql(
    on_postgres: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def crash(*given: Any, **named: Any) -> Any:
        raise Crash

    on_postgres.back_up()
    erase(on_postgres)
    before = on_postgres.every()
    with monkeypatch.context() as patch:
        patch.setattr(backup_restoration, step, crash)
        with pytest.raises(Crash):
            on_postgres.restore()
    assert on_postgres.every() == before
    on_postgres.restore()
    assert of(1, on_postgres.every()) == {"tombstones"}


@pytest.mark.postgres
def test_who_may_make_no_database_is_told_so(on_postgres: House, postgres_url: str) -> None:
    on_postgres.back_up()
    before = on_postgres.every()
    _on_server(postgres_url, "CREATE ROLE plain LOGIN")
    plain = make_url(on_postgres.settings.database).set(username="plain")
    url = plain.render_as_string(hide_password=False)
    with pytest.raises(StorageError, match="CREATEDB"):
        restore_backup(
            on_postgres.backup, on_postgres.settings.copy(update={"database": url}), SOON
        )
    assert on_postgres.every() == before


# The commands


@pytest.fixture
def command(boussole: Boussole, monkeypatch: pytest.MonkeyPatch) -> Boussole:
    """With the keys of the house."""
    monkeypatch.setenv("BOUSSOLE_VAULT_KEYS", KEY)
    return boussole


def test_backup_and_restore_say_what_they_did(
    command: Boussole, on_sqlite: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.stores.utc_now", lambda: SOON)
    made = command("backup", str(on_sqlite.backup), "--json")
    assert (made.status, made.json) == (
        0,
        [{"backup": str(on_sqlite.backup), "bytes": on_sqlite.backup.stat().st_size}],
    )
    assert "keys are not in it" in made.err
    erase(on_sqlite)
    run = command("restore", str(on_sqlite.backup), "--json")
    (told,) = run.json
    assert run.status == 0
    assert told == {
        "restored": str(on_sqlite.backup),
        "step": STEPS_OF_THE_CODE[-1],
        "now": STEPS_OF_THE_CODE[-1],
        "erased": 2,
        "purged": 0,
        "waits": False,
        "compared": True,
        "kept": f"{on_sqlite.file}.before-restore-20261128T100000Z",
    }
    assert told["kept"] in run.err
    assert stat.S_IMODE(on_sqlite.file.stat().st_mode) == 0o600
    assert of(1, on_sqlite.every()) == {"tombstones"}


def test_what_is_kept_aside_is_a_whole_database(command: Boussole, on_sqlite: House) -> None:
    on_sqlite.back_up()
    on_sqlite.do(lambda unit: unit.execute(conversations.delete()))
    kept = Path(on_sqlite.restore()["kept"])
    with closing(sqlite3.connect(kept)) as database:
        assert database.execute("SELECT count(*) FROM conversations").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM notebooks").fetchone() == (2,)
    assert not list(kept.parent.glob(f"{kept.name}-*"))


def test_a_second_backup_of_one_name_is_refused(command: Boussole, on_sqlite: House) -> None:
    assert command("backup", str(on_sqlite.backup)).status == 0
    run = command("backup", str(on_sqlite.backup))
    assert (run.status, run.out) == (1, "")
    assert len(run.err.splitlines()) == 1


def test_without_a_database_of_before_it_says_what_is_known(
    command: Boussole, on_sqlite: House
) -> None:
    on_sqlite.back_up()
    on_sqlite.file.unlink()
    run = command("restore", str(on_sqlite.backup))
    assert run.status == 0
    assert str(on_sqlite.settings.erasure_log_folder) in run.err


@pytest.mark.parametrize("name", ["backup", "restore"])
def test_backup_and_restore_need_a_path(command: Boussole, name: str) -> None:
    assert command(name).status == 2
