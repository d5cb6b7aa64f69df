"""« Genres de rendez-vous »: admins set them, the console and the dialogue read them."""

from __future__ import annotations

import re

import pytest

from bot.booking import appointment_kind_repository
from bot.booking.appointment_kinds import INITIAL_KINDS, AppointmentKind
from bot.console.staff import profiles
from bot.storage.unit_of_work import reading, writing
from tests.support.console_accounts import NOW, appointment
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_appointments import store_morning_hours

FORM = {
    "name": "un bilan",
    "description": "On regarde tout.",
    "minutes": "60",
    "before": "10",
    "after": "",
    "notice": "24",
    "horizon": "30",
    "place": "Rue d’ici 1",
    "modes": ["on_site", "video"],
    "languages": ["nl"],
}


@pytest.fixture
def chef(site: ConsoleApplication) -> ConsoleBrowser:
    return site.signed_in("Chef", "admin")


def kinds(site: ConsoleApplication) -> list[AppointmentKind]:
    with reading(site.engine) as unit:
        return appointment_kind_repository.list_kinds(unit)


def received(site: ConsoleApplication, browser: ConsoleBrowser) -> frozenset[str]:
    with reading(site.engine) as unit:
        return profiles.get_profile(unit, browser.person.id).hours.received_kinds


def test_a_kind_is_added_and_says_that_nobody_receives_for_it(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    page = chef.follow(chef.post("/genres/nouveau", FORM))
    made = kinds(site)[-1]
    assert (made.name, made.minutes, made.notice, made.after) == ("un bilan", 60, 24 * 60, None)
    assert (made.modes, made.languages) == ({"on_site", "video"}, {"nl"})
    text = extract_main_text(page)
    assert "Bilan, 60 min On regarde tout. Sur place, en vidéo · Rue d’ici 1 · néerlandais" in text
    assert text.count("Personne ne reçoit pour ce genre") == 4
    assert "Bilan (60 min)" in chef.get("/disponibilites").text
    assert ("kinds_changed", "") in site.audit()


def test_who_makes_a_kind_receives_for_it(site: ConsoleApplication, chef: ConsoleBrowser) -> None:
    """In the hours that have room for it, unless the tick is taken away; later with one button."""
    assert 'name="mine"' not in chef.get("/genres/nouveau").text
    store_morning_hours(site, chef.person.id, end=10)
    assert 'name="mine" value="yes" checked' in chef.get("/genres/nouveau").text
    chef.post("/genres/nouveau", {**FORM, "mine": "yes"})
    chef.post("/genres/nouveau", {**FORM, "minutes": "61", "mine": "yes"})
    chef.post("/genres/nouveau", FORM)
    one_hour, _, left_out = (each.code for each in kinds(site)[-3:])
    assert received(site, chef) == {"short", one_hour}
    page = chef.get("/genres").text
    assert re.findall(r"/genres/(\d)/recevoir", page) == ["1", "3", "5", "6"]
    refused = chef.post("/genres/5/recevoir")
    assert "assez longue" in extract_main_text(refused)
    assert chef.post("/genres/6/recevoir").status_code == 303
    assert received(site, chef) == {"short", one_hour, left_out}
    assert site.audit()[-1] == ("hours_changed", f"counsellor:{chef.person.id}")


def test_the_notice_is_shown_in_the_hours_that_the_field_takes(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    for minutes, shown in ((120, "2 h."), (90, "1 h 30."), (1440, "24 h.")):
        settings = site.desk.base_settings.copy(update={"booking_notice": minutes})
        object.__setattr__(site.desk, "base_settings", settings)
        assert f"Réglage général : {shown}" in extract_main_text(chef.get("/genres/nouveau"))


def test_a_kind_is_renamed_paused_and_offered_again(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    typed = {**FORM, "name": "une question", "minutes": "30"}
    assert chef.post("/genres/2", typed).status_code == 303
    changed = kinds(site)[1]
    assert (changed.code, changed.name, changed.minutes) == ("short", "une question", 30)
    assert "une question" in chef.get("/genres/2").text
    chef.post("/genres/2/pause", paused="yes")
    assert "Question, 30 min (en pause)" in extract_main_text(chef.get("/genres"))
    chef.post("/genres/2", typed)
    assert kinds(site)[1].paused
    chef.post("/genres/2/pause", paused="no")
    assert not kinds(site)[1].paused
    assert ("kinds_changed", "kind:2") in site.audit()


def test_a_kind_goes_unless_appointments_have_it(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    with writing(site.engine) as unit:
        appointment(unit, chef.person.id, NOW)
        unit.commit()
    answer = chef.post("/genres/2/supprimer")
    assert answer.status_code == 422
    assert "mettez-le en pause" in extract_main_text(answer)
    chef.post("/genres/3/supprimer")
    assert chef.post("/genres/3/supprimer").status_code == 404
    assert kinds(site) == list(INITIAL_KINDS[:2])


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"name": " "}, "Ce champ est vide"),
        ({"name": "un appel à anna@example.org"}, "Enlevez-le"),
        ({"description": "a" * 161}, "trop long"),
        ({"minutes": "5"}, "de 10 à 240"),
        ({"before": "-1"}, "trop petit"),
        ({"horizon": "0"}, "trop petit"),
        ({"notice": "48", "horizon": "2"}, "vient avant le plus tôt"),
        ({"modes": []}, "au moins une façon"),
    ],
)
def test_what_makes_no_kind_is_told(
    site: ConsoleApplication, chef: ConsoleBrowser, wrong: dict, reason: str
) -> None:
    for path in ("/genres/nouveau", "/genres/1"):
        answer = chef.post(path, {**FORM, **wrong})
        assert answer.status_code == 422
        assert reason in extract_main_text(answer)
    assert kinds(site) == list(INITIAL_KINDS)


def test_they_are_for_admins(site: ConsoleApplication) -> None:
    anna = site.signed_in("Anna")
    assert anna.get("/genres").status_code == 403
    assert anna.post("/genres/1/pause", paused="yes").status_code == 403
    assert "Genres" not in anna.get("/agenda").text
