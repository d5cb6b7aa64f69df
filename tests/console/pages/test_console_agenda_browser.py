"""The week's grid in a real browser: pulling, carrying with the keyboard, a phone, print, axe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bot.booking.local_time import ZONE
from tests.support.console_application import ConsoleApplication
from tests.support.console_appointments import (
    FRIDAY,
    book,
    fetch_appointment,
    store_morning_hours,
)
from tests.support.console_browser import (
    address,
    enter,
    expect,
    fill,
    find_page_problems,
    on,
    press_until,
    visitor,
)
from tests.support.console_server import DESK, PHONE

pytestmark = pytest.mark.chromium
__all__ = ["address", "visitor"]

MONDAY = FRIDAY + dt.timedelta(days=3)


def week(site: ConsoleApplication, visitor: Callable[..., Any], **options: Any) -> tuple[Any, int]:
    """A week with one appointment, Friday at nine; the page and its number."""
    person = site.person("Anna", "admin")
    store_morning_hours(site, person.id)
    number = book(site, person.id)
    book(site, person.id, "11:00", pseudonym="Lynx 11")
    page = visitor(**{"viewport": DESK, **options})
    enter(page, site, person)
    page.goto("/conseillers/agenda")
    return page, number


def start_of(site: ConsoleApplication, number: int) -> str:
    return f"{fetch_appointment(site, number).start.astimezone(ZONE):%d %H:%M}"


def point_at(page: Any, day: dt.date, hour: float) -> tuple[float, float]:
    """The point of the screen that is this hour of a day."""
    column = page.locator(f"[data-day='{day.isoformat()}']")
    box = column.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + (hour - 8) / 10 * box["height"] + 4


def pull(page: Any, slot: Any, day: dt.date, hour: float) -> None:
    """Pull an appointment, held at its first quarter, to an hour of a day; do not let go yet."""
    box = slot.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(*point_at(page, day, hour), steps=5)


def test_an_appointment_is_pulled_confirmed_and_moved(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, number = week(site, visitor)
    slot = page.get_by_role("link", name="Renard 42")
    pull(page, slot, FRIDAY - dt.timedelta(days=1), 10.5)
    expect(page.locator("#carry")).to_have_text("Renard 42 : jeudi 26 novembre 2026, 10:30")
    page.mouse.up()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Déplacer à jeudi 26 novembre 2026 à 10:30 ?"
    )
    assert start_of(site, number) == "27 09:00"
    page.get_by_role("button", name="Déplacer", exact=True).click()
    expect(page.locator(".notice").first).to_contain_text("Le rendez-vous est déplacé")
    assert start_of(site, number) == "26 10:30"
    thursday = page.locator("[data-day='2026-11-26']")
    expect(thursday.get_by_role("link", name="Renard 42")).to_be_visible()


def test_where_it_cannot_go_is_said_and_it_stays(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, number = week(site, visitor)
    pull(page, page.get_by_role("link", name="Renard 42"), FRIDAY, 11)
    page.mouse.up()
    expect(page.get_by_role("alert")).to_contain_text("vient d’être prise")
    page.get_by_role("link", name="Laisser comme c’est").click()
    expect(page.get_by_role("link", name="Renard 42")).to_contain_text("9:00")
    assert start_of(site, number) == "27 09:00"


def test_escape_puts_back_and_a_click_opens(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, number = week(site, visitor)
    slot = page.get_by_role("link", name="Renard 42")
    pull(page, slot, FRIDAY, 10)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator("#carry")).to_have_text("Laissé à sa place.")
    expect(page.locator(".target")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Agenda")
    page.reload()
    slot.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Renard 42")
    assert page.url.endswith(f"/agenda/{number}")


def test_it_is_carried_with_the_keyboard_alone(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, number = week(site, visitor)
    press_until(page, "Tab", on(page, "Renard 42"))
    page.keyboard.press("Space")
    expect(page.locator("#carry")).to_have_text("Renard 42 : vendredi 27 novembre 2026, 9:00")
    page.keyboard.press("Escape")
    expect(page.locator("#carry")).to_have_text("Laissé à sa place.")
    page.keyboard.press("Space")
    for key in ("ArrowLeft", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    expect(page.locator("#carry")).to_have_text("Renard 42 : jeudi 26 novembre 2026, 9:30")
    for _ in range(9):
        page.keyboard.press("ArrowLeft")  # stops at Monday
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Déplacer à vendredi 27 novembre 2026 à 9:30 ?"
    )
    press_until(page, "Tab", on(page, "BUTTON  Déplacer"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Agenda")
    expect(page.locator(".notice").first).to_contain_text("Le rendez-vous est déplacé")
    assert start_of(site, number) == "27 09:30"


def test_a_phone_shows_a_day_and_leads_to_the_others(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, _ = week(site, visitor, viewport=PHONE)
    expect(page.locator(".day:visible")).to_have_count(1)
    expect(page.get_by_role("heading", name="mer. 25 nov.")).to_be_visible()
    page.get_by_role("navigation", name="Jours").get_by_role("link", name="ven. 27").click()
    expect(page.get_by_role("link", name="Renard 42")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_all_days_are_printed_without_what_is_for_the_screen(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, _ = week(site, visitor, viewport=PHONE)
    page.emulate_media(media="print")
    expect(page.locator(".day:visible")).to_have_count(7)  # hours every day of this week
    expect(page.get_by_role("link", name="Renard 42")).to_be_visible()
    for hidden in (".pager", ".menu", ".whose", "#how"):
        expect(page.locator(hidden)).not_to_be_visible()


def test_without_scripts_the_week_is_whole_and_forms_move(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, _ = week(site, visitor, java_script_enabled=False)
    expect(page.locator("#how")).not_to_be_visible()
    tops = [
        page.get_by_role("link", name=name).bounding_box()["y"] for name in ("Renard 42", "Lynx 11")
    ]
    quarters = 8
    assert tops[1] - tops[0] == pytest.approx(quarters * 20, abs=1)
    page.get_by_role("link", name="Renard 42").click()
    page.get_by_role("link", name="Déplacer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Déplacer le rendez-vous")


def test_leave_and_a_new_appointment_with_the_keyboard_alone(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, number = week(site, visitor)
    press_until(page, "Tab", on(page, "Nouveau rendez-vous"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nouveau rendez-vous")
    press_until(page, "Tab", on(page, "SELECT kind"))
    page.keyboard.type("Question")
    expect(page.locator("#f-start")).to_contain_text("9:00")
    press_until(page, "Tab", on(page, "INPUT start"))
    page.keyboard.press("Space")
    press_until(page, "Tab", on(page, "Prendre le rendez-vous"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Votre code")).to_be_visible()
    page.goto("/conseillers/disponibilites")
    press_until(page, "Tab", on(page, "Ajouter un congé"))
    page.keyboard.press("Enter")
    page.get_by_label("Du").first.fill("2026-11-27")
    page.get_by_role("button", name="Ajouter le congé").press("Enter")
    expect(page.get_by_role("group", name="Renard 42")).to_be_visible()
    press_until(page, "Tab", on(page, f"INPUT rdv-{number}"))
    page.keyboard.press("ArrowDown")
    press_until(page, "Tab", on(page, "Enregistrer le congé et ces choix"))
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Le congé est enregistré")
    assert fetch_appointment(site, number).state == "cancelled"


def test_another_day_shows_its_hours_and_keeps_the_chosen_one(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, number = week(site, visitor)
    for path, kept in (
        ("nouveau?kind=short&way=telephone", "10:00"),
        (f"{number}/deplacer", "9:30"),
    ):
        page.goto(f"/conseillers/agenda/{path}")
        expect(page.get_by_role("button", name="Voir les heures")).not_to_be_visible()
        page.get_by_label("Quel jour").select_option(str(FRIDAY))
        expect(page.locator("#live")).to_contain_text("vendredi 27 novembre")
        page.get_by_role("radio", name=kept, exact=True).check()
        page.get_by_label("Quel jour").focus()
        page.get_by_label("Quel jour").select_option(str(MONDAY))
        times = page.get_by_role("group", name="À quelle heure, le lundi 30 novembre 2026 ?")
        expect(times.get_by_role("radio", name=kept, exact=True)).to_be_checked()
        expect(page.get_by_label("Quel jour")).to_be_focused()
        expect(page.locator("#live")).to_have_text("À quelle heure, le lundi 30 novembre 2026 ?")
    page.get_by_role("button", name="Déplacer").click()
    expect(page.locator(".notice")).to_contain_text("Le rendez-vous est déplacé")
    assert start_of(site, number) == "30 09:30"


def test_hours_that_cannot_be_fetched_are_asked_for_as_without_scripts(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, number = week(site, visitor)
    page.goto(f"/conseillers/agenda/{number}/deplacer")
    page.route("**/deplacer", lambda route: route.abort(), times=1)
    with page.expect_navigation():
        page.get_by_label("Quel jour").select_option(str(MONDAY))
    expect(page.get_by_role("group", name="le lundi 30 novembre 2026")).to_be_visible()


@pytest.mark.parametrize(
    ("view", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"]
)
def test_axe_finds_nothing(
    site: ConsoleApplication, visitor: Callable[..., Any], view: dict[str, int], scheme: str
) -> None:
    chef = site.person("Zoé Chef", "admin")
    number = fill(site, chef.id)
    bruno = site.person("Bruno Lambert")
    store_morning_hours(site, bruno.id)
    book(site, bruno.id, pseudonym="Hirondelle 88", state="asked")
    taken = book(site, bruno.id, "10:00", channel="team", code_seed="seed")
    page = visitor(color_scheme=scheme, viewport=view)
    enter(page, site, chef)
    found = {}

    def look(name: str) -> None:
        found[name] = find_page_problems(page, f"{name}-{view['width']}-{scheme}")
        if not page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"):
            found[name] += ["wider than the screen"]

    page.goto("/conseillers/disponibilites")
    for name, path in {
        "semaine": "/agenda",
        "semaine-equipe": "/agenda?qui=tous&semaine=2026-11-27",
        "semaine-collegue": f"/agenda?qui={bruno.id}&semaine=2026-11-27",
        "semaine-fermee": "/agenda?semaine=2026-12-23",
        "vers": f"/agenda/{number}/deplacer/vers?jour=2026-11-30&heure=10:00",
        "vers-refuse": f"/agenda/{number}/deplacer/vers?jour=2026-11-30&heure=20:00",
        "nouveau": "/agenda/nouveau",
        "remettre": f"/agenda/{taken}/remettre",
        "rien-a-remettre": f"/agenda/{number}/remettre",
        "disponibilites": "/disponibilites",
    }.items():
        page.goto(f"/conseillers{path}")
        look(name)
    page.locator("details.edit summary").first.click()
    look("heures-changer")
    page.get_by_text("Ajouter un congé").click()
    page.get_by_label("Du").first.fill("2026-11-26")
    page.get_by_label("Au (facultatif)").first.fill("2026-11-27")
    page.get_by_role("button", name="Ajouter le congé").click()
    expect(page.locator("fieldset.run")).to_have_count(2)
    look("conge")
    assert {name: each for name, each in found.items() if each} == {}
