"""Accounts: invited, opened, disabled, reset; a code is kept as a hash and works once."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.console.auth import passphrases, staff_sessions
from bot.console.auth.account_names import make_comparison_key
from bot.console.auth.console_keys import Keys
from bot.console.auth.typed_codes import normalise_code
from bot.console.console_errors import (
    NameTaken,
    NoSuchAccount,
    TooShort,
    WrongCode,
    WrongInvitation,
    WrongName,
    WrongPassphrase,
)
from bot.console.staff import (
    account_repository,
    calendar_feed_tokens,
    enrolment,
    profiles,
    staff_accounts,
)
from bot.storage.staff_tables import audit, counsellors, credentials
from bot.storage.unit_of_work import reading, writing
from tests.support.console_accounts import (
    CHEAP_HASHER,
    MINUTE,
    NOW,
    PASSPHRASE,
    YESTERDAY,
    Account,
    appointment,
    conversation_with,
    dump_staff_tables,
    enrol,
    invite,
)
from tests.support.database_rows import read_rows

DAYS = dt.timedelta(days=1)
People = Callable[..., Account]
HASHED = passphrases.hash_passphrase("douze parapluies pour un héron", CHEAP_HASHER)


def state(engine: Engine, name: str, now: dt.datetime = NOW) -> str:
    with reading(engine) as unit:
        return staff_accounts.get_account_by_name(unit, name, now).state


def test_an_invitation_is_a_code_that_is_kept_as_a_hash(engine: Engine, keys: Keys) -> None:
    invitation = invite(engine, keys, "Anna Dupont", "admin")
    assert len(normalise_code(invitation.code)) * math.log2(32) >= 128
    assert (invitation.name, invitation.role) == ("Anna Dupont", "admin")
    assert invitation.until == YESTERDAY + 7 * DAYS
    kept = dump_staff_tables(engine)
    assert invitation.code not in kept
    assert normalise_code(invitation.code) not in kept
    assert state(engine, "anna dupont") == "invited"


def test_c7_nobody_has_a_passphrase_before_choosing_one(engine: Engine, keys: Keys) -> None:
    invite(engine, keys, "Anna")
    (row,) = read_rows(engine, credentials)
    assert (row.passphrase, row.totp, row.recovery) == (None, None, [])


@pytest.mark.parametrize(
    "again", ["Zoé Léon", " zoé  LÉON ", "Zoe\u0301 Le\u0301on", "Zoé\u00a0Léon"]
)
def test_a_name_is_one_however_it_is_written(engine: Engine, keys: Keys, again: str) -> None:
    invite(engine, keys, "Zoé Léon")
    with writing(engine) as unit, pytest.raises(NameTaken) as caught:
        staff_accounts.create_account(unit, again, "counsellor", keys, NOW)
    assert "Léon" not in str(caught.value)
    assert len(read_rows(engine, counsellors)) == 1


@pytest.mark.parametrize(
    "name", ["", "  ", "a" * 81, "Anna\x00", "Anna\u202e", "\ud800", "·", "x" * 9999]
)
def test_what_is_no_name_is_refused(sqlite_engine: Engine, keys: Keys, name: str) -> None:
    with writing(sqlite_engine) as unit, pytest.raises(WrongName):
        staff_accounts.create_account(unit, name, "counsellor", keys, NOW)
    assert read_rows(sqlite_engine, counsellors) == []


@given(st.text())
def test_names_compare_without_failing(name: str) -> None:
    assert make_comparison_key(make_comparison_key(name)) == make_comparison_key(name)


def test_the_factor_is_the_same_each_time_the_page_opens(engine: Engine, keys: Keys) -> None:
    code = invite(engine, keys, "Anna").code
    with writing(engine) as unit:
        first = enrolment.begin_enrolment(unit, code, keys, NOW)
        unit.commit()
    with writing(engine) as unit:
        assert enrolment.begin_enrolment(unit, code.upper(), keys, NOW) == first
    assert first.secret not in dump_staff_tables(engine)


def test_an_invitation_opens_once(engine: Engine, keys: Keys) -> None:
    invitation = invite(engine, keys, "Anna")
    person = enrol(engine, keys, invitation)
    assert state(engine, "Anna") == "ready"
    with writing(engine) as unit, pytest.raises(WrongInvitation):
        enrolment.begin_enrolment(unit, invitation.code, keys, NOW)
    code = person.code(NOW)
    with writing(engine) as unit, pytest.raises(WrongInvitation):
        enrolment.accept_invitation(unit, invitation.code, HASHED, code, keys, NOW)
    assert invitation.code not in repr(invitation)
    assert len(set(person.recovery_codes)) == 10
    kept = dump_staff_tables(engine)
    secrets = (PASSPHRASE, person.secret, *person.recovery_codes)
    assert [secret for secret in secrets if secret in kept] == []


def test_c7_an_invitation_is_good_for_seven_days(engine: Engine, keys: Keys) -> None:
    code = invite(engine, keys, "Anna").code
    with writing(engine) as unit:
        enrolment.begin_enrolment(unit, code, keys, YESTERDAY + 7 * DAYS - MINUTE)
        with pytest.raises(WrongInvitation):
            enrolment.begin_enrolment(unit, code, keys, YESTERDAY + 7 * DAYS)
    assert state(engine, "Anna", YESTERDAY + 7 * DAYS) == "expired"


@pytest.mark.parametrize("code", ["", "k3qd-7vxa", "x" * 10_000, "\ud800"])
def test_another_code_opens_nothing(engine: Engine, keys: Keys, code: str) -> None:
    invite(engine, keys, "Anna")
    with writing(engine) as unit, pytest.raises(WrongInvitation) as caught:
        enrolment.begin_enrolment(unit, code, keys, NOW)
    assert str(caught.value) == ""


def test_a_wrong_code_leaves_the_invitation(engine: Engine, keys: Keys) -> None:
    code = invite(engine, keys, "Anna").code
    with writing(engine) as unit:
        with pytest.raises(WrongCode):  # the picture was not shown yet
            enrolment.accept_invitation(unit, code, HASHED, "123456", keys, NOW)
        secret = enrolment.begin_enrolment(unit, code, keys, NOW).secret
        right = pyotp.TOTP(secret).at(NOW)
        with pytest.raises(WrongCode):
            enrolment.accept_invitation(unit, code, HASHED, "abc", keys, NOW)
        enrolment.accept_invitation(unit, code, HASHED, right, keys, NOW)


def test_a_weak_passphrase_is_not_hashed(keys: Keys) -> None:
    with pytest.raises(TooShort):
        enrolment.hash_new_passphrase("court", "Anna", keys)


def test_disabling_ends_sessions_and_feed_and_tells_what_is_left(
    engine: Engine, keys: Keys, person: People
) -> None:
    anna, other = person("Anna"), person("Bruno")
    with writing(engine) as unit:
        unit.execute(
            credentials.update().values(feed="a hash").where(credentials.c.counsellor_id == anna.id)
        )
        token = staff_sessions.create_session(unit, anna.id, keys, NOW)
        theirs = staff_sessions.create_session(unit, other.id, keys, NOW)
        later = appointment(unit, anna.id, NOW + 2 * DAYS)
        sooner = appointment(unit, anna.id, NOW + DAYS)
        running = appointment(unit, anna.id, NOW - MINUTE)
        held = appointment(unit, anna.id, NOW + 3 * DAYS, "held", held_until=NOW + MINUTE)
        appointment(unit, anna.id, NOW + 4 * DAYS, "held", held_until=NOW)
        appointment(unit, anna.id, NOW + 5 * DAYS, "cancelled")
        appointment(unit, anna.id, NOW - 2 * DAYS)
        appointment(unit, other.id, NOW + DAYS)
        talk = conversation_with(unit, anna.id)
        unit.commit()
    with writing(engine) as unit:
        left = staff_accounts.disable_account(unit, anna.id, NOW, by=other.id)
        assert staff_accounts.disable_account(unit, anna.id, NOW, by=other.id) == left
        unit.commit()
    assert [each.id for each in left.appointments] == [running, sooner, later, held]
    assert left.handoffs == [talk]
    assert left.appointments[0].pseudonym == "Renard 42"
    with reading(engine) as unit:
        assert staff_sessions.find_session(unit, token, keys, NOW) is None
        assert staff_sessions.find_session(unit, theirs, keys, NOW) is not None
    (row,) = [row for row in read_rows(engine, counsellors) if row.id == anna.id]
    assert (row.disabled, row.duty, row.receives) == (True, "off", False)
    (kept,) = [row for row in read_rows(engine, credentials) if row.counsellor_id == anna.id]
    assert kept.feed is None
    assert state(engine, "Anna") == "disabled"


def test_a_disabled_account_cannot_be_opened_by_its_invitation(engine: Engine, keys: Keys) -> None:
    invitation = invite(engine, keys, "Anna")
    with writing(engine) as unit:
        staff_accounts.disable_account(unit, invitation.account, NOW)
        with pytest.raises(WrongInvitation):
            enrolment.begin_enrolment(unit, invitation.code, keys, NOW)


def test_a_reset_takes_everything_and_invites_again(
    engine: Engine, keys: Keys, person: People
) -> None:
    anna = person("Anna")
    with writing(engine) as unit:
        token = staff_sessions.create_session(unit, anna.id, keys, NOW)
        staff_accounts.disable_account(unit, anna.id, NOW)
        invitation = staff_accounts.reset_account(unit, anna.id, keys, YESTERDAY)
        unit.commit()
    (row,) = read_rows(engine, credentials)
    assert (row.passphrase, row.totp, row.recovery) == (None, None, [])
    with reading(engine) as unit:
        assert staff_sessions.find_session(unit, token, keys, NOW) is None
    assert state(engine, "Anna") == "invited"
    again = enrol(engine, keys, invitation)
    assert again.id == anna.id
    assert again.secret != anna.secret


def test_a_second_reset_voids_the_first_invitation(engine: Engine, keys: Keys) -> None:
    first = invite(engine, keys, "Anna")
    with writing(engine) as unit:
        second = staff_accounts.reset_account(unit, first.account, keys, NOW)
        with pytest.raises(WrongInvitation):
            enrolment.begin_enrolment(unit, first.code, keys, NOW)
        enrolment.begin_enrolment(unit, second.code, keys, NOW)


def test_an_account_that_does_not_exist_has_its_error(engine: Engine, keys: Keys) -> None:
    with writing(engine) as unit:
        for call in (
            lambda: staff_accounts.get_account_by_name(unit, "Personne", NOW),
            lambda: staff_accounts.disable_account(unit, 99, NOW),
            lambda: staff_accounts.reset_account(unit, 99, keys, NOW),
        ):
            with pytest.raises(NoSuchAccount) as caught:
                call()
            assert "Personne" not in str(caught.value)


def test_accounts_come_in_the_order_of_their_names(engine: Engine, keys: Keys) -> None:
    with reading(engine) as unit:
        assert not account_repository.has_active_account(unit)
    for name in ("bruno", "Zoé", "Anna"):
        invite(engine, keys, name)
    with writing(engine) as unit:
        assert [each.name for each in staff_accounts.list_accounts(unit, NOW)] == [
            "Anna",
            "bruno",
            "Zoé",
        ]
        assert account_repository.has_active_account(unit)
        for each in staff_accounts.list_accounts(unit, NOW):
            staff_accounts.disable_account(unit, each.id, NOW)
        assert not account_repository.has_active_account(unit)


def test_a_passphrase_is_changed_by_who_knows_it_and_ends_the_other_sessions(
    engine: Engine, keys: Keys, person: People
) -> None:
    anna = person("Anna")
    (row,) = read_rows(engine, credentials)
    with writing(engine) as unit:
        here, there = (staff_sessions.create_session(unit, anna.id, keys, NOW) for _ in range(2))
        session = staff_sessions.find_session(unit, here, keys, NOW)
        assert session is not None
        with pytest.raises(WrongPassphrase):
            enrolment.change_passphrase(unit, session, "another hash", HASHED, keys, NOW)
        assert staff_sessions.find_session(unit, there, keys, NOW) is not None
        enrolment.change_passphrase(unit, session, row.passphrase, HASHED, keys, NOW)
        assert staff_sessions.find_session(unit, here, keys, NOW) is not None
        assert staff_sessions.find_session(unit, there, keys, NOW) is None
        with pytest.raises(WrongPassphrase):
            enrolment.change_passphrase(unit, session, row.passphrase, HASHED, keys, NOW)


def test_all_of_it_is_in_the_audit_trail_without_a_name(
    engine: Engine, keys: Keys, person: People
) -> None:
    anna = person("Anna")
    with writing(engine) as unit:
        staff_accounts.disable_account(unit, anna.id, NOW, by=7)
        staff_accounts.reset_account(unit, anna.id, keys, NOW)
        unit.commit()
    lines = [line for line in read_rows(engine, audit) if line.action != "terms_accepted"]
    assert [(line.counsellor_id, line.action) for line in lines] == [
        (None, "account_added"),
        (anna.id, "invitation_accepted"),
        (7, "account_disabled"),
        (None, "account_reset"),
    ]
    assert {line.subject for line in lines} == {f"counsellor:{anna.id}"}


@pytest.mark.parametrize("receives", [True, False])
def test_a_reset_takes_the_calendar_address_and_leaves_who_receives(
    engine: Engine, keys: Keys, person: Callable[..., Account], receives: bool
) -> None:
    anna = person("Anna")
    with writing(engine) as unit:
        token = calendar_feed_tokens.create_token(unit, anna.id, keys)
        profiles.set_receiving(unit, anna.id, receives)
        staff_accounts.reset_account(unit, anna.id, keys, NOW)
        assert calendar_feed_tokens.find_token_owner(unit, token, keys) is None
        assert profiles.get_profile(unit, anna.id).receives is receives


def test_a_closed_account_that_opens_again_does_not_receive(
    engine: Engine, keys: Keys, person: Callable[..., Account]
) -> None:
    anna = person("Anna")
    with writing(engine) as unit:
        staff_accounts.disable_account(unit, anna.id, NOW)
        staff_accounts.reset_account(unit, anna.id, keys, NOW)
        assert not profiles.get_profile(unit, anna.id).receives
        assert not profiles.get_profile(unit, anna.id).disabled
