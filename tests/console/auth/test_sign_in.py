"""C7: passphrase and second factor; nobody learns which names exist; slowed, never shut out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.console.auth import sign_in, sign_in_throttle, staff_sessions
from bot.console.auth.console_keys import Keys
from bot.console.auth.sign_in import SignedIn
from bot.console.console_errors import TooSoon, WrongSignIn
from bot.console.staff import staff_accounts
from bot.privacy.vault import Vault
from bot.settings import generate_vault_key
from bot.storage.staff_tables import audit, credentials, failed_sign_ins
from bot.storage.unit_of_work import reading, writing
from tests.support.console_accounts import (
    CHEAP_HASHER,
    MINUTE,
    NOW,
    PASSPHRASE,
    SECOND,
    Account,
    dump_staff_tables,
    invite,
)
from tests.support.database_rows import read_rows

People = Callable[..., Account]
Try = Callable[..., SignedIn]


@pytest.fixture
def enter(engine: Engine, keys: Keys) -> Try:
    """`enter("Anna", PASSPHRASE, code)`"""

    def call(
        name: str, passphrase: str, code: str, now: dt.datetime = NOW, **more: Any
    ) -> SignedIn:
        return sign_in.sign_in(engine, name, passphrase, code, keys, now, **more)

    return call


def fail(enter: Try, name: str = "Anna", now: dt.datetime = NOW) -> None:
    with pytest.raises(WrongSignIn):
        enter(name, "une autre phrase de passe", "000000", now)


def test_c7_passphrase_and_code_open_a_session(
    engine: Engine, keys: Keys, person: People, enter: Try
) -> None:
    anna = person("Anna Dupont", "admin")
    signed = enter(" anna  DUPONT", PASSPHRASE, anna.code(NOW))
    assert (signed.counsellor, signed.name, signed.role) == (anna.id, "Anna Dupont", "admin")
    with reading(engine) as unit:
        session = staff_sessions.find_session(unit, signed.token, keys, NOW)
    assert session is not None
    assert session.counsellor == anna.id
    assert signed.token not in dump_staff_tables(engine)
    assert PASSPHRASE not in repr(signed)
    assert signed.token not in repr(signed)


def test_c7_each_sign_in_is_a_new_session_and_replaces_the_one_before(
    engine: Engine, keys: Keys, person: People, enter: Try
) -> None:
    anna = person("Anna")
    first = enter("Anna", PASSPHRASE, anna.code(NOW))
    later = NOW + MINUTE
    second = enter("Anna", PASSPHRASE, anna.code(later), later, replaced=first.token)
    assert first.token != second.token
    with reading(engine) as unit:
        assert staff_sessions.find_session(unit, first.token, keys, later) is None
        assert staff_sessions.find_session(unit, second.token, keys, later) is not None


def test_c7_a_code_works_once(person: People, enter: Try) -> None:
    anna = person("Anna")
    enter("Anna", PASSPHRASE, anna.code(NOW))
    with pytest.raises(WrongSignIn):
        enter("Anna", PASSPHRASE, anna.code(NOW))
    enter("Anna", PASSPHRASE, anna.code(NOW + MINUTE), NOW + MINUTE)


def test_a_wrong_passphrase_uses_no_code_up(person: People, enter: Try) -> None:
    anna = person("Anna")
    with pytest.raises(WrongSignIn):
        enter("Anna", "une autre phrase de passe", anna.code(NOW))
    with pytest.raises(WrongSignIn):
        enter("Anna", "une autre phrase de passe", anna.recovery_codes[0])
    assert enter("Anna", PASSPHRASE, anna.code(NOW)).codes_left == 10


def test_a_recovery_code_takes_the_place_of_the_six_digits_once(
    engine: Engine, person: People, enter: Try
) -> None:
    anna = person("Anna")
    assert enter("Anna", PASSPHRASE, anna.recovery_codes[2]).codes_left == 9
    with pytest.raises(WrongSignIn):
        enter("Anna", PASSPHRASE, anna.recovery_codes[2])
    assert enter("Anna", PASSPHRASE, anna.recovery_codes[3]).codes_left == 8
    assert [line.action for line in read_rows(engine, audit)][3:] == [
        "signed_in_by_recovery",
        "sign_in_failed",
        "signed_in_by_recovery",
    ]


# Nobody learns which names there are (ASVS 6.3.8)


class Counting(PasswordHasher):
    """Counts how often it is asked."""

    asked = 0

    def verify(self, hash: Any, password: Any) -> Any:
        self.asked += 1
        return super().verify(hash, password)


def test_c7_whatever_is_wrong_the_answer_and_the_work_are_the_same(
    engine: Engine, keys: Keys, person: People
) -> None:
    anna, gone = person("Anna"), person("Gone")
    invite(engine, keys, "Invited")
    with writing(engine) as unit:
        staff_accounts.disable_account(unit, gone.id, NOW)
        unit.commit()
    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    counting = Keys(keys.key, keys.vault, hasher)
    told = set()
    for name, passphrase, code in (
        ("Nobody", PASSPHRASE, anna.code(NOW)),
        ("Anna", "une autre phrase de passe", anna.code(NOW)),
        ("Anna", PASSPHRASE, "000000"),
        ("Gone", PASSPHRASE, gone.code(NOW)),
        ("Invited", PASSPHRASE, anna.code(NOW)),
        ("", "", ""),
        ("\ud800", "x" * 100_000, "\ud800"),
    ):
        hasher.asked = 0
        with pytest.raises(WrongSignIn) as caught:
            sign_in.sign_in(engine, name, passphrase, code, counting, NOW)
        assert hasher.asked == 1, name
        told.add((type(caught.value), str(caught.value), caught.value.__cause__))
    assert told == {(WrongSignIn, "", None)}
    assert {line.action for line in read_rows(engine, audit)[-7:]} == {"sign_in_failed"}
    assert len(read_rows(engine, failed_sign_ins)) == 7


def test_names_that_exist_or_not_are_slowed_alike(
    engine: Engine, keys: Keys, person: People, enter: Try
) -> None:
    person("Anna")
    waits = set()
    for name in ("Anna", "Nobody"):
        for _ in range(5):
            fail(enter, name)
        with pytest.raises(TooSoon) as caught:
            enter(name, "x", "x", NOW + SECOND)
        waits.add(caught.value.retry_at)
    assert waits == {NOW + 2 * SECOND}
    assert "Anna" not in str(read_rows(engine, failed_sign_ins))
    assert "nobody" not in str(read_rows(engine, failed_sign_ins)).lower()


def test_a_factor_sealed_with_a_lost_key_is_wrong_and_told_to_the_log_without_a_name(
    engine: Engine, keys: Keys, person: People, caplog: pytest.LogCaptureFixture
) -> None:
    anna = person("Anna")
    without = Keys(keys.key, Vault([generate_vault_key()]), CHEAP_HASHER)
    for code in (anna.code(NOW), anna.recovery_codes[0], "000000"):
        with pytest.raises(WrongSignIn):
            sign_in.sign_in(engine, "Anna", PASSPHRASE, code, without, NOW)
    assert [record.levelname for record in caplog.records] == ["ERROR"] * 3
    assert "key that is not there" in caplog.text
    assert "anna" not in caplog.text.lower()
    assert {line.action for line in read_rows(engine, audit)[-3:]} == {"sign_in_failed"}


# Throttling without lock-out


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (11, 128), (12, 256), (13, 300), (10_000, 300)],
)
def test_the_wait_doubles_up_to_five_minutes(failures: int, seconds: int) -> None:
    assert sign_in_throttle.compute_wait_after(failures) == seconds * SECOND


@given(st.integers(0, 10**9))
def test_c7_the_wait_never_falls_and_never_exceeds_five_minutes(failures: int) -> None:
    wait = sign_in_throttle.compute_wait_after(failures)
    assert wait <= sign_in_throttle.compute_wait_after(failures + 1) <= 5 * MINUTE


def test_after_the_wait_the_right_passphrase_opens_and_clears(
    engine: Engine, person: People, enter: Try
) -> None:
    anna = person("Anna")
    for _ in range(5):
        fail(enter)
    with pytest.raises(TooSoon):
        enter("Anna", PASSPHRASE, anna.code(NOW), NOW + SECOND)
    enter("Anna", PASSPHRASE, anna.code(NOW), NOW + 2 * SECOND)
    assert read_rows(engine, failed_sign_ins) == []


def test_tries_that_come_too_soon_do_not_lengthen_the_wait(
    engine: Engine, person: People, enter: Try
) -> None:
    person("Anna")
    for _ in range(5):
        fail(enter)
    for _ in range(50):
        with pytest.raises(TooSoon) as caught:
            enter("Anna", "x", "x", NOW + SECOND)
    assert caught.value.retry_at == NOW + 2 * SECOND
    assert len(read_rows(engine, failed_sign_ins)) == 5


def test_c7_whoever_fails_all_the_time_still_gets_a_try_every_five_minutes(
    person: People, enter: Try
) -> None:
    anna, now = person("Anna"), NOW
    waits = []
    for _ in range(40):
        try:
            fail(enter, now=now)
        except TooSoon as error:
            waits.append(error.retry_at - now)
            now = error.retry_at
    assert max(waits) == 5 * MINUTE
    now += 5 * MINUTE
    enter("Anna", PASSPHRASE, anna.code(now), now)


def test_failures_of_a_quarter_of_an_hour_ago_do_not_count(person: People, enter: Try) -> None:
    person("Anna")
    for _ in range(5):
        fail(enter)
    for _ in range(5):
        fail(enter, now=NOW + 15 * MINUTE)


def test_another_account_does_not_wait(person: People, enter: Try) -> None:
    bruno = person("Bruno")
    for _ in range(5):
        fail(enter, "Anna")
    enter("Bruno", PASSPHRASE, bruno.code(NOW))


def test_all_together_are_slowed_to_one_a_second_and_not_shut_out(
    engine: Engine, person: People, enter: Try
) -> None:
    anna = person("Anna")
    with writing(engine) as unit:
        for number in range(sign_in_throttle.FREE_FAILURES_OVERALL):
            sign_in_throttle.record_attempt(unit, f"{number}", NOW)
        unit.commit()
    with pytest.raises(TooSoon) as caught:
        enter("Anna", PASSPHRASE, anna.code(NOW))
    assert caught.value.retry_at == NOW + SECOND
    enter("Anna", PASSPHRASE, anna.code(NOW), NOW + SECOND)


def test_failures_are_known_for_an_hour(engine: Engine, enter: Try) -> None:
    fail(enter)
    fail(enter, now=NOW + 59 * MINUTE)
    assert len(read_rows(engine, failed_sign_ins)) == 2
    fail(enter, now=NOW + 61 * MINUTE)
    assert len(read_rows(engine, failed_sign_ins)) == 2
    with writing(engine) as unit:
        assert sign_in_throttle.purge_failures(unit, NOW + 300 * MINUTE) == 2


def test_a_clock_that_is_put_back_shuts_nobody_out(person: People, enter: Try) -> None:
    anna = person("Anna")
    for _ in range(5):
        fail(enter, now=NOW + 60 * MINUTE)
    enter("Anna", PASSPHRASE, anna.code(NOW))


def test_c7_many_at_once_gain_nothing(engine: Engine, keys: Keys, person: People) -> None:
    """All begin before any is finished: the sixth must wait already."""
    person("Anna")
    for _ in range(5):
        with writing(engine) as unit:
            sign_in.begin_sign_in(unit, "Anna", keys, NOW)
            unit.commit()
    with writing(engine) as unit, pytest.raises(TooSoon):
        sign_in.begin_sign_in(unit, "Anna", keys, NOW)


# What happens meanwhile


def test_an_account_disabled_or_reset_meanwhile_does_not_open(
    engine: Engine, keys: Keys, person: People
) -> None:
    for name, change in (
        ("Anna", lambda unit, account: staff_accounts.disable_account(unit, account, NOW)),
        ("Bruno", lambda unit, account: staff_accounts.reset_account(unit, account, keys, NOW)),
    ):
        someone = person(name)
        with writing(engine) as unit:
            checked = sign_in.check_passphrase(
                sign_in.begin_sign_in(unit, name, keys, NOW), PASSPHRASE, keys
            )
            assert checked.right
            change(unit, someone.id)
            assert sign_in.finish_sign_in(unit, checked, someone.code(NOW), keys, NOW) is None


@pytest.mark.parametrize("by", ["six digits", "recovery code"])
def test_a_code_works_once_also_in_many_places_at_the_same_moment(
    person: People, enter: Try, by: str
) -> None:
    anna = person("Anna")
    code = anna.code(NOW) if by == "six digits" else anna.recovery_codes[0]

    def one(number: int) -> bool:
        try:
            enter("Anna", PASSPHRASE, code)
        except (WrongSignIn, TooSoon):
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(one, range(5))) == 1


def test_new_parameters_are_taken_up_at_the_next_sign_in(
    engine: Engine, keys: Keys, person: People
) -> None:
    anna = person("Anna")
    dearer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    signed = sign_in.sign_in(
        engine, "Anna", PASSPHRASE, anna.code(NOW), Keys(keys.key, keys.vault, dearer), NOW
    )
    assert signed.counsellor == anna.id
    (row,) = read_rows(engine, credentials)
    assert not dearer.check_needs_rehash(row.passphrase)
    assert CHEAP_HASHER.check_needs_rehash(row.passphrase)
    later = NOW + MINUTE
    sign_in.sign_in(engine, "Anna", PASSPHRASE, anna.code(later), keys, later)
