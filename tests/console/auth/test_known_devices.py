"""C7: throttling without lock-out. A browser that signed in before is counted apart from those who
guess, so that nobody who knows a name keeps its owner out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from sqlalchemy.engine import Engine

from bot.console.auth import known_devices, sign_in, sign_in_throttle
from bot.console.auth.console_keys import Keys
from bot.console.auth.sign_in import SignedIn
from bot.console.console_errors import TooSoon
from bot.console.staff import staff_accounts
from bot.console.web.cookies import DEVICE_COOKIE
from bot.storage.staff_tables import credentials, failed_sign_ins
from bot.storage.unit_of_work import writing
from tests.support.console_accounts import (
    MINUTE,
    NOW,
    PASSPHRASE,
    SECOND,
    Account,
    invite,
    open_account,
)
from tests.support.console_application import ConsoleApplication
from tests.support.console_devices import get_device_cookie, make_guesser, try_guess
from tests.support.database_rows import read_rows

People = Callable[..., Account]
HOUR = 60 * MINUTE
NEW = "sept cigognes peignent un vélo"


@pytest.fixture
def person(sqlite_engine: Engine, keys: Keys) -> People:
    """Thousands of tries: on SQLite alone."""
    return lambda name: open_account(sqlite_engine, keys, name)


def enter(
    engine: Engine, keys: Keys, anna: Account, now: dt.datetime, device: str | None = None
) -> SignedIn:
    return sign_in.sign_in(engine, anna.name, PASSPHRASE, anna.code(now), keys, now, device=device)


def poll(engine: Engine, keys: Keys, name: str, begins: dt.datetime, lasts: dt.timedelta) -> int:
    """One try a second; how many were looked at."""
    seconds = int(lasts / SECOND)
    return sum(try_guess(engine, keys, name, begins + each * SECOND) for each in range(seconds))


def test_who_polls_for_an_hour_does_not_keep_a_known_device_out(
    sqlite_engine: Engine, keys: Keys, person: People
) -> None:
    anna, now = person("Anna"), NOW
    device = enter(sqlite_engine, keys, anna, now).device
    looked_at = poll(sqlite_engine, keys, "Anna", now, HOUR)
    assert looked_at < 60
    now += HOUR
    try_guess(sqlite_engine, keys, "Anna", now)  # the last free try is theirs
    with pytest.raises(TooSoon):
        enter(sqlite_engine, keys, anna, now)
    again = enter(sqlite_engine, keys, anna, now, device)
    with pytest.raises(TooSoon):  # the success of one who is known gives no new tries to others
        enter(sqlite_engine, keys, anna, now)
    enter(sqlite_engine, keys, anna, now + MINUTE, again.device)


def test_a_new_device_is_only_delayed(sqlite_engine: Engine, keys: Keys, person: People) -> None:
    """Once the guessing ends: five minutes at most."""
    anna = person("Anna")
    poll(sqlite_engine, keys, "Anna", NOW, 15 * MINUTE)
    now = NOW + 15 * MINUTE + sign_in_throttle.MAX_WAIT
    enter(sqlite_engine, keys, anna, now)


def test_random_names_do_not_slow_a_known_device(
    sqlite_engine: Engine, keys: Keys, person: People
) -> None:
    anna = person("Anna")
    device = enter(sqlite_engine, keys, anna, NOW).device
    for second in range(20):
        for each in range(20):
            try_guess(
                sqlite_engine, keys, f"nobody {second} {each}", NOW + MINUTE + second * SECOND
            )
    now = NOW + MINUTE + 19 * SECOND
    with pytest.raises(TooSoon):
        enter(sqlite_engine, keys, anna, now)
    enter(sqlite_engine, keys, anna, now, device)


def test_a_known_device_is_slowed_by_its_own_failures(
    sqlite_engine: Engine, keys: Keys, person: People
) -> None:
    anna = person("Anna")
    device = enter(sqlite_engine, keys, anna, NOW).device
    other = enter(sqlite_engine, keys, anna, NOW + MINUTE).device
    assert device != other
    now = NOW + 2 * MINUTE
    looked_at = [try_guess(sqlite_engine, keys, "Anna", now, device) for _ in range(8)]
    assert looked_at == [True] * sign_in_throttle.FREE_FAILURES + [False] * 3
    assert try_guess(sqlite_engine, keys, "Anna", now, other)
    assert try_guess(sqlite_engine, keys, "Anna", now)
    kept = str(read_rows(sqlite_engine, failed_sign_ins))
    assert device not in kept
    assert device[:20] not in kept


def test_the_device_of_another_account_or_a_made_up_one_is_a_new_one(
    sqlite_engine: Engine, keys: Keys, person: People
) -> None:
    anna, bruno = person("Anna"), person("Bruno")
    of_bruno = enter(sqlite_engine, keys, bruno, NOW).device
    of_anna = enter(sqlite_engine, keys, anna, NOW).device
    last = "a" if of_anna[-1] != "a" else "b"
    for wrong in (of_bruno, of_anna[:-1] + last, "x" * 86, "", "é" * 86, of_anna + "a"):
        now = NOW + MINUTE
        for _ in range(sign_in_throttle.FREE_FAILURES):
            try_guess(sqlite_engine, keys, "Anna", now)
        assert not try_guess(sqlite_engine, keys, "Anna", now, wrong), wrong
    for _ in range(sign_in_throttle.FREE_FAILURES):
        try_guess(sqlite_engine, keys, "Nobody", NOW)
    assert not try_guess(sqlite_engine, keys, "Nobody", NOW, of_anna)


def test_another_passphrase_or_a_reset_voids_it(
    sqlite_engine: Engine, keys: Keys, person: People
) -> None:
    anna = person("Anna")
    device = enter(sqlite_engine, keys, anna, NOW).device
    (row,) = read_rows(sqlite_engine, credentials)
    assert known_devices.find_device_bucket(device, anna.id, row.passphrase, keys)
    assert known_devices.find_device_bucket(device, anna.id, row.passphrase + "x", keys) is None
    with writing(sqlite_engine) as unit:
        staff_accounts.reset_account(unit, anna.id, keys, NOW)
        unit.commit()
    for _ in range(sign_in_throttle.FREE_FAILURES):
        try_guess(sqlite_engine, keys, "Anna", NOW)
    assert not try_guess(sqlite_engine, keys, "Anna", NOW, device)


def test_what_failed_under_a_name_can_be_forgiven(sqlite_engine: Engine, keys: Keys) -> None:
    for _ in range(sign_in_throttle.FREE_FAILURES):
        try_guess(sqlite_engine, keys, "Anna", NOW)
    with writing(sqlite_engine) as unit:
        sign_in_throttle.reset_failures(unit, " ANNA ", keys)
        unit.commit()
    assert read_rows(sqlite_engine, failed_sign_ins) == []


# In the browser


def under_attack(site: ConsoleApplication, name: str) -> None:
    for _ in range(sign_in_throttle.FREE_FAILURES):
        assert try_guess(site.engine, site.keys, name, site.clock())
    assert site.browser().sign_in(make_guesser(name)).status_code == 429


def test_a_browser_keeps_its_device_for_half_a_year_and_beyond_the_way_out(
    site: ConsoleApplication,
) -> None:
    browser = site.browser()
    answer = browser.sign_in(site.person("Anna"))
    (given,) = [
        each for each in answer.headers.get_list("set-cookie") if each.startswith(DEVICE_COOKIE)
    ]
    flags = {each.lower() for each in given.split("; ")[1:]}
    lasts = f"max-age={180 * 24 * 3600}"
    assert flags == {lasts, "secure", "httponly", "path=/", "samesite=lax"}
    browser.post("/sortir")
    site.clock.now += MINUTE
    under_attack(site, "Anna")
    assert browser.sign_in(browser.person).status_code == 303


def test_a_wrong_sign_in_gives_no_device(site: ConsoleApplication) -> None:
    browser = site.browser()
    assert browser.sign_in(site.person("Anna"), passphrase="x" * 20).status_code == 422
    assert get_device_cookie(browser) is None


def test_who_changes_the_passphrase_keeps_a_device_that_holds(site: ConsoleApplication) -> None:
    browser = site.signed_in("Anna")
    before = get_device_cookie(browser)
    browser.post("/compte/phrase", passphrase_now=PASSPHRASE, passphrase_new=NEW)
    assert get_device_cookie(browser) != before
    browser.post("/sortir")
    site.clock.now += MINUTE
    under_attack(site, "Anna")
    assert browser.sign_in(browser.person, passphrase=NEW).status_code == 303


def test_guessing_outside_does_not_hinder_who_is_in(site: ConsoleApplication) -> None:
    browser = site.signed_in("Anna")
    under_attack(site, "Anna")
    assert browser.post("/compte/codes", passphrase_codes=PASSPHRASE).status_code == 200


def test_guessing_inside_does_not_hinder_the_sign_in_nor_another_session(
    site: ConsoleApplication,
) -> None:
    browser = site.signed_in("Anna")
    for _ in range(sign_in_throttle.FREE_FAILURES):
        browser.post("/compte/codes", passphrase_codes="x" * 20)
    assert browser.post("/compte/codes", passphrase_codes="x" * 20).status_code == 429
    site.clock.now += MINUTE
    other = site.browser()
    assert other.sign_in(browser.person).status_code == 303
    assert other.post("/compte/codes", passphrase_codes=PASSPHRASE).status_code == 200


def test_the_browser_that_opens_an_invitation_is_known_at_once(site: ConsoleApplication) -> None:
    """The way in for who has no known browser while somebody guesses: a reset."""
    browser = site.browser()
    invited = invite(site.engine, site.keys, "Anna")
    browser.get("/invitation")
    second = browser.post("/invitation", code=invited.code, passphrase=NEW).text
    draft = re.search(r'name="draft" value="([^"]+)"', second)
    secret = re.search(r'id="secret">([A-Z2-7]+)<', second)
    assert draft
    assert secret
    anna = Account(invited.account, "Anna", secret[1])
    browser.post("/invitation/code", draft=draft[1], totp=anna.code(site.clock()))
    site.clock.now += MINUTE
    under_attack(site, "Anna")
    assert browser.sign_in(anna, passphrase=NEW).status_code == 303
