"""« Aujourd’hui »: the queue, my chats, signals, appointments."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from console_people import appointment
from console_site import Site, main
from work_people import claimed, duty, give_bot, on_duty, said, unit, waits

from bot.handoff import alerts, reading_alerts
from bot.handoff.handoff import find
from bot.privacy.clock import believe
from bot.privacy.erasure import empty
from bot.safeguarding.helplines import verified
from bot.storage.tables import conversations
from bot.storage.unit_of_work import reading


def test_who_waits_is_shown_with_what_they_agreed_to(site: Site) -> None:
    browser = on_duty(site)
    waits(site.engine, created=site.clock.now - dt.timedelta(minutes=7))
    waits(site.engine, "Lynx 11", share="none", summary="")
    site_text = main(browser.get("/aujourdhui"))
    assert "Renard 42 attend depuis 10:53 (7 min) · résumé approuvé" in site_text
    assert "Demande : rester en général ?" in site_text
    assert "trouver la panne" not in site_text  # the first line only
    assert "Lynx 11 attend depuis 11:00 · rien n’est partagé" in site_text
    assert "tout au début" not in site_text


def test_taking_somebody_tells_them_and_is_written_down(site: Site) -> None:
    bot, browser = give_bot(site), on_duty(site)
    held = claimed(site, browser)
    assert bot.said == [(held.conversation, "utter_human_here", "human", None)]
    assert ("conversation_claimed", f"handoff:{held.id}") in site.audit()
    page = main(browser.get("/aujourdhui"))
    assert "Mes conversations 1 sur 2" in page
    assert "Personne n’attend." in page


def test_two_chats_at_most(site: Site) -> None:
    browser = on_duty(site)
    claimed(site, browser)
    claimed(site, browser, pseudonym="Lynx 11")
    third = waits(site.engine, "Héron 77")
    page = browser.get("/aujourdhui")
    assert "deux conversations ouvertes : c’est le maximum" in main(page)
    assert f"/conversation/{third.id}/prendre" not in page.text
    answer = browser.post(f"/conversation/{third.id}/prendre")
    assert answer.status_code == 409
    assert "Vous avez déjà deux conversations ouvertes" in main(answer)
    with reading(site.engine) as opened:
        assert find(opened, third.id).state == "queued"


@pytest.mark.parametrize("state", ["off", "interview"])
def test_nobody_is_taken_off_duty(site: Site, state: str) -> None:
    browser, held = on_duty(site), waits(site.engine)
    duty(site, browser, state)
    page = browser.get("/aujourdhui")
    assert "passez d’abord « De permanence »" in main(page)
    assert "/prendre" not in page.text
    answer = browser.post(f"/conversation/{held.id}/prendre")
    assert answer.status_code == 409
    assert "Vous n’êtes pas de permanence" in main(answer)


def test_whom_somebody_else_took_is_gone(site: Site) -> None:
    anna, bruno = on_duty(site, "Anna"), on_duty(site, "Bruno")
    held = claimed(site, anna)
    answer = bruno.post(f"/conversation/{held.id}/prendre")
    assert answer.status_code == 409
    assert "n’attend plus" in main(answer)
    assert "Anna" not in main(answer)
    assert "tenues par d’autres" not in main(bruno.get("/aujourdhui"))


def test_a_person_nobody_knows_cannot_be_taken(site: Site) -> None:
    assert on_duty(site).post("/conversation/99/prendre").status_code == 409


def test_s5_a_signal_has_no_content(site: Site) -> None:
    browser, held = on_duty(site), waits(site.engine)
    with unit(site.engine) as opened:
        assert alerts.raise_alert(opened, held.conversation, 1, site.clock.now)
    shown = main(browser.get("/aujourdhui"))
    before, _, _ = shown.partition("La file")
    assert "Signal grave à 11:00" in before
    assert "Renard 42" not in before
    answer = browser.post("/signaux/1/vu")
    assert "vous avez vu ce signal" in main(browser.follow(answer))
    assert "Signal grave" not in main(browser.get("/aujourdhui"))
    assert ("alert_seen", "alert:1") in site.audit()
    browser.post("/signaux/1/vu")
    assert site.audit().count(("alert_seen", "alert:1")) == 1


@pytest.mark.parametrize("state", ["off", "interview"])
def test_s5_a_signal_is_for_whoever_is_on_duty(site: Site, state: str) -> None:
    browser, held = on_duty(site), waits(site.engine)
    with unit(site.engine) as opened:
        alerts.raise_alert(opened, held.conversation, 1, site.clock.now)
    duty(site, browser, state)
    assert "Signal grave" not in main(browser.get("/aujourdhui"))


def test_who_agreed_to_be_read_is_named_if_they_wait(site: Site) -> None:
    browser, held = on_duty(site), waits(site.engine)
    with unit(site.engine) as opened:
        alerts.raise_alert(opened, held.conversation, 1, site.clock.now)
        reading_alerts.agree(opened, held.conversation, site.clock.now)
    before, _, _ = main(browser.get("/aujourdhui")).partition("La file")
    assert "c’est Renard 42 , dans la file" in before


def in_danger(site: Site, agreed: bool) -> int:
    """Somebody who waits wrote that they are in danger; their conversation."""
    held = waits(site.engine)
    with unit(site.engine) as opened:
        said(opened, held.conversation, "<b>jveu mourir</b>")
        alerts.raise_alert(opened, held.conversation, 2, site.clock.now)
        if agreed:
            reading_alerts.agree(opened, held.conversation, site.clock.now)
        said(opened, held.conversation, "et après mon oui")
    return held.conversation


def test_s5_what_was_written_is_read_only_where_that_was_agreed(site: Site) -> None:
    browser, _ = on_duty(site), in_danger(site, agreed=False)
    assert "/signaux/1/lire" not in browser.get("/aujourdhui").text
    answer = browser.post("/signaux/1/lire")
    assert answer.status_code == 409
    assert "Ce signal ne se lit pas, ou plus" in main(answer)
    assert "jveu mourir" not in answer.text
    assert ("alert_read", "alert:1") not in site.audit()


def test_s5_what_was_agreed_is_read_on_a_page_of_its_own_and_noted(site: Site) -> None:
    browser, _ = on_duty(site), in_danger(site, agreed=True)
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


def test_what_was_taken_back_or_noted_is_closed(site: Site) -> None:
    browser, where = on_duty(site), in_danger(site, agreed=True)
    with unit(site.engine) as opened:
        assert reading_alerts.take_back(opened, where)
    assert browser.post("/signaux/1/lire").status_code == 409
    assert "/signaux/1/lire" not in browser.get("/aujourdhui").text
    with unit(site.engine) as opened:
        reading_alerts.agree(opened, where, site.clock.now)
    browser.post("/signaux/1/vu")
    assert browser.post("/signaux/1/lire").status_code == 409


@pytest.mark.parametrize("state", ["off", "interview"])
def test_s5_nobody_reads_off_duty(site: Site, state: str) -> None:
    browser, where = on_duty(site), in_danger(site, agreed=True)
    duty(site, browser, state)
    answer = browser.post("/signaux/1/lire")
    assert answer.status_code == 409
    assert "Vous n’êtes pas de permanence" in main(answer)
    assert "jveu mourir" not in answer.text
    with unit(site.engine) as opened:
        assert reading_alerts.take_back(opened, where)  # nobody has read it


def test_p6_once_erased_nothing_is_read(site: Site) -> None:
    browser, where = on_duty(site), in_danger(site, agreed=True)
    with unit(site.engine) as opened:
        person = sa.select(conversations.c.person).where(conversations.c.id == where)
        empty(opened, opened.execute(person).scalar_one(), site.clock.now)
    answer = browser.post("/signaux/1/lire")
    assert answer.status_code == 409
    assert "jveu mourir" not in answer.text


def test_todays_appointments_are_mine_confirmed_and_of_this_day(site: Site) -> None:
    browser, other = on_duty(site), site.person("Bruno")
    now = site.clock.now
    with unit(site.engine) as opened:
        mine = browser.person.id
        with_summary = {"summary": "Demande : les <b>aides</b>"}
        number = appointment(opened, mine, now + dt.timedelta(hours=2), **with_summary)
        appointment(opened, mine, now + dt.timedelta(days=1), pseudonym="Demain 11")
        appointment(opened, mine, now + dt.timedelta(hours=3), "cancelled", pseudonym="Annulé 12")
        appointment(opened, other.id, now + dt.timedelta(hours=2), pseudonym="Autre 13")
    page = browser.get("/aujourdhui")
    assert "13:00–13:20 Renard 42 Question courte (20 min) · Par téléphone" in main(page)
    assert "Demande : les &lt;b&gt;aides&lt;/b&gt;" in page.text
    for word in ("Demain 11", "Annulé 12", "Autre 13"):
        assert word not in page.text
    browser.get("/aujourdhui")
    assert site.audit().count(("appointment_seen", f"appointment:{number}")) == 1


def test_what_a_person_wrote_is_escaped(site: Site) -> None:
    browser = on_duty(site)
    waits(site.engine, summary="<script>alert(1)</script>")
    for path in ("/aujourdhui", "/aujourdhui/morceau"):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_piece_is_the_board_alone(site: Site) -> None:
    browser = on_duty(site)
    waits(site.engine)
    piece = browser.get("/aujourdhui/morceau", headers={"boussole-news": "1"}).text
    assert "Renard 42" in piece
    assert "<html" not in piece


def test_a_signal_of_another_day_shows_its_day(site: Site) -> None:
    browser, held = on_duty(site), waits(site.engine)
    with unit(site.engine) as opened:
        alerts.raise_alert(opened, held.conversation, 1, site.clock.now - dt.timedelta(days=1))
    assert "Signal grave le mar. 24 nov. à 11:00" in main(browser.get("/aujourdhui"))


def test_the_language_of_an_appointment_has_its_name(site: Site) -> None:
    browser = on_duty(site)
    with unit(site.engine) as opened:
        at = site.clock.now + dt.timedelta(hours=2)
        appointment(opened, browser.person.id, at, language="ar")
    assert "langue : arabe" in main(browser.get("/aujourdhui"))


def test_s4_the_page_warns_when_the_helplines_were_checked_long_ago(site: Site) -> None:
    site.clock.now = dt.datetime.combine(
        verified() + dt.timedelta(days=180), dt.time(12), tzinfo=dt.timezone.utc
    )
    browser = on_duty(site)
    assert "numéros d’aide" not in main(browser.get("/aujourdhui"))
    site.clock.now += dt.timedelta(days=1)
    assert "vérifiés le 24 novembre 2026" in main(on_duty(site, "Bruno").get("/aujourdhui"))


def test_p7_a_clock_in_doubt_is_told_to_admins(site: Site) -> None:
    admin, counsellor = site.signed_in("Chef", "admin"), site.signed_in("Anna")
    with unit(site.engine) as opened:
        believe(opened, site.clock.now + dt.timedelta(days=3))
    assert "L’horloge du serveur" in main(admin.get("/aujourdhui"))
    assert "L’horloge du serveur" not in main(counsellor.get("/aujourdhui"))
