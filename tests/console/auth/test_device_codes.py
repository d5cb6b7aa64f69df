"""C7: a code lets a new browser past those who guess. It opens nothing without the passphrase and
the second factor, works once, and not for long."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.console.auth import sign_in, sign_in_throttle
from bot.console.auth.console_keys import Keys
from bot.console.console_errors import ExpiredDeviceCode, NotReady, TooSoon, WrongDeviceCode
from bot.console.staff import device_codes, staff_accounts
from bot.storage.unit_of_work import writing
from tests.support.console_accounts import (
    MINUTE,
    NOW,
    PASSPHRASE,
    SECOND,
    Account,
    dump_staff_tables,
    invite,
)
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_devices import get_device_cookie, make_guesser, try_guess

HUNDRED = 100


def made(engine: Engine, keys: Keys, account: int, by: int | None = None, now: Any = NOW) -> str:
    with writing(engine) as unit:
        found = device_codes.create_device_code(unit, account, keys, now, by)
        unit.commit()
    return found.code


def used(engine: Engine, keys: Keys, code: str, now: Any = NOW) -> str:
    with writing(engine) as unit:
        device = device_codes.redeem_device_code(unit, code, keys, now)
        unit.commit()
    return device


def test_a_thousand_tries_meanwhile_and_the_counsellor_is_in(
    engine: Engine, keys: Keys, person: Any
) -> None:
    anna = person("Anna")
    code, now = made(engine, keys, anna.id), NOW
    for second in range(500):
        try_guess(engine, keys, "Anna", now + second * SECOND)
    now += 500 * SECOND
    device = used(engine, keys, code, now)
    for second in range(500):
        try_guess(engine, keys, "Anna", now + second * SECOND)
    now += 500 * SECOND
    try_guess(engine, keys, "Anna", now)
    typed = (anna.name, PASSPHRASE, anna.code(now), keys, now)
    with pytest.raises(TooSoon):
        sign_in.sign_in(engine, *typed)
    assert sign_in.sign_in(engine, *typed, device=device).counsellor == anna.id


def test_the_code_does_not_help_without_the_passphrase(
    engine: Engine, keys: Keys, person: Any
) -> None:
    """It gives tries of one's own, as few as anybody's."""
    anna = person("Anna")
    device = used(engine, keys, made(engine, keys, anna.id))
    looked_at = [try_guess(engine, keys, "Anna", NOW, device) for _ in range(HUNDRED)]
    assert sum(looked_at) == sign_in_throttle.FREE_FAILURES


def test_it_is_of_one_account_only(engine: Engine, keys: Keys, person: Any) -> None:
    anna, bruno = person("Anna"), person("Bruno")
    device = used(engine, keys, made(engine, keys, bruno.id))
    for _ in range(sign_in_throttle.FREE_FAILURES):
        try_guess(engine, keys, "Anna", NOW)
    with pytest.raises(TooSoon):
        sign_in.sign_in(engine, "Anna", PASSPHRASE, anna.code(NOW), keys, NOW, device=device)


def test_a_device_code_works_once(engine: Engine, keys: Keys, person: Any) -> None:
    code = made(engine, keys, person().id)
    used(engine, keys, code)
    with pytest.raises(WrongDeviceCode):
        used(engine, keys, code)


def test_an_expired_one_says_so_and_a_newer_one_takes_its_place(
    engine: Engine, keys: Keys, person: Any
) -> None:
    anna = person()
    code = made(engine, keys, anna.id)
    late = NOW + device_codes.DEVICE_CODE_LIFETIME
    used_in_time = made(engine, keys, person("Bruno").id)
    assert used(engine, keys, used_in_time, late - SECOND)
    with pytest.raises(ExpiredDeviceCode):
        used(engine, keys, code, late)
    newer = made(engine, keys, anna.id, now=late)
    with pytest.raises(WrongDeviceCode):
        used(engine, keys, code, late)
    assert used(engine, keys, newer, late)


@pytest.mark.parametrize("typed", ["", "k3qd-7vxa", "é" * 300])
def test_what_is_no_code_opens_nothing(engine: Engine, keys: Keys, person: Any, typed: str) -> None:
    made(engine, keys, person().id)
    with pytest.raises(WrongDeviceCode):
        used(engine, keys, typed)


def test_only_an_account_that_is_ready_has_one(engine: Engine, keys: Keys, person: Any) -> None:
    anna, invited = person("Anna"), invite(engine, keys, "Bruno")
    with pytest.raises(NotReady):
        made(engine, keys, invited.account)
    code = made(engine, keys, anna.id)
    with writing(engine) as unit:
        staff_accounts.disable_account(unit, anna.id, NOW)
        unit.commit()
    with pytest.raises(WrongDeviceCode):
        used(engine, keys, code)
    with pytest.raises(NotReady):
        made(engine, keys, anna.id)


def test_a_reset_takes_it_back(engine: Engine, keys: Keys, person: Any) -> None:
    anna = person()
    code = made(engine, keys, anna.id)
    with writing(engine) as unit:
        staff_accounts.reset_account(unit, anna.id, keys, NOW)
        unit.commit()
    with pytest.raises(WrongDeviceCode):
        used(engine, keys, code)


def test_it_is_kept_as_a_hash_and_written_down(site: ConsoleApplication) -> None:
    anna, chef = site.person("Anna"), site.person("Chef", "admin")
    code = made(site.engine, site.keys, anna.id, chef.id)
    assert "device_code_made" in dump_staff_tables(site.engine)
    assert code not in dump_staff_tables(site.engine)
    assert code.replace("-", "") not in dump_staff_tables(site.engine)
    used(site.engine, site.keys, code)
    wanted = [("device_code_made", f"counsellor:{anna.id}")]
    wanted += [("device_code_used", f"counsellor:{anna.id}")]
    assert site.audit()[-2:] == wanted


# In the browser


def shown_code(site: ConsoleApplication, chef: ConsoleBrowser, anna: Account) -> str:
    page = chef.post(f"/comptes/{anna.id}/appareil")
    assert page.status_code == 200
    assert "/conseillers/appareil" in page.text
    code = page.text.partition('id="code">')[2].partition("<")[0]
    assert len(code) == 34
    return code


def test_an_admin_gives_a_code_and_the_counsellor_gets_in_from_a_new_browser(
    site: ConsoleApplication,
) -> None:
    anna, chef = site.person("Anna"), site.signed_in("Chef", "admin")
    code, browser = shown_code(site, chef, anna), site.browser()
    for _ in range(sign_in_throttle.FREE_FAILURES):
        assert try_guess(site.engine, site.keys, "Anna", site.clock())
    assert site.browser().sign_in(make_guesser("Anna")).status_code == 429
    assert "Un nouvel appareil" in extract_main_text(browser.get("/appareil"))
    answer = browser.post("/appareil", code=code)
    assert "Cet appareil est reconnu" in extract_main_text(browser.follow(answer))
    assert get_device_cookie(browser)
    assert browser.sign_in(anna, passphrase="x" * 20).status_code == 422
    site.clock.now += MINUTE
    assert browser.sign_in(anna).status_code == 303


def test_a_code_that_is_used_or_too_old_is_told_as_such(site: ConsoleApplication) -> None:
    anna, chef = site.person("Anna"), site.signed_in("Chef", "admin")
    code, browser = shown_code(site, chef, anna), site.browser()
    browser.get("/appareil")
    browser.post("/appareil", code=code)
    again = site.browser()
    again.get("/appareil")
    used_up = again.post("/appareil", code=code)
    assert used_up.status_code == 422
    assert "n’existe pas ou a déjà servi" in extract_main_text(used_up)
    old = shown_code(site, chef, anna)
    site.clock.now += device_codes.DEVICE_CODE_LIFETIME
    expired = again.post("/appareil", code=old)
    assert expired.status_code == 422
    assert "trop ancien" in extract_main_text(expired)
    assert get_device_cookie(again) is None


def test_a_counsellor_makes_none_and_who_is_not_ready_gets_none(site: ConsoleApplication) -> None:
    bruno = site.signed_in("Bruno")
    assert bruno.post(f"/comptes/{bruno.person.id}/appareil").status_code == 403
    chef = site.signed_in("Chef", "admin")
    invited = invite(site.engine, site.keys, "Chloé")
    told = chef.post(f"/comptes/{invited.account}/appareil")
    assert told.status_code == 422
    assert "pas ouvert" in extract_main_text(told)
