"""`counsellor`, `keys rotate`: accounts of the console, and the keys of the vault."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import serve_command
from bot.privacy.vault import UnreadableToken, Vault
from bot.settings import Settings, SettingsError, generate_vault_key
from bot.storage import database_engine as engines
from bot.storage.booking_tables import appointments
from bot.storage.conversation_repository import create_conversation
from bot.storage.database_lock import hold_shared_lock
from bot.storage.handoff_tables import handoffs
from bot.storage.schema_migration import migrate_schema
from bot.storage.staff_tables import audit, counsellors, credentials
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.command_runs import Boussole, read_home_rows


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own; these commands need no vectors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOUSSOLE_DATA", str(tmp_path))
    return tmp_path


Write = Callable[[Callable[[UnitOfWork], Any]], None]


@pytest.fixture
def write(home: Path) -> Write:
    """Something into the database of the command."""

    def call(work: Callable[[UnitOfWork], Any]) -> None:
        engine = engines.create_database_engine(f"sqlite:///{home / 'boussole.sqlite'}")
        with writing(engine) as unit:
            work(unit)
            unit.commit()
        engine.dispose()

    return call


def booked(unit: UnitOfWork, contact: str | None = None) -> None:
    """An appointment of tomorrow with the first counsellor."""
    now = dt.datetime.now(dt.timezone.utc).replace(microsecond=0)
    moments = dict.fromkeys(("starts", "guard_starts"), now + dt.timedelta(days=1))
    ends = dict.fromkeys(("ends", "guard_ends"), now + dt.timedelta(days=1, minutes=20))
    said = {"channel": "web", "kind": "short", "way": "telephone", "zone": "Europe/Brussels"}
    values = {"counsellor_id": 1, "uid": "u", "state": "confirmed", "pseudonym": "Renard 42"}
    row = {**moments, **ends, **said, **values, "contact": contact, "created": now}
    unit.execute(appointments.insert().values(row))


def talked_with(unit: UnitOfWork) -> None:
    """Somebody who talks with the first counsellor."""
    now = dt.datetime.now(dt.timezone.utc)
    who = {"conversation_id": create_conversation(unit, "someone", "web", now), "counsellor_id": 1}
    unit.execute(handoffs.insert().values(**who, state="human", created=now, claimed=now))


def test_add_prints_where_to_go_and_apart_from_it_the_code(boussole: Boussole, home: Path) -> None:
    run = boussole("counsellor", "add", "Anna", "Dupont")
    assert (run.status, run.err) == (0, "")
    (line,) = run.lines
    name, page, code, until = line.split(" · ")
    assert (name, page) == ("Anna Dupont", "http://localhost:8000/conseillers/invitation")
    assert re.fullmatch(r"code ([a-z2-7]{4}-){6}[a-z2-7]{4}", code)
    assert re.fullmatch(r"until \d{4}-\d\d-\d\d", until)
    (row,) = read_home_rows(home, counsellors)
    assert (row.name, row.role) == ("Anna Dupont", "counsellor")
    assert code not in str(read_home_rows(home, credentials))


def test_add_reads_lines_and_answers_each(
    boussole: Boussole, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUSSOLE_SITE_URL", "https://boussole.example.be/")
    run = boussole("counsellor", "add", "--admin", "--json", typed="Anna\n\n  Bruno  \n")
    assert run.status == 0
    assert [set(each) for each in run.json] == [{"name", "role", "page", "code", "until"}] * 2
    assert [(each["name"], each["role"]) for each in run.json] == [
        ("Anna", "admin"),
        ("Bruno", "admin"),
    ]
    assert run.json[0]["page"] == "https://boussole.example.be/conseillers/invitation"
    assert run.json[0]["code"] not in run.json[0]["page"]
    assert dt.datetime.fromisoformat(run.json[0]["until"]).tzinfo is not None


def test_a_name_that_fails_is_told_and_the_others_are_done(boussole: Boussole, home: Path) -> None:
    run = boussole("counsellor", "add", "--json", typed=f"Anna\nANNA\n{'x' * 81}\nBruno\n")
    assert run.status == 1
    assert [each["name"] for each in run.json] == ["Anna", "Bruno"]
    taken, wrong = run.err.splitlines()
    assert taken.startswith("boussole: ANNA: there is an account")
    assert "1 to 80 characters" in wrong


def test_list_tells_the_state_of_each(boussole: Boussole, database: Path) -> None:
    empty = boussole("counsellor", "list")
    assert (empty.status, empty.out) == (0, "")
    assert "boussole counsellor add" in empty.err
    boussole("counsellor", "add", typed="Bruno\nAnna\n")
    boussole("counsellor", "disable", "bruno")
    run = boussole("counsellor", "list")
    assert run.lines == ["Anna · counsellor · invited", "Bruno · counsellor · disabled"]
    first = boussole("counsellor", "list", "--json").json[0]
    assert set(first) == {"id", "name", "role", "state", "created"}


def test_disable_lists_what_is_to_be_given_to_others(boussole: Boussole, write: Write) -> None:
    boussole("counsellor", "add", "Anna")
    write(booked)
    run = boussole("counsellor", "disable", "anna")
    assert run.status == 0
    assert re.fullmatch(
        r"Anna · disabled · to re-assign: 1, \d{4}-\d\d-\d\d \d\d:\d\d, Renard 42", run.lines[0]
    )
    (again,) = boussole("counsellor", "disable", "--json", typed="Anna\n").json
    (left,) = again["to_reassign"]
    assert (again["name"], again["conversations"]) == ("Anna", [])
    assert (left["id"], left["pseudonym"], left["kind"]) == (1, "Renard 42", "short")


def test_disable_tells_how_many_people_the_bot_takes_up_again(
    boussole: Boussole, write: Write
) -> None:
    boussole("counsellor", "add", "Anna")
    write(talked_with)
    run = boussole("counsellor", "disable", "anna")
    assert run.lines == ["Anna · disabled · conversations that the bot takes up again: 1"]


def test_reset_gives_another_code(boussole: Boussole, home: Path) -> None:
    (first,) = boussole("counsellor", "add", "--json", "Anna").json
    before = read_home_rows(home, credentials)[0].invitation
    (second,) = boussole("counsellor", "reset", "--json", "Anna").json
    assert first["code"] != second["code"]
    assert read_home_rows(home, credentials)[0].invitation != before
    assert [line.action for line in read_home_rows(home, audit)] == [
        "account_added",
        "account_reset",
    ]


@pytest.mark.parametrize("command", ["disable", "reset"])
def test_a_name_that_nobody_has_is_1(boussole: Boussole, database: Path, command: str) -> None:
    run = boussole("counsellor", command, "Personne")
    assert (run.status, run.out) == (1, "")
    assert run.err == "boussole: Personne: no account has that name (`counsellor list`)\n"


@pytest.mark.parametrize("arguments", [[], ["dance"], ["list", "Anna"], ["disable", "--admin"]])
def test_a_wrong_call_is_2(boussole: Boussole, arguments: list[str]) -> None:
    run = boussole("counsellor", *arguments)
    assert (run.status, run.out) == (2, "")


def test_wrong_keys_are_2_and_one_line_that_names_the_setting(
    boussole: Boussole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUSSOLE_VAULT_KEYS", "courte")
    run = boussole("counsellor", "list")
    assert (run.status, run.out) == (2, "")
    (line,) = run.err.splitlines()
    assert line.startswith("boussole: BOUSSOLE_VAULT_KEYS: ")
    assert "courte" not in line


# keys rotate


def sealed(home: Path) -> list[str]:
    factors = [row.totp for row in read_home_rows(home, credentials)]
    return [*factors, *(row.contact for row in read_home_rows(home, appointments))]


@pytest.fixture
def filled(boussole: Boussole, write: Write) -> Callable[[str], None]:
    """A second factor and a contact, sealed with a key."""

    def call(key: str) -> None:
        vault = Vault([key])
        boussole("counsellor", "add", "Anna")
        write(lambda unit: unit.execute(credentials.update().values(totp=vault.seal("factor"))))
        write(lambda unit: booked(unit, vault.seal("0470 12 34 56")))

    return call


def test_p8_rotate_adds_a_key_to_the_file_and_seals_again(
    boussole: Boussole, filled: Callable[[str], None], home: Path
) -> None:
    (old,) = Settings(_env_file=None, data=home).load_vault_keys()
    filled(old)
    run = boussole("keys", "rotate", "--json")
    assert (run.status, run.json) == (0, [{"sealed": 2, "keys": 2}])
    assert run.err == ""
    new, kept = (home / "vault.keys").read_text().split()
    assert kept == old
    assert [Vault([new]).open(token) for token in sealed(home)] == ["factor", "0470 12 34 56"]
    with pytest.raises(UnreadableToken):
        Vault([old]).open(sealed(home)[0])
    assert boussole("keys", "rotate").lines == ["2 sealed again, 3 keys"]
    assert [line.action for line in read_home_rows(home, audit)][-2:] == ["keys_rotated"] * 2
    assert [key for key in (old, new) if key in run.out + run.err] == []


@pytest.mark.parametrize("environment", [False, True])
def test_while_the_service_runs_no_key_is_changed(
    boussole: Boussole,
    filled: Callable[[str], None],
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: bool,
) -> None:
    """It would not know the new key: nobody could sign in until it is started again."""
    settings = Settings(_env_file=None, data=home)
    (old,) = settings.load_vault_keys()
    filled(old)
    before, keys = sealed(home), (home / "vault.keys").read_text()
    if environment:
        monkeypatch.setenv("BOUSSOLE_VAULT_KEYS", f"{generate_vault_key()},{old}")
    with hold_shared_lock(settings.database_url):
        run = boussole("keys", "rotate")
    assert (run.status, run.out) == (1, "")
    assert run.err == "boussole: the service runs on this database: stop it first\n"
    assert (sealed(home), (home / "vault.keys").read_text()) == (before, keys)
    assert boussole("keys", "rotate").status == 0


def test_rotate_asks_for_the_new_key_where_keys_come_from_the_environment(
    boussole: Boussole,
    filled: Callable[[str], None],
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, new = generate_vault_key(), generate_vault_key()
    monkeypatch.setenv("BOUSSOLE_VAULT_KEYS", old)
    filled(old)
    before = sealed(home)
    run = boussole("keys", "rotate")
    assert (run.status, run.out) == (1, "")
    assert "BOUSSOLE_VAULT_KEYS" in run.err
    assert old not in run.err
    assert sealed(home) == before
    monkeypatch.setenv("BOUSSOLE_VAULT_KEYS", f"{new},{old}")
    assert boussole("keys", "rotate").lines == ["2 sealed again, 2 keys"]
    assert [Vault([new]).open(token) for token in sealed(home)] == ["factor", "0470 12 34 56"]
    assert not (home / "vault.keys").exists()


def test_p8_keys_that_do_not_open_what_is_stored_are_2_and_change_nothing(
    boussole: Boussole, filled: Callable[[str], None], home: Path
) -> None:
    filled(generate_vault_key())  # as if vault.keys had been lost
    before, keys = sealed(home), (home / "vault.keys").read_text()
    run = boussole("keys", "rotate")
    assert (run.status, run.out) == (2, "")
    assert len(run.err.splitlines()) == 1
    assert (sealed(home), (home / "vault.keys").read_text()) == (before, keys)


# serve


def test_without_an_account_serve_says_how_one_is_made(
    boussole: Boussole, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(_env_file=None, data=home)
    engine = engines.create_database_engine(settings.database_url)
    migrate_schema(engine)
    serve_command.warn_about_console(engine, settings)
    (line,) = capsys.readouterr().err.splitlines()
    assert "`boussole counsellor add NAME --admin`" in line
    assert read_home_rows(home, counsellors) == []
    boussole("counsellor", "add", "Anna", "--admin")
    serve_command.warn_about_console(engine, settings)
    assert capsys.readouterr().err == ""
    engine.dispose()


def test_serve_does_not_start_with_keys_that_open_nothing(
    filled: Callable[[str], None], home: Path
) -> None:
    filled(generate_vault_key())
    engine = engines.create_database_engine(f"sqlite:///{home / 'boussole.sqlite'}")
    with pytest.raises(SettingsError, match="BOUSSOLE_VAULT_KEYS"):
        serve_command.warn_about_console(engine, Settings(_env_file=None, data=home))
    engine.dispose()


def test_device_gives_a_code_to_an_account_that_is_ready(
    boussole: Boussole, home: Path, write: Write
) -> None:
    boussole("counsellor", "add", "Anna")
    run = boussole("counsellor", "device", "anna")
    assert run.status == 1
    assert "the account is not open" in run.err
    write(lambda unit: unit.execute(credentials.update().values(passphrase="a hash")))
    (line,) = boussole("counsellor", "device", "anna").lines
    name, page, code, until = line.split(" · ")
    assert (name, page) == ("Anna", "http://localhost:8000/conseillers/appareil")
    assert re.fullmatch(r"code ([a-z2-7]{4}-){6}[a-z2-7]{4}", code)
    assert re.fullmatch(r"until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", until)
    assert [line.action for line in read_home_rows(home, audit)] == [
        "account_added",
        "device_code_made",
    ]
