"""« Aujourd’hui »: the queue, my chats, signals, appointments."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.care.helplines import get_verification_date
from bot.handoff import alert_consent, staff_alerts
from bot.handoff.handoff_repository import find_handoff
from bot.privacy.clock_guard import confirm_clock
from bot.privacy.erasure import erase_content
from bot.storage.conversation_tables import conversations
from bot.storage.unit_of_work import reading
from tests.support.console_accounts import appointment
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_conversations import (
    add_message,
    add_waiting_person,
    attach_bot,
    claim_person,
    set_duty,
    sign_in_on_duty,
    unit,
)


def test_who_waits_is_shown_with_what_they_agreed_to(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    add_waiting_person(site.engine, created=site.clock.now - dt.timedelta(minutes=7))
    add_waiting_person(site.engine, "Lynx 11", share="none", summary="")
    site_text = extract_main_text(browser.get("/aujourdhui"))
    assert "Renard 42 attend depuis 10:53 (7 min) · résumé approuvé" in site_text
    assert "Demande : rester en général ?" in site_text
    assert "trouver la panne" not in site_text  # the first line only
    assert "Lynx 11 attend depuis 11:00 · rien n’est partagé" in site_text
    assert "tout au début" not in site_text


def test_taking_somebody_tells_them_and_is_written_down(site: ConsoleApplication) -> None:
    bot, browser = attach_bot(site), sign_in_on_duty(site)
    held = claim_person(site, browser)
    assert bot.said == [(held.conversation, "utter_human_here", "human", None)]
    assert ("conversation_claimed", f"handoff:{held.id}") in site.audit()
    page = extract_main_text(browser.get("/aujourdhui"))
    assert "Mes conversations 1 sur 2" in page
    assert "Personne n’attend." in page


def test_two_chats_at_most(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    claim_person(site, browser)
    claim_person(site, browser, pseudonym="Lynx 11")
    third = add_waiting_person(site.engine, "Héron 77")
    page = browser.get("/aujourdhui")
    assert "deux conversations ouvertes : c’est le maximum" in extract_main_text(page)
    assert f"/conversation/{third.id}/prendre" not in page.text
    answer = browser.post(f"/conversation/{third.id}/prendre")
    assert answer.status_code == 409
    assert "Vous avez déjà deux conversations ouvertes" in extract_main_text(answer)
    with reading(site.engine) as opened:
        assert find_handoff(opened, third.id).state == "queued"


@pytest.mark.parametrize("state", ["off", "interview"])
def test_nobody_is_taken_off_duty(site: ConsoleApplication, state: str) -> None:
    browser, held = sign_in_on_duty(site), add_waiting_person(site.engine)
    set_duty(site, browser.person, state)
    page = browser.get("/aujourdhui")
    assert "passez d’abord « En ligne maintenant »" in extract_main_text(page)
    assert "/prendre" not in page.text
    answer = browser.post(f"/conversation/{held.id}/prendre")
    assert answer.status_code == 409
    assert "Vous n’êtes pas en ligne" in extract_main_text(answer)


def test_whom_somebody_else_took_is_gone(site: ConsoleApplication) -> None:
    anna, bruno = sign_in_on_duty(site, "Anna"), sign_in_on_duty(site, "Bruno")
    held = claim_person(site, anna)
    answer = bruno.post(f"/conversation/{held.id}/prendre")
    assert answer.status_code == 409
    assert "n’attend plus" in extract_main_text(answer)
    assert "Anna" not in extract_main_text(answer)
    assert "tenues par d’autres" not in extract_main_text(bruno.get("/aujourdhui"))


def test_a_person_nobody_knows_cannot_be_taken(site: ConsoleApplication) -> None:
    assert sign_in_on_duty(site).post("/conversation/99/prendre").status_code == 409


def test_s5_a_signal_has_no_content(site: ConsoleApplication) -> None:
    browser, held = sign_in_on_duty(site), add_waiting_person(site.engine)
    with unit(site.engine) as opened:
        assert staff_alerts.raise_alert(opened, held.conversation, 1, site.clock.now)
    shown = extract_main_text(browser.get("/aujourdhui"))
    before, _, _ = shown.partition("La file")
    assert "Signal grave à 11:00" in before
    assert "Renard 42" not in before
    answer = browser.post("/signaux/1/vu")
    assert "vous avez vu ce signal" in extract_main_text(browser.follow(answer))
    assert "Signal grave" not in extract_main_text(browser.get("/aujourdhui"))
    assert ("alert_seen", "alert:1") in site.audit()
    browser.post("/signaux/1/vu")
    assert site.audit().count(("alert_seen", "alert:1")) == 1


@pytest.mark.parametrize("state", ["off", "interview"])
def test_s5_a_signal_is_for_whoever_is_on_duty(site: ConsoleApplication, state: str) -> None:
    browser, held = sign_in_on_duty(site), add_waiting_person(site.engine)
    with unit(site.engine) as opened:
        staff_alerts.raise_alert(opened, held.conversation, 1, site.clock.now)
    set_duty(site, browser.person, state)
    assert "Signal grave" not in extract_main_text(browser.get("/aujourdhui"))


def test_who_agreed_to_be_read_is_named_if_they_wait(site: ConsoleApplication) -> None:
    browser, held = sign_in_on_duty(site), add_waiting_person(site.engine)
    with unit(site.engine) as opened:
        staff_alerts.raise_alert(opened, held.conversation, 1, site.clock.now)
        alert_consent.grant_consent(opened, held.conversation, site.clock.now)
    before, _, _ = extract_main_text(browser.get("/aujourdhui")).partition("La file")
    assert "c’est Renard 42 , dans la file" in before


def in_danger(site: ConsoleApplication, agreed: bool) -> int:
    """Somebody who waits wrote that they are in danger; their conversation."""
    held = add_waiting_person(site.engine)
    with unit(site.engine) as opened:
        add_message(opened, held.conversation, "<b>jveu mourir</b>")
        staff_alerts.raise_alert(opened, held.conversation, 2, site.clock.now)
        if agreed:
            alert_consent.grant_consent(opened, held.conversation, site.clock.now)
        add_message(opened, held.conversation, "et après mon oui")
    return held.conversation


def test_s5_what_was_written_is_read_only_where_that_was_agreed(site: ConsoleApplication) -> None:
    browser, _ = sign_in_on_duty(site), in_danger(site, agreed=False)
    assert "/signaux/1/lire" not in browser.get("/aujourdhui").text
    answer = browser.post("/signaux/1/lire")
    assert answer.status_code == 409
    assert "Ce signal ne se lit pas, ou plus" in extract_main_text(answer)
    assert "jveu mourir" not in answer.text
    assert ("alert_read", "alert:1") not in site.audit()


def test_s5_what_was_agreed_is_read_on_a_page_of_its_own_and_noted(
    site: ConsoleApplication,
) -> None:
    browser, _ = sign_in_on_duty(site), in_danger(site, agreed=True)
    board = browser.get("/aujourdhui")
    assert "/signaux/1/lire" in board.text
    assert "jveu mourir" not in board.text
    assert ("alert_read", "alert:1") not in site.audit()
    page = browser.post("/signaux/1/lire")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "&lt;b&gt;jveu mourir&lt;/b&gt;" in page.text
    for other in ("tout au début", "et après mon oui", "Renard 42", "trouver la panne"):
        assert other not in page.text
    assert site.audit().count(("alert_read", "alert:1")) == 1
    browser.post("/signaux/1/lire")
    assert site.audit().count(("alert_read", "alert:1")) == 2
    assert "jveu" not in str(site.audit())


def test_what_was_taken_back_or_noted_is_closed(site: ConsoleApplication) -> None:
    browser, where = sign_in_on_duty(site), in_danger(site, agreed=True)
    with unit(site.engine) as opened:
        assert alert_consent.withdraw_consent(opened, where)
    assert browser.post("/signaux/1/lire").status_code == 409
    assert "/signaux/1/lire" not in browser.get("/aujourdhui").text
    with unit(site.engine) as opened:
        alert_consent.grant_consent(opened, where, site.clock.now)
    browser.post("/signaux/1/vu")
    assert browser.post("/signaux/1/lire").status_code == 409


@pytest.mark.parametrize("state", ["off", "interview"])
def test_s5_nobody_reads_off_duty(site: ConsoleApplication, state: str) -> None:
    browser, where = sign_in_on_duty(site), in_danger(site, agreed=True)
    set_duty(site, browser.person, state)
    answer = browser.post("/signaux/1/lire")
    assert answer.status_code == 409
    assert "Vous n’êtes pas en ligne" in extract_main_text(answer)
    assert "jveu mourir" not in answer.text
    with unit(site.engine) as opened:
        assert alert_consent.withdraw_consent(opened, where)  # nobody has read it


def test_p6_once_erased_nothing_is_read(site: ConsoleApplication) -> None:
    browser, where = sign_in_on_duty(site), in_danger(site, agreed=True)
    with unit(site.engine) as opened:
        person = sa.select(conversations.c.person).where(conversations.c.id == where)
        erase_content(opened, opened.execute(person).scalar_one(), site.clock.now)
    answer = browser.post("/signaux/1/lire")
    assert answer.status_code == 409
    assert "jveu mourir" not in answer.text


def test_todays_appointments_are_mine_confirmed_and_of_this_day(site: ConsoleApplication) -> None:
    browser, other = sign_in_on_duty(site), site.person("Bruno")
    now = site.clock.now
    with unit(site.engine) as opened:
        mine = browser.person.id
        with_summary = {"summary": "Demande : les <b>aides</b>"}
        number = appointment(opened, mine, now + dt.timedelta(hours=2), **with_summary)
        appointment(opened, mine, now + dt.timedelta(days=1), pseudonym="Demain 11")
        appointment(opened, mine, now + dt.timedelta(hours=3), "cancelled", pseudonym="Annulé 12")
        appointment(opened, other.id, now + dt.timedelta(hours=2), pseudonym="Autre 13")
    page = browser.get("/aujourdhui")
    assert "13:00–13:20 Renard 42 Question courte (20 min) · Par téléphone" in extract_main_text(
        page
    )
    assert "Demande : les &lt;b&gt;aides&lt;/b&gt;" in page.text
    for word in ("Demain 11", "Annulé 12", "Autre 13"):
        assert word not in page.text
    browser.get("/aujourdhui")
    assert site.audit().count(("appointment_seen", f"appointment:{number}")) == 1


def test_what_a_person_wrote_is_escaped(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    add_waiting_person(site.engine, summary="<script>alert(1)</script>")
    for path in ("/aujourdhui", "/aujourdhui/morceau"):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_piece_is_the_board_alone(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    add_waiting_person(site.engine)
    piece = browser.get("/aujourdhui/morceau", headers={"boussole-news": "1"}).text
    assert "Renard 42" in piece
    assert "<html" not in piece


def test_a_signal_of_another_day_shows_its_day(site: ConsoleApplication) -> None:
    browser, held = sign_in_on_duty(site), add_waiting_person(site.engine)
    with unit(site.engine) as opened:
        staff_alerts.raise_alert(
            opened, held.conversation, 1, site.clock.now - dt.timedelta(days=1)
        )
    assert "Signal grave le mar. 24 nov. à 11:00" in extract_main_text(browser.get("/aujourdhui"))


def test_the_language_of_an_appointment_has_its_name(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    with unit(site.engine) as opened:
        at = site.clock.now + dt.timedelta(hours=2)
        appointment(opened, browser.person.id, at, language="ar")
    assert "langue : arabe" in extract_main_text(browser.get("/aujourdhui"))


def test_s4_the_page_warns_when_the_helplines_were_checked_long_ago(
    site: ConsoleApplication,
) -> None:
    site.clock.now = dt.datetime.combine(
        get_verification_date() + dt.timedelta(days=180), dt.time(12), tzinfo=dt.timezone.utc
    )
    browser = sign_in_on_duty(site)
    assert "numéros d’aide" not in extract_main_text(browser.get("/aujourdhui"))
    site.clock.now += dt.timedelta(days=1)
    assert "vérifiés le 24 novembre 2026" in extract_main_text(
        sign_in_on_duty(site, "Bruno").get("/aujourdhui")
    )


def test_p7_a_clock_in_doubt_is_told_to_admins(site: ConsoleApplication) -> None:
    admin, counsellor = site.signed_in("Chef", "admin"), site.signed_in("Anna")
    with unit(site.engine) as opened:
        confirm_clock(opened, site.clock.now + dt.timedelta(days=3))
    assert "L’horloge du serveur" in extract_main_text(admin.get("/aujourdhui"))
    assert "L’horloge du serveur" not in extract_main_text(counsellor.get("/aujourdhui"))
