"""« Mes heures » and « Fermetures »."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.booking.venue import BookingPolicy
from bot.booking.venue_repository import load_venue
from bot.console.staff import profiles
from bot.storage.unit_of_work import reading, writing
from tests.support.console_accounts import appointment
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text

HOURS = {
    "days": ["0", "2"],
    "from": "09:00",
    "until": "12:00",
    "kinds": ["orientation", "short"],
    "ways": ["on_site"],
}


@pytest.fixture
def anna(site: ConsoleApplication) -> ConsoleBrowser:
    return site.signed_in("Anna")


def weekly(site: ConsoleApplication, browser: ConsoleBrowser) -> dict[int, list[str]]:
    with reading(site.engine) as unit:
        hours = profiles.get_profile(unit, browser.person.id).hours
    return {
        day: [f"{each.start:%H:%M}-{each.end:%H:%M}" for each in spans]
        for day, spans in hours.weekly.items()
    }


def exceptions(site: ConsoleApplication, browser: ConsoleBrowser) -> dict[str, int]:
    with reading(site.engine) as unit:
        hours = profiles.get_profile(unit, browser.person.id).hours
    return {str(day): len(spans) for day, spans in hours.exceptions.items()}


def here(browser: ConsoleBrowser) -> str:
    return f"/disponibilites/{browser.person.id}"


def test_one_heading_says_whether_appointments_can_be_made(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    """With no hour nobody can, whoever receives; and hours put nobody on line."""
    page = anna.get("/disponibilites")
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", page.text)
    assert headings[0] == "Pas encore de rendez-vous avec moi"
    assert "En ligne maintenant" in headings
    anna.post(f"{here(anna)}/heures", HOURS)
    assert (
        '<h2 id="t-receive">On peut prendre rendez-vous avec moi</h2>'
        in anna.get("/disponibilites").text
    )
    anna.post(f"{here(anna)}/recevoir", receives="no")
    assert "On ne peut plus prendre rendez-vous avec moi" in anna.get("/disponibilites").text


def test_hours_are_added_to_each_day_and_taken_away(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    page = anna.follow(anna.post(f"{here(anna)}/heures", HOURS))
    assert "9:00 – 12:00 Entretien d’orientation, Question courte · sur place" in extract_main_text(
        page
    )
    anna.post(f"{here(anna)}/heures", {**HOURS, "days": "2", "from": "14:00", "until": "15:00"})
    assert weekly(site, anna) == {0: ["09:00-12:00"], 2: ["09:00-12:00", "14:00-15:00"]}
    anna.post(f"{here(anna)}/heures", HOURS)  # again: nothing more
    assert weekly(site, anna)[0] == ["09:00-12:00"]
    span = re.search(r'name="span" value="(09:00[^"]+)"', anna.get("/disponibilites").text)
    assert span
    anna.post(f"{here(anna)}/heures/retirer", day="0", span=span[1])
    anna.post(f"{here(anna)}/heures/retirer", day="0", span=span[1])
    assert weekly(site, anna) == {2: ["09:00-12:00", "14:00-15:00"]}
    assert ("hours_changed", f"counsellor:{anna.person.id}") in site.audit()


BAD = [
    ({"days": []}, "au moins un jour"),
    ({"days": ["7", "x", "-1"]}, "au moins un jour"),
    ({"from": ""}, "Écrivez une heure"),
    ({"from": "9h"}, "Écrivez une heure"),
    ({"from": "9h60"}, "Écrivez une heure"),
    ({"until": "24:00"}, "Écrivez une heure"),
    ({"until": "09:00"}, "après le début"),
    ({"until": "08:00"}, "après le début"),
    ({"until": "09:30"}, "plus court"),
    ({"kinds": []}, "au moins un genre"),
    ({"kinds": ["coffee"]}, "au moins un genre"),
    ({"ways": []}, "au moins une façon"),
]


@pytest.mark.parametrize(("wrong", "reason"), BAD)
def test_bad_hours_are_told_and_what_was_typed_stays(
    site: ConsoleApplication, anna: ConsoleBrowser, wrong: dict, reason: str
) -> None:
    typed = {**HOURS, "from": "09:00", "until": "17:45", "ways": ["video"], **wrong}
    answer = anna.post(f"{here(anna)}/heures", typed)
    assert answer.status_code == 422
    assert reason in extract_main_text(answer)
    form = re.search(r"<details[^>]* open>.*?</details>", answer.text, re.DOTALL)
    assert form
    assert f'value="{typed["until"]}"' in form[0]
    ticked = re.findall(r'name="(\w+)" value="([\w-]+)" checked', form[0])
    assert [value for name, value in ticked if name == "ways"] == typed["ways"]
    assert [value for name, value in ticked if name == "days"] == [
        each for each in typed["days"] if each in "0123456"
    ]
    # The summary leads to a field that there is, once.
    for target in re.findall(r'href="#(f-\w+)"', answer.text):
        assert answer.text.count(f'id="{target}"') == 1, target
    assert weekly(site, anna) == {}


def proposed(browser: ConsoleBrowser) -> dict[str, list[str]]:
    """What the form of weekly hours proposes, by field."""
    page = browser.get("/disponibilites").text
    (form,) = re.findall(r'action="[^"]*/heures">.*?</form>', page, re.DOTALL)
    found: dict[str, list[str]] = {}
    pattern = r'name="(\w+)" (?:type="time" step="900" )?value="([\w:]+)"( checked|>)'
    for name, value, end in re.findall(pattern, form):
        if end == ">" and ":" not in value:
            continue
        found.setdefault(name, []).append(value)
    return found


def test_first_hours_are_those_of_the_house_for_all_kinds_that_fit(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    open_hours = "ma-je 09:30-10:30 13:00-17:00; sa 10:00-12:00"
    settings = site.desk.base_settings.copy(update={"open_hours": open_hours})
    object.__setattr__(site.desk, "base_settings", settings)
    first = {
        "days": ["1", "2", "3"],
        "from": ["09:30"],
        "until": ["10:30"],
        "kinds": ["orientation", "short"],  # a visit of a class is longer
        "ways": ["on_site", "telephone"],
    }
    found = proposed(anna)
    assert {name: found[name] for name in first} == first
    anna.post(f"{here(anna)}/heures", {**HOURS, "kinds": ["short"]})
    found = proposed(anna)
    # On the day that she receives, the house opens again at 13.
    assert [found[name] for name in ("days", "from", "kinds")] == [["2"], ["13:00"], ["short"]]


def test_a_day_has_an_end_of_spans(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    for hour in range(8, 20):
        times = {"from": f"{hour:02}:00", "until": f"{hour:02}:45"}
        anna.post(f"{here(anna)}/heures", {**HOURS, "days": "0", **times})
    assert len(weekly(site, anna)[0]) == 12
    more = {**HOURS, "days": "0", "from": "20:00", "until": "21:00"}
    answer = anna.post(f"{here(anna)}/heures", more)
    assert "Douze plages" in extract_main_text(answer)


def test_days_off_and_other_hours(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    off = {"first": "2026-12-21", "last": "2026-12-23"}
    page = anna.follow(anna.post(f"{here(anna)}/conge", off))
    three_days = "lundi 21 décembre 2026 – mercredi 23 décembre 2026 pas de rendez-vous"
    assert three_days in extract_main_text(page)
    assert page.text.count("dates/retirer") == 1
    other = {**HOURS, "first": "2026-12-24"}
    anna.post(f"{here(anna)}/dates", other)
    anna.post(f"{here(anna)}/dates", {**other, "from": "14:00", "until": "16:00"})
    assert exceptions(site, anna) == {
        "2026-12-21": 0,
        "2026-12-22": 0,
        "2026-12-23": 0,
        "2026-12-24": 2,
    }
    anna.post(f"{here(anna)}/dates/retirer", day="2026-12-21", last="2026-12-22")
    anna.post(f"{here(anna)}/dates/retirer", day="yesterday")
    assert list(exceptions(site, anna)) == ["2026-12-23", "2026-12-24"]
    site.clock.now += dt.timedelta(days=29)  # 24 December
    anna.sign_in(anna.person)
    anna.post(f"{here(anna)}/heures", HOURS)
    assert list(exceptions(site, anna)) == ["2026-12-24"]


def keys_of_spans(page: str) -> list[str]:
    """The keys of all spans that can be changed, in the order of the page."""
    forms = re.findall(r"heures/changer.*?</form>", page, re.DOTALL)
    return [re.findall(r'name="span" value="([^"]+)"', form)[0] for form in forms]


def test_hours_are_changed_in_place(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    anna.post(f"{here(anna)}/heures", HOURS)
    anna.post(f"{here(anna)}/dates", {**HOURS, "first": "2026-12-21", "last": "2026-12-22"})
    page = anna.get("/disponibilites").text
    monday, wednesday, dated = keys_of_spans(page)
    assert monday == wednesday == dated == "09:00|12:00|orientation,short|on_site"
    new = {**HOURS, "from": "10:00", "until": "16:00", "ways": "video", "span": monday}
    shown = anna.follow(anna.post(f"{here(anna)}/heures/changer", {**new, "day": "0"}))
    assert "10:00 – 16:00 Entretien d’orientation, Question courte · en vidéo" in extract_main_text(
        shown
    )
    assert weekly(site, anna) == {0: ["10:00-16:00"], 2: ["09:00-12:00"]}
    dates = {"day": "2026-12-21", "last": "2026-12-22"}
    anna.post(f"{here(anna)}/heures/changer", {**new, **dates})
    with reading(site.engine) as unit:
        changed = profiles.get_profile(unit, anna.person.id).hours.exceptions
    assert [f"{spans[0].end:%H:%M}" for spans in changed.values()] == ["16:00", "16:00"]
    assert [each for each, _ in site.audit()].count("hours_changed") == 4


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"until": "09:30"}, "plus court"),
        ({"ways": []}, "au moins une façon"),
        ({"span": "08:00|12:00|short|video"}, "ont changé entre-temps"),
        ({"day": "1"}, "ont changé entre-temps"),
        ({"day": "2026-12-21"}, "ont changé entre-temps"),
        ({"day": "x"}, "ont changé entre-temps"),
    ],
)
def test_a_bad_change_of_hours_is_told_and_loses_nothing(
    site: ConsoleApplication, anna: ConsoleBrowser, wrong: dict, reason: str
) -> None:
    anna.post(f"{here(anna)}/heures", HOURS)
    (key, _) = keys_of_spans(anna.get("/disponibilites").text)
    typed = {**HOURS, "day": "0", "span": key, "until": "17:45", **wrong}
    answer = anna.post(f"{here(anna)}/heures/changer", typed)
    assert answer.status_code == 422
    assert reason in extract_main_text(answer)
    for target in re.findall(r'href="#(f-\w+)"', answer.text):
        assert answer.text.count(f'id="{target}"') == 1, target
    assert weekly(site, anna) == {0: ["09:00-12:00"], 2: ["09:00-12:00"]}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"first": ""}, "Écrivez une date"),
        ({"first": "2026-02-30"}, "Écrivez une date"),
        ({"first": "9999-12-31"}, "Écrivez une date"),
        ({"first": "2026-11-24"}, "passée"),
        ({"last": "2026-12-01"}, "avant la première"),
        ({"last": "2027-06-01"}, "92 jours"),
        ({"last": "<b>"}, "Écrivez une date"),
        ({"kinds": []}, "au moins un genre"),
    ],
)
def test_bad_dates_are_told(
    site: ConsoleApplication, anna: ConsoleBrowser, wrong: dict, reason: str
) -> None:
    typed = {**HOURS, "first": "2026-12-21", "last": "", **wrong}
    answer = anna.post(f"{here(anna)}/dates", typed)
    assert answer.status_code == 422
    assert reason in extract_main_text(answer)
    assert "<b>" not in answer.text
    assert exceptions(site, anna) == {}


def test_languages_are_stored_or_refused(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    anna.post(f"{here(anna)}/langues", languages=["fr", "sfb"])
    with reading(site.engine) as unit:
        assert profiles.get_profile(unit, anna.person.id).languages == ["fr", "sfb"]
    for bad in ([], ["français"], ["<b>"], ["fr"] * 21):
        answer = anna.post(f"{here(anna)}/langues", languages=bad)
        assert answer.status_code == 422
        assert "au moins une langue" in extract_main_text(answer)


def test_who_does_not_receive_sees_what_is_to_be_given(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    with writing(site.engine) as unit:
        appointment(unit, anna.person.id, site.clock.now + dt.timedelta(days=1))
        unit.commit()
    page = anna.follow(anna.post(f"{here(anna)}/recevoir", receives="no"))
    assert "1 rendez-vous à confier" in extract_main_text(page)
    with reading(site.engine) as unit:
        (counsellor,) = load_venue(
            unit, BookingPolicy.from_settings(site.desk.settings)
        ).counsellors
    assert counsellor.closed
    page = anna.follow(anna.post(f"{here(anna)}/recevoir", receives="yes"))
    assert "de nouveau ouvert aux rendez-vous" in extract_main_text(page)


FORMS = ["heures", "heures/retirer", "dates", "dates/retirer", "conge", "langues", "recevoir"]


@pytest.mark.parametrize("form", FORMS)
def test_only_an_admin_keeps_the_hours_of_others(
    site: ConsoleApplication, anna: ConsoleBrowser, form: str
) -> None:
    bruno = site.person("Bruno")
    before = site.audit()
    fields = {**HOURS, "first": "2026-12-24", "languages": "nl", "receives": "no"}
    assert anna.post(f"/disponibilites/{bruno.id}/{form}", fields).status_code == 403
    assert anna.get(f"/disponibilites/{bruno.id}").status_code == 403
    assert site.audit() == before
    chef = site.signed_in("Chef", "admin")
    assert chef.post(f"/disponibilites/{bruno.id}/{form}", fields).status_code == 303
    assert "Heures de rendez-vous de Bruno" in extract_main_text(
        chef.get(f"/disponibilites/{bruno.id}")
    )
    assert chef.post(f"/disponibilites/99/{form}", fields).status_code == 404


def test_closures_are_written_by_admins_and_read_by_all(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    chef = site.signed_in("Chef", "admin")
    fields = {"first": "2026-12-24", "last": "2026-12-31", "reason": "Congé <annuel>"}
    page = chef.follow(chef.post("/fermetures", fields))
    assert "Congé &lt;annuel&gt;" in page.text
    seen = extract_main_text(anna.get("/fermetures"))
    assert "jeudi 24 décembre 2026 – jeudi 31 décembre 2026" in seen
    assert "vendredi 25 décembre 2026 Noël" in seen
    assert "lundi 27 septembre 2027 Fête de la Communauté française" in seen
    assert "Retirer" not in seen
    with reading(site.engine) as unit:
        assert len(load_venue(unit, BookingPolicy.from_settings(site.desk.settings)).closures) == 1
    chef.post("/fermetures/1/retirer")
    assert chef.post("/fermetures/1/retirer").status_code == 404
    assert "Aucune" in extract_main_text(anna.get("/fermetures"))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"reason": "  "}, "vide"),
        ({"reason": "x" * 121}, "trop long"),
        ({"reason": "Appelez Zoé au 0475 12 34 56"}, "un numéro"),  # P5
        ({"first": "demain"}, "Écrivez une date"),
        ({"last": "2026-12-01"}, "avant la première"),
    ],
)
def test_a_bad_closure_is_told(site: ConsoleApplication, wrong: dict, reason: str) -> None:
    chef = site.signed_in("Chef", "admin")
    typed = {"first": "2026-12-24", "last": "2026-12-26", "reason": "Congé", **wrong}
    answer = chef.post("/fermetures", typed)
    assert answer.status_code == 422
    assert reason in extract_main_text(answer)
    for value in typed.values():
        assert f'value="{value}"' in answer.text


def test_an_admin_who_keeps_the_hours_of_another_is_not_told_they_are_theirs(
    site: ConsoleApplication,
) -> None:
    chef, anna = site.signed_in("Chef", "admin"), site.person("Anna")
    answer = chef.post(f"/disponibilites/{anna.id}/heures", HOURS)
    assert "Les heures sont enregistrées" in extract_main_text(chef.follow(answer))
