"""The console in a real browser: with the keyboard alone, without scripts, and as axe sees it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest

from bot.booking.closing_days import Closure
from bot.booking.counsellor_hours import Counsellor, HoursSpan
from bot.booking.local_time import ZONE
from bot.console.auth import audit_trail
from bot.console.staff import closures, profiles
from bot.storage.unit_of_work import writing
from tests.support.console_accounts import NOW, PASSPHRASE, Account, appointment, invite
from tests.support.console_application import ConsoleApplication
from tests.support.console_server import DESK, PHONE, find_violations, serve_console

pytestmark = pytest.mark.chromium
sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

# Where pictures of every page go, if anywhere.
SHOTS = os.environ.get("BOUSSOLE_SHOTS")
FRIDAY = dt.date(2026, 11, 27)
SUMMARY = (
    "Résumé approuvé par « Renard 42 ».\nDemande : rester en général ?\nSituation : 4e G, AOB "
    "possible.\nMes mots : « trouver la panne ».\nPistes : 3.\nRefusé : bureau (« enfermé »)."
)


@pytest.fixture
def address(site: ConsoleApplication) -> Iterator[str]:
    with serve_console(site) as url:
        yield url


@pytest.fixture
def visitor(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """A new profile; whatever its pages complain of fails the test."""
    contexts, errors = [], []

    def new(**options: Any) -> Any:
        context = browser.new_context(locale="fr-BE", base_url=address, **options)
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", lambda said: errors.append(said.text) if _matters(said) else None)
        contexts.append(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()
    assert errors == []


def _matters(said: Any) -> bool:
    return said.type == "error" and "Failed to load resource" not in said.text


def fill(site: ConsoleApplication, counsellor: int) -> int:
    """A week of work; the appointment of Friday at nine."""
    morning = HoursSpan(
        dt.time(9), dt.time(12), frozenset({"short", "orientation"}), frozenset({"telephone"})
    )
    hours = Counsellor(
        counsellor,
        frozenset({"fr", "nl"}),
        dict.fromkeys(range(5), (morning,)),
        {dt.date(2026, 12, 21): (), dt.date(2026, 12, 23): (morning,)},
    )
    sealed = site.keys.vault.seal("0470 12 34 56")
    with writing(site.engine) as unit:
        profiles.store_hours(unit, hours, FRIDAY)
        profiles.set_affiliation(unit, counsellor, "Le Forem", "Orientation")
        closures.add_closure(
            unit, Closure(dt.date(2026, 12, 28), dt.date(2026, 12, 31), "Congé annuel")
        )
        number = 0
        for day, wall, more in (
            (24, "10:00", {"attendance": "present", "pseudonym": "Loutre 17"}),
            (25, "14:00", {"pseudonym": "Héron 55", "way": "on_site", "state": "cancelled"}),
            (26, "09:30", {"pseudonym": "Chamois 23"}),
            (27, "09:00", {"summary": SUMMARY, "contact": sealed, "language": "fr"}),
        ):
            time = dt.time.fromisoformat(wall)
            start = dt.datetime.combine(dt.date(2026, 11, day), time, ZONE)
            number = appointment(unit, counsellor, start, **more)
        for each in ("contact_seen", "appointment_moved", "appointment_seen"):
            audit_trail.append_line(unit, counsellor, each, f"appointment:{number}", NOW)
        unit.commit()
    return number


def enter(page: Any, site: ConsoleApplication, person: Account) -> None:
    """Sign in by the form."""
    page.goto("/conseillers/compte")
    page.get_by_label("Votre nom").fill(person.name)
    page.get_by_label("Votre phrase de passe").fill(PASSPHRASE)
    page.get_by_label("Le code de votre téléphone").fill(person.code(site.clock()))
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("button", name="Sortir")).to_be_visible()


def press_until(page: Any, key: str, holds: Callable[[], bool], most: int = 60) -> None:
    """Press a key until what has the focus is right."""
    for _ in range(most):
        if holds():
            return
        page.keyboard.press(key)
        assert seen(page), focused(page)
    raise AssertionError(f"never reached; the focus is on {focused(page)}")


def focused(page: Any) -> str:
    return page.evaluate(
        """() => {
          const on = document.activeElement, words = on.labels?.[0]?.innerText ?? on.innerText;
          return `${on.tagName} ${on.name || on.id || ""} ${(words ?? "").slice(0, 60)}`;
        }"""
    )


def seen(page: Any) -> bool:
    """Whether the focus shows: an outline, on something that is in view (or on the page itself)."""
    return page.evaluate(
        """() => {
          const on = document.activeElement;
          if (on.matches("body, main")) return true;
          const style = getComputedStyle(on), box = on.getBoundingClientRect();
          const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0;
          return inView && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        }"""
    )


def on(page: Any, words: str) -> Callable[[], bool]:
    return lambda: words in focused(page)


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
    press_until(page, "Tab", on(page, "Voir les heures"))
    page.keyboard.press("Enter")
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
    assert all(each["secure"] and each["httpOnly"] for each in kept)
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
    site.clock.now += dt.timedelta(minutes=1)
    page.get_by_role("link", name="C’est fait, entrer").click()
    page.get_by_label("Votre nom").fill("zoé")
    page.get_by_label("Votre phrase de passe").fill("sept cigognes peignent un vélo")
    page.get_by_label("Le code de votre téléphone").fill(pyotp.TOTP(secret).at(site.clock()))
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Conditions")
    page.get_by_role("button", name="J’ai lu, j’accepte").click()
    expect(page.locator(".notice")).to_contain_text("Votre accord est noté")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Disponibilités").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes disponibilités")


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
    inside.get_by_role("button", name="De permanence", exact=True).click()
    found = {}
    for name, path in PAGES.items():
        page = outside if name in WITHOUT else inside
        page.goto("/conseillers" + path.format(number=number))
        found[name] = looked_at(page, f"{name}-{scheme}-{size['width']}")
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
        found[name] = looked_at(page, f"{name}-{scheme}-{size['width']}")
    code = invite(site.engine, site.keys, "Carla").code
    outside.goto("/conseillers/invitation")
    outside.get_by_label("Le code de votre invitation").fill(code)
    outside.get_by_label("Choisissez une phrase").fill("sept cigognes peignent un vélo")
    outside.get_by_role("button", name="Continuer").click()
    expect(outside.get_by_role("img", name="Code QR")).to_be_visible()
    found["telephone"] = looked_at(outside, f"telephone-{scheme}-{size['width']}")
    inside.goto("/conseillers/disponibilites")
    inside.get_by_role("button", name="Je ne reçois plus").click()
    expect(inside.get_by_role("heading", name="à confier")).to_be_visible()
    found["ne-recoit-plus"] = looked_at(inside, f"ne-recoit-plus-{scheme}-{size['width']}")
    assert {name: each for name, each in found.items() if each} == {}


def looked_at(page: Any, name: str) -> list[str]:
    """What is wrong with the page as it stands; its picture, if pictures are wanted."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
    return find_violations(page)
