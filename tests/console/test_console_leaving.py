"""Who leaves is off duty, and nobody is left alone with a counsellor who has gone."""

from __future__ import annotations

import datetime as dt

import pytest
from console_site import ROOT, Browser, Site, main
from work_people import claimed, duty, give_bot, on_duty

from bot.console import news, sessions
from bot.handoff.handoff import find
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import reading


def duty_of(site: Site, browser: Browser) -> str:
    with reading(site.engine) as opened:
        mine = counsellors.c.id == browser.person.id
        return opened.execute(counsellors.select().where(mine)).one().duty


def state_of(site: Site, number: int) -> str:
    with reading(site.engine) as opened:
        found = find(opened, number)
        assert found
        return found.state


def elsewhere(site: Site, browser: Browser) -> Browser:
    """Another session of the same counsellor."""
    site.clock.now += dt.timedelta(minutes=1)
    other = site.browser()
    assert other.sign_in(browser.person).status_code == 303
    return other


def changed(site: Site, browser: Browser) -> int:
    return site.audit().count(("duty_changed", f"counsellor:{browser.person.id}"))


def test_with_another_session_open_duty_and_talks_stay(site: Site) -> None:
    browser = on_duty(site)
    held = claimed(site, browser)
    elsewhere(site, browser)
    answer = browser.post("/sortir", sur="oui")
    assert answer.headers["location"] == f"{ROOT}/entrer?fait=sorti_ici"
    told = main(browser.follow(answer))
    assert "Une autre de vos sessions reste ouverte" in told
    assert "permanence est fermée" not in told
    assert (duty_of(site, browser), changed(site, browser)) == ("on", 0)
    assert state_of(site, held.id) == "human"


@pytest.mark.parametrize("state", ["on", "interview"])
def test_whoever_is_on_duty_elsewhere_is_asked_and_may_end_it(site: Site, state: str) -> None:
    browser = on_duty(site)
    held = claimed(site, browser)
    duty(site, browser, state)
    other = elsewhere(site, browser)
    asked = browser.post("/sortir")
    assert asked.status_code == 200
    assert "Une autre de vos sessions reste ouverte" in main(asked)
    assert "Finir ma permanence et sortir" in main(asked)
    assert ("le robot propose de vous parler" in main(asked)) == (state == "on")
    assert 'name="permanence" value="off"' in asked.text
    assert "Vous parlez encore" not in main(asked)
    assert browser.get("/compte").status_code == 200
    before = changed(site, browser)
    with site.desk.listeners.listen(news.QUEUE) as queue:
        answer = browser.post("/sortir", sur="oui", permanence="off")
        assert queue.is_set()
    assert "Votre permanence est finie" in main(browser.follow(answer))
    assert (duty_of(site, browser), changed(site, browser)) == ("off", before + 1)
    assert state_of(site, held.id) == "human"  # the other session may go on with it
    assert other.get("/compte").status_code == 200


def test_off_duty_nothing_is_asked(site: Site) -> None:
    browser = site.signed_in()
    elsewhere(site, browser)
    assert browser.post("/sortir").headers["location"] == f"{ROOT}/entrer?fait=sorti_ici"


def test_a_session_that_is_over_does_not_count(site: Site) -> None:
    browser = on_duty(site)
    elsewhere(site, browser)
    for _ in range(2):
        site.clock.now += sessions.IDLE - dt.timedelta(minutes=5)
        browser.get("/compte")
    told = main(browser.follow(browser.post("/sortir")))
    assert "permanence est fermée" in told
    assert (duty_of(site, browser), changed(site, browser)) == ("off", 1)


def test_whoever_still_talks_is_asked_before_leaving(site: Site) -> None:
    bot, browser = give_bot(site), on_duty(site)
    held, other = claimed(site, browser), claimed(site, browser, pseudonym="Lynx 11")
    asked = browser.post("/sortir")
    assert asked.status_code == 200
    assert "Vous parlez encore avec 2 personnes : sortir met fin à ces conversations" in main(asked)
    assert 'name="sur" value="oui"' in asked.text
    assert browser.get("/compte").status_code == 200
    assert state_of(site, held.id) == "human"
    listen = site.desk.listeners.listen
    with listen(held.conversation) as heard, listen(news.QUEUE) as queue:
        answer = browser.post("/sortir", sur="oui")
        assert (heard.is_set(), queue.is_set()) == (True, True)
    assert answer.headers["location"] == f"{ROOT}/entrer?fait=sorti"
    assert {state_of(site, each.id) for each in (held, other)} == {"ended"}
    left = (held.conversation, "utter_human_left", "bot", "")
    assert bot.said[-2:] == [left, (other.conversation, *left[1:])]
    assert ("conversation_closed", f"handoff:{held.id}") in site.audit()


def test_one_talk_is_told_as_one(site: Site) -> None:
    browser = on_duty(site)
    claimed(site, browser)
    asked = main(browser.post("/sortir"))
    assert "Vous parlez encore avec 1 personne : sortir met fin à cette conversation" in asked


@pytest.mark.parametrize("deed", ["fermer", "inviter"])
def test_an_account_that_is_closed_or_reset_leaves_nobody_alone(site: Site, deed: str) -> None:
    bot, browser, chef = give_bot(site), on_duty(site), site.signed_in("Chef", "admin")
    held = claimed(site, browser)
    with site.desk.listeners.listen(held.conversation) as heard:
        answer = chef.post(f"/comptes/{browser.person.id}/{deed}")
        assert heard.is_set()
    page = answer if deed == "inviter" else chef.follow(answer)
    assert "1 conversation avec Anna Dupont est finie : le robot a repris" in main(page)
    assert state_of(site, held.id) == "ended"
    assert bot.said[-1] == (held.conversation, "utter_human_left", "bot", "")
    assert (duty_of(site, browser), changed(site, browser)) == ("off", 1)


def test_without_talks_none_is_told(site: Site) -> None:
    browser, chef = on_duty(site), site.signed_in("Chef", "admin")
    page = main(chef.follow(chef.post(f"/comptes/{browser.person.id}/fermer")))
    assert "robot a repris" not in page


def test_a_change_of_duty_wakes_the_pages(site: Site) -> None:
    browser = site.signed_in()
    with site.desk.listeners.listen(news.QUEUE) as queue:
        browser.post("/permanence", duty="on")
        assert queue.is_set()
