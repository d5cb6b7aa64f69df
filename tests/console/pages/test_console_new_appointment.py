"""« Nouveau rendez-vous »: the team books for somebody on the telephone or at the desk."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from bot.booking import appointment_repository as stored
from bot.booking.appointment_codes import hash_token
from bot.privacy.word_codes import hash_code
from bot.storage.booking_tables import appointments
from bot.storage.unit_of_work import reading
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_appointments import FRIDAY, book, store_morning_hours

NINE = f"{FRIDAY}T08:00:00+00:00"
WANTED = {"kind": "short", "way": "telephone", "language": "", "who": ""}
CHOSEN = {**WANTED, "start": NINE}
OTHER = {**WANTED, "start": "autre", "day": str(FRIDAY), "time": "18:00"}


@pytest.fixture
def anna(site: ConsoleApplication) -> ConsoleBrowser:
    settings = {"site_url": "https://cite.test", "site_phone": "04 000 00 00"}
    object.__setattr__(site.desk, "base_settings", site.desk.settings.copy(update=settings))
    browser = site.signed_in("Anna")
    store_morning_hours(site, browser.person.id)
    return browser


def made(site: ConsoleApplication) -> list[stored.Appointment]:
    with reading(site.engine) as unit:
        rows = unit.execute(sa.select(appointments).order_by(appointments.c.id))
        return [stored.appointment_from_row(row) for row in rows]


def test_a_free_time_is_taken_and_its_code_handed_over(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    page = anna.get("/agenda/nouveau?kind=short&way=telephone&jour=2026-11-27")
    assert 'value="2026-11-27T08:00:00+00:00"' in page.text
    request = re.search(r'name="request" value="([^"]+)"', page.text)
    assert request
    typed = {
        **CHOSEN,
        "request": request[1],
        "contact": "0470 12 34 56, le soir",
        "summary": "Veut changer d’option.",
    }
    handed = anna.follow(anna.post("/agenda/nouveau", typed))
    (booked,) = made(site)
    assert (booked.state, booked.channel, booked.person) == ("confirmed", "team", None)
    assert booked.start.isoformat() == NINE
    assert site.keys.vault.open(booked.contact) == "0470 12 34 56"
    words = extract_main_text(handed)
    assert booked.pseudonym in words
    assert "vous appelez le 04 000 00 00" in words
    code, address = re.findall(r'<p class="secret">([^<]+)</p>', handed.text)
    assert len(code.split("-")) == 4
    token = address.removeprefix("https://cite.test/rendez-vous/")
    with reading(site.engine) as unit:
        assert stored.get_by_code(unit, hash_code(code, site.keys.key)) == booked
        assert stored.get_by_token(unit, hash_token(token, site.keys.key)) == booked
    subject = f"appointment:{booked.id}"
    assert site.audit()[-2:] == [("appointment_made", subject), ("appointment_code_seen", subject)]
    shown = extract_main_text(anna.get(f"/agenda/{booked.id}"))
    assert "Pris par l’équipe" in shown
    assert "Ce que l’équipe a noté avec la personne" in shown


def test_the_same_form_sent_twice_is_one_appointment(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    typed = {**CHOSEN, "request": "a-form-of-the-page"}
    first, second = (anna.post("/agenda/nouveau", typed) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert len(made(site)) == 1
    assert [each for each, _ in site.audit()].count("appointment_made") == 1


def test_another_time_is_warned_about_and_then_taken_knowingly(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    typed = {**OTHER, "who": str(anna.person.id), "summary": "Vient avec sa mère."}
    warned = anna.post("/agenda/nouveau", typed)
    assert warned.status_code == 422
    words = extract_main_text(warned)
    assert "Personne ne reçoit à cette heure" in words
    assert "Prendre cette heure quand même" in words
    assert "Vient avec sa mère." in words
    assert made(site) == []
    assert anna.post("/agenda/nouveau", {**typed, "sure": "yes"}).status_code == 303
    assert [f"{each.local_start:%H:%M}" for each in made(site)] == ["18:00"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"start": ""}, "Faites un choix"),
        ({"start": "2026-11-27T20:00:00+00:00"}, "Personne ne reçoit"),
        ({"start": f"{FRIDAY}T09:00:00+00:00"}, "vient d’être prise"),
        ({"start": f"{FRIDAY}T09:00:00+00:00", "sure": "yes"}, "vient d’être prise"),
        ({**OTHER, "who": ""}, "Choisissez avec qui"),
        ({**OTHER, "who": "999"}, "ne reçoit pas"),
        ({**OTHER, "day": ""}, "Écrivez une date"),
        ({**OTHER, "time": "x"}, "Écrivez une heure"),
        ({**OTHER, "who": "1", "day": "2026-11-24", "sure": "yes"}, "passée"),
        ({**OTHER, "who": "1", "time": "10:00", "sure": "yes"}, "vient d’être prise"),
        ({"contact": "Zoé"}, "ni un numéro de téléphone ni une adresse"),
        ({"summary": "Son numéro : 0470 12 34 56"}, "contient une adresse, un numéro"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_lost(
    site: ConsoleApplication, anna: ConsoleBrowser, changed: dict, reason: str
) -> None:
    book(site, anna.person.id, "10:00")
    typed = {**CHOSEN, "summary": "Veut changer d’option.", **changed}
    answer = anna.post("/agenda/nouveau", typed)
    assert answer.status_code == 422
    assert reason in extract_main_text(answer)
    assert typed["summary"] in extract_main_text(answer)
    assert "appointment_made" not in dict(site.audit())
    assert len(made(site)) == 1


def test_a_time_is_taken_on_the_chosen_day_only(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    """Another day or person in the lists, with a time shown before: the lists win."""
    typed = {**CHOSEN, "jour": "2026-12-01", "summary": "Veut changer d’option."}
    for more in ({}, {"voir": "oui"}):
        answer = anna.post("/agenda/nouveau", {**typed, **more})
        assert '<option value="2026-12-01" selected' in answer.text
        assert ("celle d’un autre jour" in extract_main_text(answer)) == (not more)
        assert typed["summary"] in extract_main_text(answer)
        assert NINE not in answer.text
    assert made(site) == []
    nothing_free = anna.get("/agenda/nouveau?kind=orientation").text
    assert 'value="autre" required checked' in nothing_free
    shown = anna.post("/agenda/nouveau", {**WANTED, "start": "autre", "voir": "oui"}).text
    assert 'value="autre" required>' in shown
    page = anna.get("/agenda/nouveau").text
    assert page.count('<form class="sheet"') == page.count('name="who"') == 1
    assert anna.post("/agenda/nouveau", {**typed, "jour": str(FRIDAY)}).status_code == 303


def test_the_hour_stays_chosen_on_another_day_that_has_it(anna: ConsoleBrowser) -> None:
    asked = {**CHOSEN, "jour": "2026-12-04", "voir": "oui"}
    shown = anna.post("/agenda/nouveau", asked).text
    assert re.findall(r'value="([^"]+)" required checked', shown) == ["2026-12-04T08:00:00+00:00"]
    asked["start"] = f"{FRIDAY}T13:00:00+00:00"
    assert "required checked" not in anna.post("/agenda/nouveau", asked).text


def test_a_free_time_cannot_skip_the_rules_by_the_tick_alone(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    sly = {**CHOSEN, "start": "2026-11-27T20:00:00+00:00", "sure": "yes", "who": "1"}
    assert anna.post("/agenda/nouveau", sly).status_code == 422
    assert made(site) == []


def test_times_are_those_of_whom_is_asked_for(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    bruno = site.person("Bruno")
    store_morning_hours(site, bruno.id, 10)
    asked = "/agenda/nouveau?kind=short&way=on_site&jour=2026-11-27&who="
    late = f'value="{FRIDAY}T10:30:00+00:00"'
    assert late in anna.get(asked).text
    assert late not in anna.get(asked + str(bruno.id)).text
    assert "Aucune heure n’est libre" in anna.get("/agenda/nouveau?kind=short&language=nl").text
    assert anna.get("/agenda/nouveau?kind=<b>&way=x&who=9999&jour=x").status_code == 200


def test_the_code_of_somebodys_own_appointment_stays_theirs(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    number = book(site, anna.person.id, code_seed="seed")
    words = extract_main_text(anna.get(f"/agenda/{number}/remettre"))
    assert "n’appartient qu’à la personne" in words
    assert "Pris par le chat" in extract_main_text(anna.get(f"/agenda/{number}"))
    assert "appointment_code_seen" not in dict(site.audit())
    taken = book(site, anna.person.id, "10:00", code_seed="seed", channel="team")
    anna.post(f"/agenda/{taken}/annuler")
    assert "annulé ou passé" in extract_main_text(anna.get(f"/agenda/{taken}/remettre"))
