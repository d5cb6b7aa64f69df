"""« Heures de l’équipe », « Mon calendrier » in a real browser: keys, no scripts, axe, phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.console_application import ConsoleApplication
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
from tests.support.console_calendars import (
    MONDAYS,
    NINE,
    add_weekday_counsellor,
    list_imported_times,
    make_calendar,
    make_event,
    set_open_hours,
)
from tests.support.console_server import DESK

pytestmark = pytest.mark.chromium
__all__ = ["address", "visitor"]

SMALL = {"width": 360, "height": 740}
LONG = make_event("20261203T180000", "20261206T120000", uid="9")
BROKEN = make_event("20261127T100000", "20261127T090000", uid="8")
TEAM = (
    ("Anna-Lise Vandenbroucke", "Orientation", "Insertion socioprofessionnelle", "09:00-12:00"),
    ("Bruno Lambert", "Orientation", "Le Forem", "13:30-16:00"),
    ("Carla", "InnovA", "CPMS", "10:00-12:00"),
)


@pytest.fixture
def agenda(tmp_path: Path) -> Path:
    path = tmp_path / "agenda.ics"
    path.write_bytes(make_calendar(NINE, MONDAYS, LONG, BROKEN))
    return path


def week(site: ConsoleApplication, visitor: Callable[..., Any], **options: Any) -> tuple[Any, Any]:
    """A team, and an admin of it who is signed in; the page, and the person."""
    chef = site.person("Zoé Chef", "admin")
    fill(site, chef.id)
    set_open_hours(site, "lu-ve 09:00-12:00 13:00-17:00")
    for name, pole, partner, hours in TEAM:
        add_weekday_counsellor(site, name, pole, partner, hours)
    page = visitor(**options)
    enter(page, site, chef)
    return page, chef


def test_the_filter_works_without_scripts(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, _ = week(site, visitor, java_script_enabled=False, viewport=DESK)
    page.goto("/conseillers/aujourdhui")
    page.get_by_role("link", name="Heures de l’équipe").click()
    page.get_by_label("Pôle", exact=True).select_option("Orientation")
    page.get_by_label("Partenaire", exact=True).select_option("Le Forem")
    page.get_by_role("button", name="Montrer").click()
    expect(page.get_by_role("table")).to_have_count(1)
    cell = page.get_by_role("table", name="Pôle Orientation, Le Forem").get_by_role("row")
    expect(cell.filter(has_text="27 nov.")).to_contain_text("Bruno Lambert")
    expect(page.get_by_role("main")).not_to_contain_text("Anna-Lise")
    page.get_by_role("link", name="Semaine d’après").click()
    expect(page.get_by_label("Pôle", exact=True)).to_have_value("Orientation")


def test_on_a_telephone_the_three_states_are_whole(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, _ = week(site, visitor, viewport=SMALL)
    group = page.locator(".duty")
    for state in ("on", "interview", "off"):
        button = page.locator(f".duty-{state}")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        assert group.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_week_with_the_keyboard_alone(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page, _ = week(site, visitor, viewport=DESK)
    page.goto("/conseillers/permanences")
    press_until(page, "Tab", on(page, "Semaine d’après"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("30 novembre 2026")
    press_until(page, "Tab", on(page, "SELECT pole"))
    page.keyboard.type("Inno")
    press_until(page, "Tab", on(page, "Montrer"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("table")).to_have_count(1)
    expect(page.get_by_role("rowheader", name="mer. 2 déc.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("30 novembre 2026")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_calendar_is_sent_with_the_keyboard_alone(
    site: ConsoleApplication, visitor: Callable[..., Any], agenda: Path, scripts: bool
) -> None:
    page, chef = week(site, visitor, viewport=DESK, java_script_enabled=scripts)
    page.goto("/conseillers/disponibilites/calendrier")
    if scripts:
        press_until(page, "Tab", on(page, "INPUT file"))
    page.get_by_label("Le fichier .ics").set_input_files(agenda)  # the system's own dialogue
    if scripts:
        press_until(page, "Tab", on(page, "Voir ce qui serait occupé"))
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Voir ce qui serait occupé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui serait occupé")
    expect(page.get_by_role("heading", name="1 rendez-vous")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("finit avant son début")
    assert list_imported_times(site, chef.id) == []
    if scripts:
        press_until(page, "Tab", on(page, "Garder ces moments occupés"))
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Garder ces moments occupés").click()
    expect(page.locator(".notice")).to_contain_text("ne sont plus proposés")
    expect(page.get_by_role("link", name="Confier le rendez-vous de Renard 42")).to_be_visible()
    assert len(list_imported_times(site, chef.id)) == 5


def test_a_file_that_is_none_is_told_at_its_field(
    site: ConsoleApplication, visitor: Callable[..., Any], tmp_path: Path
) -> None:
    page, _ = week(site, visitor)
    page.goto("/conseillers/disponibilites/calendrier")
    other = tmp_path / "photo.ics"
    other.write_bytes(b"\x89PNG")
    page.get_by_label("Le fichier .ics").set_input_files(other)
    page.get_by_role("button", name="Voir ce qui serait occupé").click()
    expect(page.locator("#wrong")).to_be_focused()
    page.get_by_role("link", name="n’est pas un calendrier").click()
    expect(page.get_by_label("Le fichier .ics")).to_be_focused()


def test_a_file_that_is_far_too_large_is_told_to_a_browser(
    site: ConsoleApplication, visitor: Callable[..., Any], tmp_path: Path
) -> None:
    page, _ = week(site, visitor)
    page.goto("/conseillers/disponibilites/calendrier")
    other = tmp_path / "film.ics"
    other.write_bytes(bytes(8 * 1024 * 1024))
    page.get_by_label("Le fichier .ics").set_input_files(other)
    page.get_by_role("button", name="Voir ce qui serait occupé").click()
    expect(page.get_by_role("main")).to_contain_text("1 Mo au plus")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [SMALL, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing(
    site: ConsoleApplication,
    visitor: Callable[..., Any],
    agenda: Path,
    scheme: str,
    size: dict[str, int],
) -> None:
    page, _ = week(site, visitor, color_scheme=scheme, viewport=size)
    found = {}

    def look(name: str) -> None:
        found[name] = find_page_problems(page, f"{name}-{scheme}-{size['width']}")

    for name, path in (
        ("permanences", "/permanences"),
        ("permanences-fermee", "/permanences?semaine=2026-12-24"),
        ("permanences-vide", "/permanences?pole=InnovA&partenaire=Le+Forem"),
        ("calendrier", "/disponibilites/calendrier"),
    ):
        page.goto(f"/conseillers{path}")
        look(name)
    page.get_by_label("Le fichier .ics").set_input_files(agenda)
    page.get_by_role("button", name="Voir ce qui serait occupé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui serait occupé")
    look("apercu")
    page.get_by_role("button", name="Garder ces moments occupés").click()
    page.get_by_text("Voir les moments occupés").click()
    look("calendrier-garde")
    page.goto("/conseillers/disponibilites")
    look("disponibilites-calendrier")
    page.goto("/conseillers/disponibilites/calendrier")
    page.get_by_label("Le fichier .ics").set_input_files(
        {"name": "x.ics", "mimeType": "text/calendar", "buffer": b"x"}
    )
    page.get_by_role("button", name="Voir ce qui serait occupé").click()
    expect(page.locator("#wrong")).to_be_visible()
    look("calendrier-faux")
    assert {name: each for name, each in found.items() if each} == {}
