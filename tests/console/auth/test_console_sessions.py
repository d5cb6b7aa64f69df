"""C6, C7: sessions of the server only, with two time-outs; whose they are; forms of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.console.auth import staff_session_repository, staff_sessions
from bot.console.auth.console_keys import Keys
from bot.console.auth.staff_session_repository import StaffSession
from bot.console.auth.staff_sessions import ABSOLUTE_TIMEOUT, IDLE_TIMEOUT
from bot.storage.unit_of_work import reading, writing
from tests.support.console_accounts import (
    MINUTE,
    NOW,
    SECOND,
    Account,
    create_session_token,
    dump_staff_tables,
)


@pytest.fixture
def anna(person: Callable[..., Account]) -> Account:
    return person("Anna", "admin")


def look_up(engine: Engine, keys: Keys, token: str, now: dt.datetime = NOW) -> StaffSession | None:
    with reading(engine) as unit:
        return staff_sessions.find_session(unit, token, keys, now)


def test_c7_only_a_hash_of_the_token_is_kept(engine: Engine, keys: Keys, anna: Account) -> None:
    tokens = {create_session_token(engine, keys, anna) for _ in range(3)}
    assert len(tokens) == 3
    assert [token for token in tokens if len(token) < 43] == []
    assert [token for token in tokens if token in dump_staff_tables(engine)] == []


def test_a_token_opens_its_session(engine: Engine, keys: Keys, anna: Account) -> None:
    session = look_up(engine, keys, create_session_token(engine, keys, anna))
    assert session is not None
    assert (session.counsellor, session.name, session.role) == (anna.id, "Anna", "admin")


@pytest.mark.parametrize("token", ["", "abc", "x" * 10_000, "\ud800", "é"])
def test_what_a_browser_makes_up_opens_nothing(
    engine: Engine, keys: Keys, anna: Account, token: str
) -> None:
    create_session_token(engine, keys, anna)
    assert look_up(engine, keys, token) is None


def test_another_key_opens_nothing(engine: Engine, keys: Keys, anna: Account) -> None:
    token = create_session_token(engine, keys, anna)
    assert look_up(engine, Keys(b"o" * 32, keys.vault, keys.hasher), token) is None


def test_c7_idle_for_half_an_hour_it_is_over(engine: Engine, keys: Keys, anna: Account) -> None:
    token = create_session_token(engine, keys, anna)
    assert look_up(engine, keys, token, NOW + IDLE_TIMEOUT - SECOND) is not None
    assert look_up(engine, keys, token, NOW + IDLE_TIMEOUT) is None


def test_c7_in_use_it_lasts_ten_hours_and_no_longer(
    engine: Engine, keys: Keys, anna: Account
) -> None:
    token, now = create_session_token(engine, keys, anna), NOW
    while (session := look_up(engine, keys, token, now)) is not None:
        with writing(engine) as unit:
            staff_session_repository.touch_session(unit, session.id, now)
            unit.commit()
        now += 20 * MINUTE
    assert now == NOW + ABSOLUTE_TIMEOUT


def test_a_use_is_written_down_once_a_minute(engine: Engine, keys: Keys, anna: Account) -> None:
    session = look_up(engine, keys, create_session_token(engine, keys, anna))
    assert session is not None
    assert not staff_sessions.needs_touch(session, NOW + 59 * SECOND)
    assert staff_sessions.needs_touch(session, NOW + MINUTE)


def test_an_ended_session_is_not_brought_back(engine: Engine, keys: Keys, anna: Account) -> None:
    token, other = (
        create_session_token(engine, keys, anna),
        create_session_token(engine, keys, anna),
    )
    session = look_up(engine, keys, token)
    assert session is not None
    with writing(engine) as unit:
        staff_sessions.end_session(unit, token, keys)
        staff_sessions.end_session(unit, token, keys)
        staff_session_repository.touch_session(unit, session.id, NOW)
        unit.commit()
    assert look_up(engine, keys, token) is None
    assert look_up(engine, keys, other) is not None


def test_one_sees_and_ends_the_sessions_of_one_account(
    engine: Engine, keys: Keys, anna: Account, person: Callable[..., Account]
) -> None:
    bruno = person("Bruno")
    tokens = [create_session_token(engine, keys, anna) for _ in range(3)]
    theirs = create_session_token(engine, keys, bruno)
    create_session_token(engine, keys, anna, NOW - IDLE_TIMEOUT)  # over
    with writing(engine) as unit:
        mine = staff_sessions.list_open_sessions(unit, anna.id, NOW)
        assert len(mine) == 3
        (of_bruno,) = staff_sessions.list_open_sessions(unit, bruno.id, NOW)
        staff_session_repository.delete_session(unit, of_bruno.id, anna.id)  # not hers
        staff_session_repository.delete_session(unit, mine[0].id, anna.id)
        assert [each.id for each in staff_sessions.list_open_sessions(unit, anna.id, NOW)] == [
            mine[1].id,
            mine[2].id,
        ]
        staff_session_repository.delete_sessions(unit, anna.id, exclude_id=mine[1].id)
        assert [each.id for each in staff_sessions.list_open_sessions(unit, anna.id, NOW)] == [
            mine[1].id
        ]
        assert staff_session_repository.delete_sessions(unit, anna.id) == 1
        assert staff_sessions.find_session(unit, theirs, keys, NOW) is not None
        assert [
            token
            for token in tokens
            if staff_sessions.find_session(unit, token, keys, NOW) is not None
        ] == []


def test_what_is_over_is_purged(engine: Engine, keys: Keys, anna: Account) -> None:
    token = create_session_token(engine, keys, anna)
    create_session_token(engine, keys, anna, NOW - IDLE_TIMEOUT)
    with writing(engine) as unit:
        assert staff_sessions.purge_sessions(unit, NOW) == 1
        assert staff_sessions.find_session(unit, token, keys, NOW) is not None


def test_a_form_belongs_to_its_session(keys: Keys) -> None:
    given_out = staff_sessions.make_csrf_token("a token", keys)
    assert staff_sessions.is_valid_csrf_token(given_out, "a token", keys)
    assert not staff_sessions.is_valid_csrf_token(given_out, "another", keys)
    assert not staff_sessions.is_valid_csrf_token("a token", "a token", keys)
    assert given_out != keys.hashed("session", "a token")
    other = Keys(b"o" * 32, keys.vault, keys.hasher)
    assert not staff_sessions.is_valid_csrf_token(given_out, "a token", other)


@given(st.text(st.characters()))
def test_whatever_a_form_carries_is_an_answer(typed: str) -> None:
    from bot.privacy.vault import Vault
    from bot.settings import generate_vault_key
    from tests.support.console_accounts import CHEAP_HASHER

    keys = Keys(b"k" * 32, Vault([generate_vault_key()]), CHEAP_HASHER)
    assert not staff_sessions.is_valid_csrf_token(typed, "a token", keys)
