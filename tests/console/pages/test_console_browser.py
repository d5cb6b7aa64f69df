"""The console in a real browser: with the keyboard alone, without scripts, and as axe sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyotp
import pytest

from tests.support.console_accounts import PASSPHRASE, invite
from tests.support.console_application import ConsoleApplication
from tests.support.console_browser import (
    address,
    enter,
    expect,
    fill,
    find_page_problems,
    focused,
    on,
    press_until,
    visitor,
)
from tests.support.console_server import DESK, PHONE

__all__ = ["address", "visitor"]

pytestmark = pytest.mark.chromium


def test_sign_in_and_move_an_appointment_with_the_keyboard_alone(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    person = site.person("Anna")
    number = fill(site, person.id)
    page = visitor(viewport=DESK)
    page.goto("/conseillers/agenda")
    press_until(page, "Tab", on(page, "INPUT name"))
    page.keyboard.type("anna")
    press_until(page, "Tab", on(page, "INPUT passphrase"))
    page.keyboard.type(PASSPHRASE)
    press_until(page, "Tab", on(page, "INPUT code"))
    page.keyboard.type(person.code(site.clock()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Agenda de la semaine")
    page.keyboard.press("Tab")
    assert "Aller au contenu" in focused(page)
    page.keyboard.press("Enter")
    press_until(page, "Tab", on(page, "Renard 42"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Renard 42")
    press_until(page, "Tab", on(page, "Déplacer"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Déplacer le rendez-vous")
    press_until(page, "Tab", on(page, "SELECT jour"))
    page.keyboard.type("mardi 1er")
    expect(page.locator("#f-start")).to_contain_text("mardi 1er décembre 2026")
    press_until(page, "Tab", on(page, "INPUT start"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    press_until(page, "Tab", lambda: focused(page).startswith("BUTTON  Déplacer"))
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Le rendez-vous est déplacé")
    assert page.url.endswith(f"/agenda/{number}?fait=deplace")
    expect(page.get_by_role("main")).to_contain_text("mardi 1er décembre 2026, 9:30")
    press_until(page, "Shift+Tab", on(page, "Sortir"))
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("sorti·e")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_the_cookie_is_kept_on_the_machine_itself(
    site: ConsoleApplication, visitor: Callable[..., Any], address: str, host: str
) -> None:
    """Browsers hold it for a safe place, so `__Host-` and Secure work without a certificate."""
    page = visitor()
    person = site.person("Anna")
    page.goto(address.replace("localhost", host) + "/conseillers/compte")
    page.get_by_label("Votre nom").fill(person.name)
    page.get_by_label("Votre phrase de passe").fill(PASSPHRASE)
    page.get_by_label("Le code de votre téléphone").fill(person.code(site.clock()))
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("button", name="Sortir")).to_be_visible()
    kept = page.context.cookies()
    assert {each["name"] for each in kept} == {"__Host-conseillers", "__Host-appareil"}
    assert [each for each in kept if not (each["secure"] and each["httpOnly"])] == []
    assert page.evaluate("() => document.cookie") == ""


def test_an_account_is_opened_without_scripts(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    invitation = invite(site.engine, site.keys, "Zoé")
    page = visitor(java_script_enabled=False, viewport=PHONE)
    page.goto("/conseillers/invitation")
    page.get_by_label("Le code de votre invitation").fill(invitation.code.upper())
    page.get_by_label("Choisissez une phrase").fill("sept cigognes peignent un vélo")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_text("Sans appareil photo", exact=True).click()
    secret = page.locator("#secret").inner_text()
    page.get_by_label("Le code de votre téléphone").fill(pyotp.TOTP(secret).at(site.clock()))
    page.get_by_role("button", name="Ouvrir mon compte").click()
    expect(page.locator("#codes li")).to_have_count(10)
    page.get_by_role("link", name="C’est noté, continuer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Conditions")
    page.get_by_role("button", name="J’ai lu, j’accepte").click()
    expect(page.locator(".notice")).to_contain_text("Votre accord est noté")
    page.locator("#menu > summary").click()
    page.get_by_role("link", name="Mes heures").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes heures de rendez-vous")


def test_a_summary_of_what_is_wrong_takes_the_focus(
    site: ConsoleApplication, visitor: Callable[..., Any]
) -> None:
    page = visitor()
    enter(page, site, site.person("Chef", "admin"))
    page.goto("/conseillers/comptes")
    page.get_by_label("Son nom").fill("chef")
    page.get_by_role("button", name="Faire l’invitation").click()
    expect(page.locator("#wrong")).to_be_focused()
    page.get_by_role("link", name="Ce nom existe déjà").click()
    expect(page.get_by_label("Son nom")).to_be_focused()
    expect(page.get_by_label("Son nom")).to_have_value("chef")


PAGES = {
    "entree": "/entrer",
    "invitation": "/invitation",
    "conditions": "/conditions",
    "agenda": "/agenda",
    "agenda-equipe": "/agenda?qui=tous",
    "rendez-vous": "/agenda/{number}",
    "deplacer": "/agenda/{number}/deplacer",
    "confier": "/agenda/{number}/confier",
    "disponibilites": "/disponibilites",
    "fermetures": "/fermetures",
    "compte": "/compte",
    "comptes": "/comptes",
    "un-compte": "/comptes/2",
    "journal": "/journal",
    "rien": "/rien",
}
# What stands only after a click: the page, and the button.
CLICKED = {
    "entree-faux": ("/entrer", "Entrer", {"Votre nom": "x", "Votre phrase": "y", "Le code": "z"}),
    "contact": ("/agenda/{number}", "Lire le contact", {}),
    "adresse": ("/compte", "Faire une adresse", {}),
    "codes": ("/compte", "Faire dix nouveaux codes", {"Votre phrase de passe": PASSPHRASE}),
    "invite": ("/comptes", "Faire l’invitation", {"Son nom": "Dora Peeters"}),
    "heures-faux": ("/disponibilites", "Ajouter ces heures", {}),
}
WITHOUT = ("entree", "invitation", "entree-faux")


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"]
)
def test_axe_finds_nothing_on_any_page(
    site: ConsoleApplication, visitor: Callable[..., Any], scheme: str, size: dict[str, int]
) -> None:
    chef = site.person("Zoé Chef", "admin")
    number = fill(site, chef.id)
    site.person("Bruno Lambert")
    look = {"color_scheme": scheme, "viewport": size}
    outside, inside = visitor(**look), visitor(**look)
    enter(inside, site, chef)
    inside.get_by_role("button", name="En ligne maintenant", exact=True).click()
    found = {}
    for name, path in PAGES.items():
        page = outside if name in WITHOUT else inside
        page.goto("/conseillers" + path.format(number=number))
        found[name] = find_page_problems(page, f"{name}-{scheme}-{size['width']}")
    for name, (path, button, typed) in CLICKED.items():
        page = outside if name in WITHOUT else inside
        page.goto("/conseillers" + path.format(number=number))
        for label, text in typed.items():
            page.get_by_label(label).last.fill(text)
        closed = page.locator("details.more:not([open]) > summary")
        while closed.count():
            closed.first.click()
        page.get_by_role("button", name=button).first.click()
        page.wait_for_load_state()
        found[name] = find_page_problems(page, f"{name}-{scheme}-{size['width']}")
    code = invite(site.engine, site.keys, "Carla").code
    outside.goto("/conseillers/invitation")
    outside.get_by_label("Le code de votre invitation").fill(code)
    outside.get_by_label("Choisissez une phrase").fill("sept cigognes peignent un vélo")
    outside.get_by_role("button", name="Continuer").click()
    expect(outside.get_by_role("img", name="Code QR")).to_be_visible()
    found["telephone"] = find_page_problems(outside, f"telephone-{scheme}-{size['width']}")
    inside.goto("/conseillers/disponibilites")
    inside.get_by_role("button", name="Je ne reçois plus").click()
    expect(inside.get_by_role("heading", name="à confier")).to_be_visible()
    found["ne-recoit-plus"] = find_page_problems(inside, f"ne-recoit-plus-{scheme}-{size['width']}")
    assert {name: each for name, each in found.items() if each} == {}
