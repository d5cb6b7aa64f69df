"""« Ouverture du centre »: steps from the state, details, helplines, closures, channels."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from bot.booking.site_details_repository import find_site_details
from bot.care.helplines import load_helplines
from bot.console.staff import closure_repository, opening_steps, staff_accounts
from bot.console.web.site_form import parse_ranges
from bot.storage.staff_tables import opening_checks
from bot.storage.unit_of_work import reading, writing
from tests.support.console_accounts import NOW
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_calendars import add_weekday_counsellor

SITE_FORM = {
    "name": "Cité d’essai",
    "address": "Rue de l’Exemple 1, 4000 Liège",
    "access": "Bus 4, deuxième étage",
    "phone": "04 000 00 00",
    "email": "accueil@cite.example",
    "web": "www.cite.example",
    "hours_0": "9h-12h, 13h-17h",
    "hours_1": "9:00-12:00",
    "confirmed": "yes",
}
HELPLINES = len(load_helplines().lines)


@pytest.fixture
def chef(site: ConsoleApplication) -> ConsoleBrowser:
    return site.signed_in("Chef", "admin")


def states(site: ConsoleApplication) -> dict[str, str]:
    with reading(site.engine) as unit:
        found = opening_steps.list_opening_steps(unit, site.desk.settings, site.clock())
    return {each.key: each.state for each in found}


def with_settings(site: ConsoleApplication, **values: Any) -> None:
    settings = site.desk.base_settings.copy(update=values)
    object.__setattr__(site.desk, "base_settings", settings)


def read_all_helplines(chef: ConsoleBrowser) -> Any:
    numbers = [str(number) for number in range(1, HELPLINES + 1)]
    return chef.post("/ouverture/numeros", {"lines": numbers})


def test_an_unopened_centre_leads_its_admin_through_the_steps(site: ConsoleApplication) -> None:
    chef = site.browser()
    entered = chef.sign_in(site.person("Chef", "admin"))
    assert entered.headers["location"] == "/conseillers/ouverture?fait=entre"
    assert chef.get("/entrer").headers["location"] == "/conseillers/ouverture"  # once signed in
    text = extract_main_text(chef.follow(entered))
    assert "On ne peut pas encore prendre rendez-vous. Il reste 6 étapes" in text
    assert "Continuer : le nom, l’adresse, les contacts" in text
    assert "On ne peut pas encore prendre rendez-vous." in extract_main_text(
        chef.get("/aujourdhui")
    )
    anna = site.browser()
    entered = anna.sign_in(site.person("Anna"))
    assert entered.headers["location"] == "/conseillers/aujourdhui?fait=entre"
    assert "étapes" not in extract_main_text(anna.get("/aujourdhui"))
    assert anna.get("/ouverture").status_code == 403


def test_each_step_is_done_by_the_state_alone(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    assert states(site) == {
        **dict.fromkeys(("site", "hours", "closures", "team", "own_hours", "helplines"), "to_do"),
        "kinds": "done",
        **dict.fromkeys(("widget", "channels"), "not_needed"),
    }
    chef.post("/ouverture/cite", SITE_FORM)
    chef.post("/fermetures/proposees")
    read_all_helplines(chef)
    add_weekday_counsellor(site, "Anna", "", "", "09:00-12:00")
    with_settings(site, allowed_origins="https://ecole.example")
    assert [key for key, state in states(site).items() if state != "done"] == ["channels"]
    assert "Tout est prêt" in extract_main_text(chef.get("/ouverture"))
    assert "étape" not in extract_main_text(chef.get("/aujourdhui"))
    again = site.browser()
    site.clock.now += dt.timedelta(minutes=1)
    assert again.sign_in(chef.person).headers["location"].startswith("/conseillers/aujourdhui")


def test_whoever_receives_alone_needs_no_invitations(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    span = {"from": "09:00", "until": "12:00", "kinds": "short", "ways": "on_site", "days": "0"}
    chef.post(f"/disponibilites/{chef.person.id}/heures", span)
    assert (states(site)["team"], states(site)["own_hours"]) == ("not_needed", "done")
    with writing(site.engine) as unit:
        staff_accounts.create_account(unit, "Zoé", "counsellor", site.keys, NOW)
        unit.commit()
    for page in ("/aujourdhui", "/ouverture"):
        assert (
            "Les personnes peuvent prendre rendez-vous. Il reste 4 étapes de l’ouverture : le nom, "
            "l’adresse, les contacts ; les heures d’ouverture ; les fermetures ; "
            "les numéros d’aide."
        ) in extract_main_text(chef.get(page))
    assert states(site)["team"] == "done"
    assert "1 invitation attend" in extract_main_text(chef.get("/ouverture"))
    chef.post("/genres/2/pause", paused="yes")
    assert states(site)["own_hours"] == "to_do"


def test_details_are_confirmed_and_used_at_once(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    with_settings(site, site_address="ailleurs (à confirmer)", site_hours="le mardi")
    before = chef.get("/ouverture/cite").text
    assert "d’après les réglages : « ailleurs (à confirmer) »" in before
    assert 'value="ailleurs' not in before
    answer = chef.post("/ouverture/cite", SITE_FORM)
    assert answer.headers["location"] == "/conseillers/ouverture?fait=cite_gardee"
    used = site.desk.settings
    assert (used.site_address, used.site_confirmed) == (SITE_FORM["address"], dt.date(2026, 11, 25))
    assert used.site_hours == "lundi, 9h–12h et 13h–17h ; mardi, 9h–12h"
    page = chef.get("/ouverture/cite").text
    assert "Confirmé le 25 novembre 2026" in page
    assert "09:00-12:00, 13:00-17:00" in page
    assert "Cité d’essai" in page.split("<main")[0]
    assert ("site_changed", "") in site.audit()


def test_one_line_of_hours_is_enough_for_equal_days(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    days = {"days": list("01234"), "hours": "9-17", "hours_0": "", "hours_1": ""}
    fresh = chef.get("/ouverture/cite").text
    assert re.findall(r'name="days" value="(.)" checked', fresh) == days["days"]
    chef.post("/ouverture/cite", {**SITE_FORM, **days, "hours_4": "9-12", "hours_5": "10-12"})
    assert site.desk.settings.site_hours == (
        "du lundi au jeudi, 9h–17h ; vendredi, 9h–12h ; samedi, 10h–12h"
    )
    shown = chef.get("/ouverture/cite").text
    assert re.findall(r'name="days" value="(.)" checked', shown) == list("0123")
    assert re.findall(r'name="(hours\w*)"[^>]* value="(\d[^"]*)"', shown) == [
        ("hours", "09:00-17:00"),
        ("hours_4", "09:00-12:00"),
        ("hours_5", "10:00-12:00"),
    ]
    refused = chef.post("/ouverture/cite", {**SITE_FORM, **days, "days": [], "hours_6": "tôt"})
    assert set(re.findall(r'href="#f-(\w+)"', refused.text)) == {"days", "hours_6"}
    assert re.search(r'<details class="more" open>\s*<summary>D’autres heures', refused.text)


def test_details_with_a_mistake_change_nothing(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    wrong = {
        "name": "",
        "phone": "demain",
        "email": "accueil",
        "web": "le site",
        "access": "appelez le 0470 12 34 56",
        "hours_0": "le matin",
        "confirmed": "",
    }
    answer = chef.post("/ouverture/cite", {**SITE_FORM, **wrong})
    assert answer.status_code == 422
    assert set(re.findall(r'href="#f-(\w+)"', answer.text)) == set(wrong)
    with reading(site.engine) as unit:
        assert find_site_details(unit) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("9-12", 1),
        ("09h00 – 12:30 et 13h à 17h", 2),
        ("", 0),
        ("12-9", None),
        ("9-13, 12-17", None),
    ],
)
def test_hours_of_a_day_are_read_as_people_write_them(text: str, count: Any) -> None:
    found = parse_ranges(text)
    assert (None if found is None else len(found)) == count


def test_a_helpline_is_read_by_somebody_on_a_day(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    assert chef.post("/ouverture/numeros").status_code == 422
    page = chef.follow(chef.post("/ouverture/numeros", {"lines": ["1", "99"]}))
    assert "Lu le 25 novembre 2026 par Chef." in extract_main_text(page)
    assert [line for line in site.audit() if line[0] == "helpline_checked"] == [
        ("helpline_checked", "helpline:1")
    ]
    read_all_helplines(chef)
    assert states(site)["helplines"] == "done"
    with writing(site.engine) as unit:  # as if the first had had another number then
        mine = opening_checks.c.subject == "helpline:emergency"
        unit.execute(opening_checks.update().where(mine).values(said="autre"))
        unit.commit()
    assert states(site)["helplines"] == "to_do"


def test_helplines_age_from_the_day_they_were_read(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    site.clock.now += dt.timedelta(days=190)
    chef = site.browser()
    chef.sign_in(site.person("Cheffe", "admin"))
    assert "il y a trop longtemps" in extract_main_text(chef.get("/aujourdhui"))
    read_all_helplines(chef)
    assert "il y a trop longtemps" not in extract_main_text(chef.get("/aujourdhui"))
    site.clock.now += dt.timedelta(days=181)
    chef.sign_in(chef.person)
    assert extract_main_text(chef.get("/ouverture/numeros")).count("trop ancien") == HELPLINES
    assert states(site)["helplines"] == "to_do"


def test_school_holidays_are_proposed_once_with_their_dates(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    assert "Vacances d’hiver 2026-2027" in extract_main_text(chef.get("/fermetures"))
    typed = {"proposed": ["1", "2"], "first_1": "2026-12-24", "last_1": "2027-01-03"}
    refused = chef.post("/fermetures/proposees", typed)
    assert refused.status_code == 422
    assert "#f-first_2" in refused.text
    assert states(site)["closures"] == "to_do"
    chef.post("/fermetures/proposees", {**typed, "proposed": ["1"]})
    with reading(site.engine) as unit:
        (made,) = closure_repository.list_upcoming_closures(unit, NOW.date())
    assert (made.closure.first, made.closure.last) == (dt.date(2026, 12, 24), dt.date(2027, 1, 3))
    page = extract_main_text(chef.get("/fermetures"))
    assert page.count("acances d’hiver 2026-2027") == 1
    assert "Vacances de printemps 2027" in page
    assert [line[0] for line in site.audit()][-2:] == ["closures_changed", "closures_confirmed"]


def test_settings_of_platforms_are_named_and_never_shown(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    with_settings(site, telegram_token="123:planted", site_url="https://boussole.example")
    assert states(site)["channels"] == "to_do"
    text = chef.get("/ouverture/messageries").text
    assert "planted" not in text
    assert "BOUSSOLE_TELEGRAM_TOKEN : là" in extract_main_text(chef.get("/ouverture/messageries"))
    assert "incomplet" in text
    assert "répondre sur Telegram et Messenger." in text
    with_settings(site, telegram_secret="x" * 16)
    assert states(site)["channels"] == "done"


def test_the_address_to_give_names_the_host(site: ConsoleApplication, chef: ConsoleBrowser) -> None:
    invited = chef.post("/comptes", name="Zoé", role="counsellor").text
    assert "https://console.test/conseillers/invitation" in invited
    with_settings(site, site_url="https://boussole.example")
    assert "https://boussole.example/widget.js" in chef.get("/ouverture/sites").text
