"""« Heures de l’équipe »: a week by pole and partner, with a filter that needs no script."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.booking import busy_times
from bot.booking.calendar_import import imported_calendar_repository
from bot.booking.calendar_import.imported_calendar_repository import ImportedCalendar
from bot.booking.closing_days import Closure
from bot.booking.counsellor_hours import Counsellor
from bot.booking.local_time import ZONE
from bot.console.staff import closures, profiles
from bot.storage.unit_of_work import writing
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_calendars import WEDNESDAY, add_weekday_counsellor, set_open_hours


@pytest.fixture
def chef(site: ConsoleApplication) -> ConsoleBrowser:
    return site.signed_in("Chef", "admin")


def rows(page: object, caption: str) -> dict[str, str]:
    """The row of each day of one table, by its head."""
    table = re.search(rf"<caption>{caption}</caption>.*?</table>", page.text, re.DOTALL)
    assert table, extract_main_text(page)
    found = {}
    for row in re.findall(r"<tr.*?</tr>", table[0].partition("<tbody>")[2], re.DOTALL):
        head, _, rest = row.partition("</th>")
        found[_words(head)] = _words(rest)
    return found


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_week_by_pole_and_partner(site: ConsoleApplication, chef: ConsoleBrowser) -> None:
    set_open_hours(site, "lu-ve 09:00-12:00 13:00-16:00")
    add_weekday_counsellor(site, "Anna", "OrientA", "Le Forem", "09:00-12:00")
    add_weekday_counsellor(site, "Bruno", "OrientA", "CPMS", "09:00-10:00", "13:00-16:00")
    add_weekday_counsellor(site, "Carla", "InnovA", "Le Forem", "10:00-12:00")
    page = chef.get("/permanences")
    orienta = rows(page, "Pôle OrientA")
    assert list(orienta) == [
        "lun. 23 nov.",
        "mar. 24 nov.",
        "mer. 25 nov. aujourd’hui",
        "jeu. 26 nov.",
        "ven. 27 nov.",
    ]
    assert orienta["jeu. 26 nov."] == (
        "CPMS 9:00 – 10:00 Bruno 13:00 – 16:00 Bruno Le Forem 9:00 – 12:00 Anna tout est couvert"
    )
    assert rows(page, "Pôle InnovA")["jeu. 26 nov."] == (
        "Le Forem 10:00 – 12:00 Carla 9:00 – 10:00 13:00 – 16:00"
    )
    assert page.text.count('scope="row"') == 10
    assert page.text.count("<caption>") == 2  # the chef has no hours


def test_the_filter_and_the_weeks(site: ConsoleApplication, chef: ConsoleBrowser) -> None:
    set_open_hours(site, "lu-ve 09:00-12:00")
    add_weekday_counsellor(site, "Anna", "OrientA & co", "Le Forem", "09:00-12:00")
    add_weekday_counsellor(site, "Bruno", "OrientA & co", "CPMS", "09:00-10:00")
    add_weekday_counsellor(site, "Carla", "InnovA", "CPMS", "10:00-12:00")
    page = chef.get("/permanences?pole=OrientA+%26+co&partenaire=CPMS&semaine=2026-12-03")
    assert "semaine du 30 novembre 2026" in extract_main_text(page)
    assert rows(page, "Pôle OrientA &amp; co, CPMS")["jeu. 3 déc."] == (
        "CPMS 9:00 – 10:00 Bruno 10:00 – 12:00"
    )
    for name in ("Anna", "Carla"):
        assert name not in extract_main_text(page)
    after = re.search(r'href="/conseillers(/permanences\?semaine=2026-12-07[^"]*)"', page.text)
    assert after
    later = chef.get(after[1].replace("&amp;", "&"))
    assert "Bruno" in extract_main_text(later)
    assert "Anna" not in extract_main_text(later)
    assert '<option value="CPMS" selected' in later.text
    everything = extract_main_text(
        chef.get("/permanences?pole=Nowhere&partenaire=&semaine=yesterday")
    )
    assert [name for name in ("Anna", "Bruno", "Carla") if name not in everything] == []
    nobody = extract_main_text(chef.get("/permanences?pole=InnovA&partenaire=Le+Forem"))
    assert "Personne ne travaille dans ce pôle pour ce partenaire" in nobody
    add_weekday_counsellor(site, "Dora", "", "", "09:00-12:00")
    without = chef.get("/permanences?pole=-")
    assert rows(without, "Sans pôle")["jeu. 26 nov."].startswith(
        "Sans partenaire 9:00 – 12:00 Dora"
    )
    assert "Anna" not in extract_main_text(without)


def test_exceptions_closures_holidays_and_own_calendars(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    set_open_hours(site, "lu-ve 09:00-12:00")
    anna = add_weekday_counsellor(site, "Anna", "OrientA", "Le Forem", "09:00-12:00")
    start = dt.datetime(2026, 12, 22, 10, tzinfo=ZONE)
    with writing(site.engine) as unit:
        hours = profiles.get_profile(unit, anna).hours
        off = Counsellor(anna, hours.languages, hours.weekly, {dt.date(2026, 12, 21): ()})
        profiles.store_hours(unit, off, WEDNESDAY)
        closures.add_closure(
            unit, Closure(dt.date(2026, 12, 24), dt.date(2026, 12, 24), "réveillon <3")
        )
        taken = busy_times.merge_intervals([(start, start + dt.timedelta(hours=1))])
        imported_calendar_repository.replace_imported_calendar(
            unit, anna, ImportedCalendar(taken, site.clock(), dt.date(2027, 1, 1))
        )
        unit.commit()
    week = rows(chef.get("/permanences?semaine=2026-12-21"), "Pôle OrientA")
    assert week == {
        "lun. 21 déc.": "personne 9:00 – 12:00",
        "mar. 22 déc.": "Le Forem 9:00 – 10:00 Anna 11:00 – 12:00 Anna 10:00 – 11:00",
        "mer. 23 déc.": "Le Forem 9:00 – 12:00 Anna tout est couvert",
        "jeu. 24 déc.": "Fermé : réveillon &lt;3",
        "ven. 25 déc.": "Jour férié",
    }


def test_without_opening_hours_nothing_is_said_to_be_missing(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    add_weekday_counsellor(site, "Anna", "OrientA", "Le Forem", "09:00-10:00")
    page = chef.get("/permanences")
    assert "ne sont pas réglées" in extract_main_text(page)
    assert "Personne n’est là" not in page.text
    assert rows(page, "Pôle OrientA")["jeu. 26 nov."] == "Le Forem 9:00 – 10:00 Anna"


def test_the_page_says_that_nobody_receives(site: ConsoleApplication, chef: ConsoleBrowser) -> None:
    chef.post(f"/disponibilites/{chef.person.id}/recevoir", receives="no")
    page = chef.get("/permanences")
    assert page.status_code == 200
    assert "Personne ne reçoit pour le moment" in extract_main_text(page)
    assert "<table" not in page.text


def test_counsellors_see_it_too_and_the_menu_leads_there(site: ConsoleApplication) -> None:
    anna = site.signed_in("Anna")
    assert 'href="/conseillers/permanences" aria-current="page"' in anna.get("/permanences").text
    assert site.browser().get("/permanences").status_code == 303
