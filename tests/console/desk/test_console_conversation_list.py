"""`/conversations`: the list beside the talk, what is unread in it, and claiming from it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.console.pages import conversations_page
from bot.handoff import alert_consent, handoff_claims, handoff_errors, staff_alerts
from bot.handoff.handoff_repository import list_queue
from bot.storage.unit_of_work import reading
from tests.support.console_application import ROOT, ConsoleApplication, extract_main_text
from tests.support.console_conversations import (
    NOW,
    add_waiting_person,
    attach_bot,
    claim_person,
    send_message,
    set_duty,
    sign_in_on_duty,
    unit,
)

MINUTE = dt.timedelta(minutes=1)


def test_the_tabs_have_their_rows_and_counts(site: ConsoleApplication) -> None:
    anna, bruno = sign_in_on_duty(site, "Anna"), sign_in_on_duty(site, "Bruno")
    claim_person(site, bruno, pseudonym="Lynx 11")
    mine = claim_person(site, anna, pseudonym="Loutre 17")
    send_message(site.engine, site.desk, mine.conversation, "un secret de Loutre")
    add_waiting_person(site.engine, created=site.clock.now - 7 * MINUTE)
    queue = extract_main_text(anna.get("/conversations"))
    assert "File d’attente 1 Les miennes 1 1 non lu Toutes 3" in queue
    assert "Renard 42 attend depuis 7 min Demande : rester en général ?" in queue
    assert "Loutre 17" not in queue
    own = extract_main_text(anna.get("/conversations?onglet=miennes"))
    assert "Loutre 17 11:00 un secret de Loutre 1 non lu" in own
    assert "Renard 42" not in own
    every = extract_main_text(anna.get("/conversations?onglet=toutes"))
    assert "Lynx 11 depuis 11:00 avec un·e collègue" in every
    assert "Bruno" not in every
    assert "secret" not in extract_main_text(bruno.get("/conversations?onglet=toutes"))


def test_the_list_opens_where_somebody_is(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    claim_person(site, browser, pseudonym="Loutre 17")
    assert "Loutre 17" in extract_main_text(browser.get("/conversations"))
    add_waiting_person(site.engine, "Lynx 11")
    assert "Lynx 11 attend" in extract_main_text(browser.get("/conversations"))


def test_who_goes_off_line_is_reminded_of_an_open_talk(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    away = browser.post("/permanence", duty="off", retour="/agenda")
    page = browser.get(away.headers["location"].removeprefix(ROOT))
    assert "une conversation reste ouverte" in extract_main_text(page)
    browser.post(f"/conversation/{held.id}/terminer")
    away = browser.post("/permanence", duty="off", retour="/agenda")
    assert away.headers["location"].endswith("fait=permanence")


def test_the_list_stays_beside_a_conversation(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    add_waiting_person(site.engine, "Lynx 11")
    page = browser.get(f"/conversation/{held.id}")
    assert f'href="/conseillers/conversation/{held.id}" data-row' in page.text
    assert "File d’attente 1" in extract_main_text(page)
    piece = browser.get(f"/conversations/morceau?onglet=file&ouverte={held.id}").text
    assert "Lynx 11" in piece
    assert "<html" not in piece


def test_a_summary_is_shown_on_duty_only_and_seen_once(site: ConsoleApplication) -> None:
    browser, held = sign_in_on_duty(site), add_waiting_person(site.engine)
    browser.get("/conversations")
    browser.get("/conversations/morceau")
    assert site.audit().count(("conversation_seen", f"handoff:{held.id}")) == 1
    set_duty(site, browser.person, "interview")
    page = extract_main_text(browser.get("/conversations"))
    assert "rester en général" not in page
    assert "passez d’abord « En ligne maintenant »" in page


def test_s5_the_mark_of_danger_is_on_who_agreed_or_is_ones_own(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    silent, agreed = add_waiting_person(site.engine, "Lynx 11"), add_waiting_person(site.engine)
    with unit(site.engine) as opened:
        for each in (silent, agreed):
            staff_alerts.raise_alert(opened, each.conversation, 1, site.clock.now)
        alert_consent.grant_consent(opened, agreed.conversation, site.clock.now)
    page = browser.get("/conversations").text
    assert page.count('class="in-danger"') == 1
    assert "Signal grave : 2 à voir" in page
    with unit(site.engine) as opened:
        handoff_claims.claim_handoff(opened, silent.id, browser.person.id, site.clock.now)
    assert 'class="in-danger"' in browser.get("/conversations?onglet=miennes").text


def test_the_first_of_the_queue_is_claimed(site: ConsoleApplication) -> None:
    attach_bot(site)
    browser = sign_in_on_duty(site)
    add_waiting_person(site.engine, "Lynx 11", created=NOW + MINUTE)
    first = add_waiting_person(site.engine, created=NOW)
    answer = browser.post("/conversations/prendre")
    assert answer.headers["location"].endswith(f"/conversation/{first.id}?fait=prise")


def test_whom_a_colleague_claims_at_that_moment_is_passed_over(
    site: ConsoleApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in_on_duty(site)
    taken = add_waiting_person(site.engine, created=NOW)
    second = add_waiting_person(site.engine, "Lynx 11", created=NOW + MINUTE)
    claim = conversations_page.handoff_operations.claim_handoff

    def late(opened: Any, context: Any, number: int) -> Any:
        if number == taken.id:
            raise handoff_errors.AlreadyClaimed(number)
        return claim(opened, context, number)

    monkeypatch.setattr(conversations_page.handoff_operations, "claim_handoff", late)
    answer = browser.post("/conversations/prendre")
    assert f"/conversation/{second.id}?" in answer.headers["location"]


def test_nobody_is_claimed_from_an_empty_queue_or_off_duty(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    answer = browser.post("/conversations/prendre")
    assert answer.status_code == 409
    assert "n’attend plus" in extract_main_text(answer)
    held = add_waiting_person(site.engine)
    set_duty(site, browser.person, "off")
    answer = browser.post("/conversations/prendre", onglet="toutes")
    assert answer.status_code == 409
    assert "Vous n’êtes pas en ligne" in extract_main_text(answer)
    with reading(site.engine) as opened:
        assert [each.id for each in list_queue(opened)] == [held.id]


def test_what_was_read_is_no_longer_unread(site: ConsoleApplication) -> None:
    browser, other = sign_in_on_duty(site), sign_in_on_duty(site, "Bruno")
    held = claim_person(site, browser)
    send_message(site.engine, site.desk, held.conversation, "bonjour")
    assert "1 non lu" in extract_main_text(browser.get("/aujourdhui"))
    assert other.post(f"/conversation/{held.id}/lu", jusqua="2").status_code == 409
    opened = browser.get(f"/conversation/{held.id}")  # a look has no effect of its own
    assert "non lu" not in extract_main_text(opened)  # it is before one's eyes
    assert "1 non lu" in extract_main_text(browser.get("/conversations"))
    assert browser.post(f"/conversation/{held.id}/lu", jusqua="2").status_code == 303
    assert "non lu" not in extract_main_text(browser.get("/conversations"))
    assert browser.post(f"/conversation/{held.id}/lu", jusqua="x").status_code == 303
