"""C6, C7: sessions of the server only, with two time-outs; whose they are; forms of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from console_people import MINUTE, NOW, SECOND, Person, everything
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.console import sessions
from bot.console.keys import Keys
from bot.console.sessions import ABSOLUTE, IDLE, Session
from bot.storage.unit_of_work import reading, writing


@pytest.fixture
def anna(person: Callable[..., Person]) -> Person:
    return person("Anna", "admin")


def mint(engine: Engine, keys: Keys, person: Person, now: dt.datetime = NOW) -> str:
    with writing(engine) as unit:
        token = sessions.mint(unit, person.id, keys, now)
        unit.commit()
    return token


def look_up(engine: Engine, keys: Keys, token: str, now: dt.datetime = NOW) -> Session | None:
    with reading(engine) as unit:
        return sessions.look_up(unit, token, keys, now)


def test_c7_only_a_hash_of_the_token_is_kept(engine: Engine, keys: Keys, anna: Person) -> None:
    tokens = {mint(engine, keys, anna) for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) >= 43 for token in tokens)
    assert not any(token in everything(engine) for token in tokens)


def test_a_token_opens_its_session(engine: Engine, keys: Keys, anna: Person) -> None:
    session = look_up(engine, keys, mint(engine, keys, anna))
    assert session is not None
    assert (session.counsellor, session.name, session.role) == (anna.id, "Anna", "admin")


@pytest.mark.parametrize("token", ["", "abc", "x" * 10_000, "\ud800", "é"])
def test_what_a_browser_makes_up_opens_nothing(
    engine: Engine, keys: Keys, anna: Person, token: str
) -> None:
    mint(engine, keys, anna)
    assert look_up(engine, keys, token) is None


def test_another_key_opens_nothing(engine: Engine, keys: Keys, anna: Person) -> None:
    token = mint(engine, keys, anna)
    assert look_up(engine, Keys(b"o" * 32, keys.vault, keys.hasher), token) is None


def test_c7_idle_for_half_an_hour_it_is_over(engine: Engine, keys: Keys, anna: Person) -> None:
    token = mint(engine, keys, anna)
    assert look_up(engine, keys, token, NOW + IDLE - SECOND) is not None
    assert look_up(engine, keys, token, NOW + IDLE) is None


def test_c7_in_use_it_lasts_ten_hours_and_no_longer(
    engine: Engine, keys: Keys, anna: Person
) -> None:
    token, now = mint(engine, keys, anna), NOW
    while (session := look_up(engine, keys, token, now)) is not None:
        with writing(engine) as unit:
            sessions.touch(unit, session, now)
            unit.commit()
        now += 20 * MINUTE
    assert now == NOW + ABSOLUTE


def test_a_use_is_written_down_once_a_minute(engine: Engine, keys: Keys, anna: Person) -> None:
    session = look_up(engine, keys, mint(engine, keys, anna))
    assert session is not None
    assert not session.is_to_be_touched(NOW + 59 * SECOND)
    assert session.is_to_be_touched(NOW + MINUTE)


def test_an_ended_session_is_not_brought_back(engine: Engine, keys: Keys, anna: Person) -> None:
    token, other = mint(engine, keys, anna), mint(engine, keys, anna)
    session = look_up(engine, keys, token)
    assert session is not None
    with writing(engine) as unit:
        sessions.end(unit, token, keys)
        sessions.end(unit, token, keys)
        sessions.touch(unit, session, NOW)
        unit.commit()
    assert look_up(engine, keys, token) is None
    assert look_up(engine, keys, other) is not None


def test_one_sees_and_ends_the_sessions_of_one_account(
    engine: Engine, keys: Keys, anna: Person, person: Callable[..., Person]
) -> None:
    bruno = person("Bruno")
    tokens = [mint(engine, keys, anna) for _ in range(3)]
    theirs = mint(engine, keys, bruno)
    mint(engine, keys, anna, NOW - IDLE)  # over
    with writing(engine) as unit:
        mine = sessions.open_of(unit, anna.id, NOW)
        assert len(mine) == 3
        (of_bruno,) = sessions.open_of(unit, bruno.id, NOW)
        sessions.end_one(unit, of_bruno.id, anna.id)  # not hers
        sessions.end_one(unit, mine[0].id, anna.id)
        assert [each.id for each in sessions.open_of(unit, anna.id, NOW)] == [
            mine[1].id,
            mine[2].id,
        ]
        sessions.end_all(unit, anna.id, but=mine[1].id)
        assert [each.id for each in sessions.open_of(unit, anna.id, NOW)] == [mine[1].id]
        assert sessions.end_all(unit, anna.id) == 1
        assert sessions.look_up(unit, theirs, keys, NOW) is not None
        assert all(sessions.look_up(unit, token, keys, NOW) is None for token in tokens)


def test_what_is_over_is_purged(engine: Engine, keys: Keys, anna: Person) -> None:
    token = mint(engine, keys, anna)
    mint(engine, keys, anna, NOW - IDLE)
    with writing(engine) as unit:
        assert sessions.purge(unit, NOW) == 1
        assert sessions.look_up(unit, token, keys, NOW) is not None


def test_a_form_belongs_to_its_session(keys: Keys) -> None:
    given_out = sessions.csrf("a token", keys)
    assert sessions.csrf_holds(given_out, "a token", keys)
    assert not sessions.csrf_holds(given_out, "another", keys)
    assert not sessions.csrf_holds("a token", "a token", keys)
    assert given_out != keys.hashed("session", "a token")
    other = Keys(b"o" * 32, keys.vault, keys.hasher)
    assert not sessions.csrf_holds(given_out, "a token", other)


@given(st.text(st.characters()))
def test_whatever_a_form_carries_is_an_answer(typed: str) -> None:
    from console_people import CHEAP

    from bot.privacy.vault import Vault
    from bot.settings import new_vault_key

    keys = Keys(b"k" * 32, Vault([new_vault_key()]), CHEAP)
    assert not sessions.csrf_holds(typed, "a token", keys)
