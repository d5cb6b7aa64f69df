"""Accounts: invited, opened, disabled, reset; a code is kept as a hash and works once."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import pyotp
import pytest
from console_people import (
    CHEAP,
    MINUTE,
    NOW,
    PASSPHRASE,
    YESTERDAY,
    Person,
    appointment,
    conversation_with,
    enrol,
    everything,
    invite,
    rows,
)
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.console import accounts, enrolment, feeds, passphrases, profiles, sessions
from bot.console.errors import (
    NameTaken,
    NoSuchAccount,
    TooShort,
    WrongCode,
    WrongInvitation,
    WrongName,
    WrongPassphrase,
)
from bot.console.keys import Keys
from bot.console.names import same_name
from bot.console.typed_codes import normalised
from bot.storage.staff_tables import audit, counsellors, credentials
from bot.storage.unit_of_work import reading, writing

DAYS = dt.timedelta(days=1)
People = Callable[..., Person]
HASHED = passphrases.hashed("douze parapluies pour un héron", CHEAP)


def state(engine: Engine, name: str, now: dt.datetime = NOW) -> str:
    with reading(engine) as unit:
        return accounts.named(unit, name, now).state


def test_an_invitation_is_a_code_that_is_kept_as_a_hash(engine: Engine, keys: Keys) -> None:
    invitation = invite(engine, keys, "Anna Dupont", "admin")
    assert len(normalised(invitation.code)) * math.log2(32) >= 128
    assert (invitation.name, invitation.role) == ("Anna Dupont", "admin")
    assert invitation.until == YESTERDAY + 7 * DAYS
    kept = everything(engine)
    assert invitation.code not in kept
    assert normalised(invitation.code) not in kept
    assert state(engine, "anna dupont") == "invited"


def test_c7_nobody_has_a_passphrase_before_choosing_one(engine: Engine, keys: Keys) -> None:
    invite(engine, keys, "Anna")
    (row,) = rows(engine, credentials)
    assert (row.passphrase, row.totp, row.recovery) == (None, None, [])


@pytest.mark.parametrize(
    "again", ["Zoé Léon", " zoé  LÉON ", "Zoe\u0301 Le\u0301on", "Zoé\u00a0Léon"]
)
def test_a_name_is_one_however_it_is_written(engine: Engine, keys: Keys, again: str) -> None:
    invite(engine, keys, "Zoé Léon")
    with writing(engine) as unit, pytest.raises(NameTaken) as caught:
        accounts.add(unit, again, "counsellor", keys, NOW)
    assert "Léon" not in str(caught.value)
    assert len(rows(engine, counsellors)) == 1


@pytest.mark.parametrize(
    "name", ["", "  ", "a" * 81, "Anna\x00", "Anna\u202e", "\ud800", "·", "x" * 9999]
)
def test_what_is_no_name_is_refused(sqlite_engine: Engine, keys: Keys, name: str) -> None:
    with writing(sqlite_engine) as unit, pytest.raises(WrongName):
        accounts.add(unit, name, "counsellor", keys, NOW)
    assert rows(sqlite_engine, counsellors) == []


@given(st.text())
def test_names_compare_without_failing(name: str) -> None:
    assert same_name(same_name(name)) == same_name(name)


def test_the_factor_is_the_same_each_time_the_page_opens(engine: Engine, keys: Keys) -> None:
    code = invite(engine, keys, "Anna").code
    with writing(engine) as unit:
        first = enrolment.begin(unit, code, keys, NOW)
        unit.commit()
    with writing(engine) as unit:
        assert enrolment.begin(unit, code.upper(), keys, NOW) == first
    assert first.secret not in everything(engine)


def test_an_invitation_opens_once(engine: Engine, keys: Keys) -> None:
    invitation = invite(engine, keys, "Anna")
    person = enrol(engine, keys, invitation)
    assert state(engine, "Anna") == "ready"
    with writing(engine) as unit, pytest.raises(WrongInvitation):
        enrolment.begin(unit, invitation.code, keys, NOW)
    code = person.code(NOW)
    with writing(engine) as unit, pytest.raises(WrongInvitation):
        enrolment.accept(unit, invitation.code, HASHED, code, keys, NOW)
    assert invitation.code not in repr(invitation)
    assert len(set(person.recovery_codes)) == 10
    kept = everything(engine)
    secrets = (PASSPHRASE, person.secret, *person.recovery_codes)
    assert not any(secret in kept for secret in secrets)


def test_c7_an_invitation_is_good_for_seven_days(engine: Engine, keys: Keys) -> None:
    code = invite(engine, keys, "Anna").code
    with writing(engine) as unit:
        enrolment.begin(unit, code, keys, YESTERDAY + 7 * DAYS - MINUTE)
        with pytest.raises(WrongInvitation):
            enrolment.begin(unit, code, keys, YESTERDAY + 7 * DAYS)
    assert state(engine, "Anna", YESTERDAY + 7 * DAYS) == "expired"


@pytest.mark.parametrize("code", ["", "k3qd-7vxa", "x" * 10_000, "\ud800"])
def test_another_code_opens_nothing(engine: Engine, keys: Keys, code: str) -> None:
    invite(engine, keys, "Anna")
    with writing(engine) as unit, pytest.raises(WrongInvitation) as caught:
        enrolment.begin(unit, code, keys, NOW)
    assert str(caught.value) == ""


def test_a_wrong_code_leaves_the_invitation(engine: Engine, keys: Keys) -> None:
    code = invite(engine, keys, "Anna").code
    with writing(engine) as unit:
        with pytest.raises(WrongCode):  # the picture was not shown yet
            enrolment.accept(unit, code, HASHED, "123456", keys, NOW)
        secret = enrolment.begin(unit, code, keys, NOW).secret
        right = pyotp.TOTP(secret).at(NOW)
        with pytest.raises(WrongCode):
            enrolment.accept(unit, code, HASHED, "abc", keys, NOW)
        enrolment.accept(unit, code, HASHED, right, keys, NOW)


def test_a_weak_passphrase_is_not_hashed(keys: Keys) -> None:
    with pytest.raises(TooShort):
        enrolment.new_hash("court", "Anna", keys)


def test_disabling_ends_sessions_and_feed_and_tells_what_is_left(
    engine: Engine, keys: Keys, person: People
) -> None:
    anna, other = person("Anna"), person("Bruno")
    with writing(engine) as unit:
        unit.execute(
            credentials.update().values(feed="a hash").where(credentials.c.counsellor_id == anna.id)
        )
        token = sessions.mint(unit, anna.id, keys, NOW)
        theirs = sessions.mint(unit, other.id, keys, NOW)
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
        left = accounts.disable(unit, anna.id, NOW, by=other.id)
        assert accounts.disable(unit, anna.id, NOW, by=other.id) == left
        unit.commit()
    assert [each.id for each in left.appointments] == [running, sooner, later, held]
    assert left.handoffs == [talk]
    assert left.appointments[0].pseudonym == "Renard 42"
    with reading(engine) as unit:
        assert sessions.look_up(unit, token, keys, NOW) is None
        assert sessions.look_up(unit, theirs, keys, NOW) is not None
    (row,) = [row for row in rows(engine, counsellors) if row.id == anna.id]
    assert (row.disabled, row.duty, row.receives) == (True, "off", False)
    (kept,) = [row for row in rows(engine, credentials) if row.counsellor_id == anna.id]
    assert kept.feed is None
    assert state(engine, "Anna") == "disabled"


def test_a_disabled_account_cannot_be_opened_by_its_invitation(engine: Engine, keys: Keys) -> None:
    invitation = invite(engine, keys, "Anna")
    with writing(engine) as unit:
        accounts.disable(unit, invitation.account, NOW)
        with pytest.raises(WrongInvitation):
            enrolment.begin(unit, invitation.code, keys, NOW)


def test_a_reset_takes_everything_and_invites_again(
    engine: Engine, keys: Keys, person: People
) -> None:
    anna = person("Anna")
    with writing(engine) as unit:
        token = sessions.mint(unit, anna.id, keys, NOW)
        accounts.disable(unit, anna.id, NOW)
        invitation = accounts.reset(unit, anna.id, keys, YESTERDAY)
        unit.commit()
    (row,) = rows(engine, credentials)
    assert (row.passphrase, row.totp, row.recovery) == (None, None, [])
    with reading(engine) as unit:
        assert sessions.look_up(unit, token, keys, NOW) is None
    assert state(engine, "Anna") == "invited"
    again = enrol(engine, keys, invitation)
    assert again.id == anna.id
    assert again.secret != anna.secret


def test_a_second_reset_voids_the_first_invitation(engine: Engine, keys: Keys) -> None:
    first = invite(engine, keys, "Anna")
    with writing(engine) as unit:
        second = accounts.reset(unit, first.account, keys, NOW)
        with pytest.raises(WrongInvitation):
            enrolment.begin(unit, first.code, keys, NOW)
        enrolment.begin(unit, second.code, keys, NOW)


def test_an_account_that_does_not_exist_has_its_error(engine: Engine, keys: Keys) -> None:
    with writing(engine) as unit:
        for call in (
            lambda: accounts.named(unit, "Personne", NOW),
            lambda: accounts.disable(unit, 99, NOW),
            lambda: accounts.reset(unit, 99, keys, NOW),
        ):
            with pytest.raises(NoSuchAccount) as caught:
                call()
            assert "Personne" not in str(caught.value)


def test_accounts_come_in_the_order_of_their_names(engine: Engine, keys: Keys) -> None:
    with reading(engine) as unit:
        assert accounts.are_none(unit)
    for name in ("bruno", "Zoé", "Anna"):
        invite(engine, keys, name)
    with writing(engine) as unit:
        assert [each.name for each in accounts.accounts(unit, NOW)] == ["Anna", "bruno", "Zoé"]
        assert not accounts.are_none(unit)
        for each in accounts.accounts(unit, NOW):
            accounts.disable(unit, each.id, NOW)
        assert accounts.are_none(unit)


def test_a_passphrase_is_changed_by_who_knows_it_and_ends_the_other_sessions(
    engine: Engine, keys: Keys, person: People
) -> None:
    anna = person("Anna")
    (row,) = rows(engine, credentials)
    with writing(engine) as unit:
        here, there = (sessions.mint(unit, anna.id, keys, NOW) for _ in range(2))
        session = sessions.look_up(unit, here, keys, NOW)
        assert session is not None
        with pytest.raises(WrongPassphrase):
            enrolment.change_passphrase(unit, session, "another hash", HASHED, keys, NOW)
        assert sessions.look_up(unit, there, keys, NOW) is not None
        enrolment.change_passphrase(unit, session, row.passphrase, HASHED, keys, NOW)
        assert sessions.look_up(unit, here, keys, NOW) is not None
        assert sessions.look_up(unit, there, keys, NOW) is None
        with pytest.raises(WrongPassphrase):
            enrolment.change_passphrase(unit, session, row.passphrase, HASHED, keys, NOW)


def test_all_of_it_is_in_the_audit_trail_without_a_name(
    engine: Engine, keys: Keys, person: People
) -> None:
    anna = person("Anna")
    with writing(engine) as unit:
        accounts.disable(unit, anna.id, NOW, by=7)
        accounts.reset(unit, anna.id, keys, NOW)
        unit.commit()
    lines = [line for line in rows(engine, audit) if line.action != "terms_accepted"]
    assert [(line.counsellor_id, line.action) for line in lines] == [
        (None, "account_added"),
        (anna.id, "invitation_accepted"),
        (7, "account_disabled"),
        (None, "account_reset"),
    ]
    assert {line.subject for line in lines} == {f"counsellor:{anna.id}"}


@pytest.mark.parametrize("receives", [True, False])
def test_a_reset_takes_the_calendar_address_and_leaves_who_receives(
    engine: Engine, keys: Keys, person: Callable[..., Person], receives: bool
) -> None:
    anna = person("Anna")
    with writing(engine) as unit:
        token = feeds.make(unit, anna.id, keys)
        profiles.receive(unit, anna.id, receives)
        accounts.reset(unit, anna.id, keys, NOW)
        assert feeds.whose(unit, token, keys) is None
        assert profiles.get(unit, anna.id).receives is receives


def test_a_closed_account_that_opens_again_does_not_receive(
    engine: Engine, keys: Keys, person: Callable[..., Person]
) -> None:
    anna = person("Anna")
    with writing(engine) as unit:
        accounts.disable(unit, anna.id, NOW)
        accounts.reset(unit, anna.id, keys, NOW)
        assert not profiles.get(unit, anna.id).receives
        assert not profiles.get(unit, anna.id).disabled
