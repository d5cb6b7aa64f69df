"""The board in a flood: whoever is in danger comes first, and a burst is one row that opens."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from bot.console.desk.board import read_board
from bot.handoff import alert_consent, alert_repository, handoff_requests, staff_alerts
from bot.storage.unit_of_work import UnitOfWork, reading
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_appointments import add_quick_booking
from tests.support.console_browser import desk, focused, press_until, take_picture
from tests.support.console_conversations import (
    NOW,
    add_conversation,
    add_message,
    set_duty,
    sign_in_on_duty,
    unit,
)
from tests.support.console_server import DESK, PHONE, find_violations

__all__ = ["desk"]

SECOND = dt.timedelta(seconds=1)


def asks(opened: UnitOfWork, name: str, text: str, when: dt.datetime) -> int:
    where = add_conversation(opened, created=when)
    add_message(opened, where, text, when)
    handoff_requests.request_handoff(opened, where, "none", "", name, when)
    return where


def alarms(opened: UnitOfWork, text: str, when: dt.datetime) -> int:
    where = add_conversation(opened, created=when)
    add_message(opened, where, text, when)
    staff_alerts.raise_alert(opened, where, 1, when)
    return where


def flood(site: ConsoleApplication) -> None:
    """60 requests and 30 alerts in three seconds; a real person before, amid and after."""
    with unit(site.engine) as opened:
        asks(opened, "Avant 11", "parler à qqn", NOW - 60 * SECOND)
        for n in range(60):
            asks(opened, f"Machine {n}", f"un humain vite {n}", NOW + n * SECOND / 20)
        for n in range(30):
            alarms(opened, f"jveu mourir {n}", NOW + n * SECOND / 10)
        amid = alarms(opened, "je veux en finir ce soir", NOW + SECOND)
        handoff_requests.request_handoff(opened, amid, "none", "", "Pendant 22", NOW + SECOND)
        alert_consent.grant_consent(opened, amid, NOW + SECOND)
        asks(opened, "Après 33", "un conseiller svp", NOW + 60 * SECOND)


def test_danger_first_then_requests_and_a_burst_is_one_row(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    flood(site)
    words = extract_main_text(browser.get("/aujourdhui"))
    marks = ("30 signaux graves", "D’accord pour qu’on lise : c’est Pendant 22", "La file 4")
    marks += ("Avant 11 attend", "60 demandes", "Pendant 22 attend", "Après 33 attend")
    places = [words.index(mark) for mark in marks]
    assert places == sorted(places)
    with reading(site.engine) as opened:
        shown = read_board(opened, browser.person.id, site.clock.now)
    assert shown.calls == 6
    # Nobody is hidden: each has a line and a button of their own behind the row.
    page = browser.get("/aujourdhui").text
    assert len(re.findall(r'action="/conseillers/signaux/\d+/vu"', page)) == 31
    assert len(re.findall(r'<li id="waits-\d+">', page)) == 63


def test_a_row_of_signals_is_noted_as_seen_one_by_one_and_no_other(
    site: ConsoleApplication,
) -> None:
    browser = sign_in_on_duty(site)
    flood(site)
    shown = re.findall(r'name="signal" value="(\d+)"', browser.get("/aujourdhui").text)
    assert len(shown) == 30
    with unit(site.engine) as opened:  # alike, but after the page was made
        late = alarms(opened, "jveu mourir 31", NOW + SECOND)
    set_duty(site, browser.person, "off")
    assert browser.post("/signaux/vus", signal=shown).status_code == 409
    set_duty(site, browser.person, "on")
    page = extract_main_text(
        browser.follow(browser.post("/signaux/vus", signal=[*shown, "x", "999"]))
    )
    assert "vous avez vu ces signaux" in page
    with reading(site.engine) as opened:
        left = [each.conversation for each in alert_repository.list_unseen_alerts(opened)]
    assert late in left
    assert len(left) == 2
    noted = [subject for action, subject in site.audit() if action == "alert_seen"]
    assert sorted(noted) == sorted(f"alert:{each}" for each in shown)


@pytest.mark.chromium
@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
def test_the_keyboard_reaches_everybody_and_axe_finds_nothing(
    site: ConsoleApplication, desk: Any, view: dict[str, int]
) -> None:
    from playwright.sync_api import expect

    person = site.person("Anna")
    set_duty(site, person)
    flood(site)
    for n in range(6):
        add_quick_booking(site, person.id, n, NOW - n * SECOND)
    page = desk.visitor(viewport=view)
    desk.enter(page, person)
    found = [*find_violations(page)]
    take_picture(page, f"rafale-{view['width']}")
    assert page.locator("#board details[open]").count() == 0
    press_until(page, "Tab", lambda: "30 signaux" in focused(page))
    page.keyboard.press("Enter")
    press_until(page, "Tab", lambda: focused(page).startswith("BUTTON  Prendre"))
    press_until(page, "Tab", lambda: "60 demandes" in focused(page))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Prendre Machine 59")).to_be_visible()
    # News of others leave both unfolded, and the focus where it was.
    with unit(site.engine) as opened:
        asks(opened, "Encore 44", "bonjour", NOW + 90 * SECOND)
    expect(page.get_by_role("button", name="Prendre Encore 44")).to_be_visible()
    assert page.locator("#board details[open]").count() == 2
    assert "60 demandes" in focused(page)
    found += find_violations(page)
    take_picture(page, f"rafale-ouverte-{view['width']}")
    page.goto("/conseillers/agenda/rafales")
    press_until(page, "Tab", lambda: "Cocher les 6" in focused(page))
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(6)
    found += find_violations(page)
    take_picture(page, f"rendez-vous-{view['width']}")
    press_until(page, "Tab", lambda: "Annuler tous" in focused(page))
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("sont annulés")
    assert found == []
