"""Who read what a person agreed to show is written down once for a session; signals are for whoever
is on duty."""

from __future__ import annotations

import pytest

from bot.handoff import staff_alerts
from bot.storage.handoff_tables import alerts as table
from bot.storage.unit_of_work import reading
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_conversations import (
    add_waiting_person,
    claim_person,
    set_duty,
    sign_in_on_duty,
    unit,
)

FIRST_LINE = "Demande : rester en général ?"


def signal(site: ConsoleApplication) -> None:
    held = add_waiting_person(site.engine)
    with unit(site.engine) as opened:
        staff_alerts.raise_alert(opened, held.conversation, 1, site.clock.now)


def seen_by(site: ConsoleApplication) -> int | None:
    with reading(site.engine) as opened:
        return opened.execute(table.select()).one().seen_by


@pytest.mark.parametrize("state", ["off", "interview"])
def test_off_duty_no_signal_is_taken_note_of(site: ConsoleApplication, state: str) -> None:
    browser = sign_in_on_duty(site)
    signal(site)
    set_duty(site, browser.person, state)
    answer = browser.post("/signaux/1/vu")
    assert answer.status_code == 409
    assert "Vous n’êtes pas en ligne" in extract_main_text(answer)
    assert seen_by(site) is None


def test_a_signal_that_a_colleague_saw_is_not_told_as_seen(site: ConsoleApplication) -> None:
    anna, bruno = sign_in_on_duty(site, "Anna"), sign_in_on_duty(site, "Bruno")
    signal(site)
    anna.post("/signaux/1/vu")
    told = extract_main_text(bruno.follow(bruno.post("/signaux/1/vu")))
    assert "vous avez vu ce signal" not in told
    assert "un·e collègue l’a vu avant vous" in told
    assert seen_by(site) == anna.person.id


def lines(site: ConsoleApplication, number: int) -> int:
    return site.audit().count(("conversation_seen", f"handoff:{number}"))


def test_c8_the_summaries_of_the_queue_are_written_down(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held, silent = (
        add_waiting_person(site.engine),
        add_waiting_person(site.engine, "Lynx 11", "none", ""),
    )
    for path in ("/aujourdhui", "/aujourdhui/morceau", "/aujourdhui"):
        assert FIRST_LINE in main_or_piece(browser, path)
    assert (lines(site, held.id), lines(site, silent.id)) == (1, 0)


def main_or_piece(browser: ConsoleBrowser, path: str) -> str:
    return browser.get(path).text


@pytest.mark.parametrize("state", ["off", "interview"])
def test_off_duty_no_summary_is_shown(site: ConsoleApplication, state: str) -> None:
    browser, held = sign_in_on_duty(site), add_waiting_person(site.engine)
    set_duty(site, browser.person, state)
    page = browser.get("/aujourdhui")
    assert "Renard 42" in extract_main_text(page)
    assert FIRST_LINE not in page.text
    assert lines(site, held.id) == 0


@pytest.mark.parametrize(
    ("path", "fields", "status"), [("repondre", {"text": ""}, 409), ("chercher", {}, 409)]
)
def test_a_refusal_that_shows_a_summary_is_written_down(site, path, fields, status) -> None:
    browser, held = sign_in_on_duty(site), add_waiting_person(site.engine, share="summary")
    answer = browser.post(f"/conversation/{held.id}/{path}", fields)
    assert FIRST_LINE in extract_main_text(answer)
    assert lines(site, held.id) == 1


def test_a_talk_of_a_colleague_is_not_written_down_as_seen(site: ConsoleApplication) -> None:
    anna, chief = sign_in_on_duty(site, "Anna"), sign_in_on_duty(site, "Chef", "admin")
    held = claim_person(site, anna)
    for _ in range(2):
        assert "Rien n’est montré ici" in extract_main_text(chief.get(f"/conversation/{held.id}"))
    assert chief.get(f"/conversation/{held.id}/messages").status_code == 200
    assert chief.post(f"/conversation/{held.id}/repondre", text="x").status_code == 409
    assert lines(site, held.id) == 0
    anna.get(f"/conversation/{held.id}")
    assert lines(site, held.id) == 1


@pytest.mark.parametrize(("duty_now", "number"), [("on", 1), ("off", 0)])
def test_who_waits_is_seen_where_the_summary_is_shown(site, duty_now, number) -> None:
    browser, held = sign_in_on_duty(site), add_waiting_person(site.engine, share="summary")
    silent = add_waiting_person(site.engine, "Lynx 11", "none", "")
    set_duty(site, browser.person, duty_now)
    page = browser.get(f"/conversation/{held.id}")
    assert (FIRST_LINE in extract_main_text(page)) == bool(number)
    browser.get(f"/conversation/{silent.id}")
    assert (lines(site, held.id), lines(site, silent.id)) == (number, 0)


def test_the_duty_switch_of_a_page_that_a_form_led_to_leads_to_a_page(
    site: ConsoleApplication,
) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    answer = browser.post(f"/conversation/{held.id}/repondre", text="")
    assert answer.status_code == 422
    assert 'name="retour" value=""' in answer.text
    page = browser.get("/agenda")
    assert 'name="retour" value="/agenda"' in page.text
    after = browser.follow(browser.post("/permanence", duty="off", retour=""))
    assert after.status_code == 200
