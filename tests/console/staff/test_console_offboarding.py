"""Who leaves is off duty, and nobody is left alone with a counsellor who has gone."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.console.auth import staff_sessions
from bot.console.web import page_updates
from bot.handoff.handoff_repository import find_handoff
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import reading
from tests.support.console_application import (
    ROOT,
    ConsoleApplication,
    ConsoleBrowser,
    extract_main_text,
)
from tests.support.console_conversations import attach_bot, claim_person, set_duty, sign_in_on_duty


def duty_of(site: ConsoleApplication, browser: ConsoleBrowser) -> str:
    with reading(site.engine) as opened:
        mine = counsellors.c.id == browser.person.id
        return opened.execute(counsellors.select().where(mine)).one().duty


def state_of(site: ConsoleApplication, number: int) -> str:
    with reading(site.engine) as opened:
        found = find_handoff(opened, number)
        assert found
        return found.state


def elsewhere(site: ConsoleApplication, browser: ConsoleBrowser) -> ConsoleBrowser:
    """Another session of the same counsellor."""
    site.clock.now += dt.timedelta(minutes=1)
    other = site.browser()
    assert other.sign_in(browser.person).status_code == 303
    return other


def changed(site: ConsoleApplication, browser: ConsoleBrowser) -> int:
    return site.audit().count(("duty_changed", f"counsellor:{browser.person.id}"))


def test_with_another_session_open_duty_and_talks_stay(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    elsewhere(site, browser)
    answer = browser.post("/sortir", sur="oui")
    assert answer.headers["location"] == f"{ROOT}/entrer?fait=sorti_ici"
    told = extract_main_text(browser.follow(answer))
    assert "Une autre de vos sessions reste ouverte" in told
    assert "Vous n’êtes plus en ligne" not in told
    assert (duty_of(site, browser), changed(site, browser)) == ("on", 0)
    assert state_of(site, held.id) == "human"


@pytest.mark.parametrize("state", ["on", "interview"])
def test_whoever_is_on_duty_elsewhere_is_asked_and_may_end_it(
    site: ConsoleApplication, state: str
) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    set_duty(site, browser.person, state)
    other = elsewhere(site, browser)
    asked = browser.post("/sortir")
    assert asked.status_code == 200
    assert "Une autre de vos sessions reste ouverte" in extract_main_text(asked)
    assert "Ne plus être en ligne et sortir" in extract_main_text(asked)
    assert ("le robot propose de vous parler" in extract_main_text(asked)) == (state == "on")
    assert 'name="permanence" value="off"' in asked.text
    assert "Vous parlez encore" not in extract_main_text(asked)
    assert browser.get("/compte").status_code == 200
    before = changed(site, browser)
    with site.desk.listeners.listen(page_updates.QUEUE_PAGES) as queue:
        answer = browser.post("/sortir", sur="oui", permanence="off")
        assert queue.is_set()
    assert "Vous n’êtes plus en ligne" in extract_main_text(browser.follow(answer))
    assert (duty_of(site, browser), changed(site, browser)) == ("off", before + 1)
    assert state_of(site, held.id) == "human"  # the other session may go on with it
    assert other.get("/compte").status_code == 200


def test_off_duty_nothing_is_asked(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    elsewhere(site, browser)
    assert browser.post("/sortir").headers["location"] == f"{ROOT}/entrer?fait=sorti_ici"


def test_a_session_that_is_over_does_not_count(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    elsewhere(site, browser)
    for _ in range(2):
        site.clock.now += staff_sessions.IDLE_TIMEOUT - dt.timedelta(minutes=5)
        browser.get("/compte")
    told = extract_main_text(browser.follow(browser.post("/sortir")))
    assert "Vous n’êtes plus en ligne" in told
    assert (duty_of(site, browser), changed(site, browser)) == ("off", 1)


def test_whoever_still_talks_is_asked_before_leaving(site: ConsoleApplication) -> None:
    bot, browser = attach_bot(site), sign_in_on_duty(site)
    held, other = claim_person(site, browser), claim_person(site, browser, pseudonym="Lynx 11")
    asked = browser.post("/sortir")
    assert asked.status_code == 200
    assert (
        "Vous parlez encore avec 2 personnes : sortir met fin à ces conversations"
        in extract_main_text(asked)
    )
    assert 'name="sur" value="oui"' in asked.text
    assert browser.get("/compte").status_code == 200
    assert state_of(site, held.id) == "human"
    listen = site.desk.listeners.listen
    with listen(held.conversation) as heard, listen(page_updates.QUEUE_PAGES) as queue:
        answer = browser.post("/sortir", sur="oui")
        assert (heard.is_set(), queue.is_set()) == (True, True)
    assert answer.headers["location"] == f"{ROOT}/entrer?fait=sorti"
    assert {state_of(site, each.id) for each in (held, other)} == {"ended"}
    left = (held.conversation, "utter_human_left", "bot", "")
    assert bot.said[-2:] == [left, (other.conversation, *left[1:])]
    assert ("conversation_closed", f"handoff:{held.id}") in site.audit()


def test_one_talk_is_told_as_one(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    claim_person(site, browser)
    asked = extract_main_text(browser.post("/sortir"))
    assert "Vous parlez encore avec 1 personne : sortir met fin à cette conversation" in asked


@pytest.mark.parametrize("deed", ["fermer", "inviter"])
def test_an_account_that_is_closed_or_reset_leaves_nobody_alone(
    site: ConsoleApplication, deed: str
) -> None:
    bot, browser, chef = attach_bot(site), sign_in_on_duty(site), site.signed_in("Chef", "admin")
    held = claim_person(site, browser)
    with site.desk.listeners.listen(held.conversation) as heard:
        answer = chef.post(f"/comptes/{browser.person.id}/{deed}")
        assert heard.is_set()
    page = answer if deed == "inviter" else chef.follow(answer)
    assert "1 conversation avec Anna Dupont est finie : le robot a repris" in extract_main_text(
        page
    )
    assert state_of(site, held.id) == "ended"
    assert bot.said[-1] == (held.conversation, "utter_human_left", "bot", "")
    assert (duty_of(site, browser), changed(site, browser)) == ("off", 1)


def test_without_talks_none_is_told(site: ConsoleApplication) -> None:
    browser, chef = sign_in_on_duty(site), site.signed_in("Chef", "admin")
    page = extract_main_text(chef.follow(chef.post(f"/comptes/{browser.person.id}/fermer")))
    assert "robot a repris" not in page


def test_a_change_of_duty_wakes_the_pages(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    with site.desk.listeners.listen(page_updates.QUEUE_PAGES) as queue:
        browser.post("/permanence", duty="on")
        assert queue.is_set()
