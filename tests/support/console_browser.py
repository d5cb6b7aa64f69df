"""The console in a real browser."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.booking.closing_days import Closure
from bot.booking.counsellor_hours import Counsellor, HoursSpan
from bot.booking.local_time import ZONE
from bot.console.auth import audit_trail
from bot.console.desk import live_stream, team_watch
from bot.console.staff import closures, profiles
from bot.storage.unit_of_work import writing
from tests.support.console_accounts import NOW, PASSPHRASE, Account, appointment
from tests.support.console_application import ConsoleApplication
from tests.support.console_conversations import OneAnswerLibrary, attach_bot
from tests.support.console_server import find_violations, serve_console

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
            (27, "09:00", {"summary": SUMMARY, "contact": sealed, "language": "fr", "seen": False}),
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
    """Press a key until what has the focus is right; the first once the page has its style."""
    page.wait_for_load_state("load")
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


def take_picture(page: Any, name: str) -> None:
    """Save a picture of the whole page, if pictures are wanted."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def find_page_problems(page: Any, name: str) -> list[str]:
    """What is wrong with the page as it stands; its picture, if pictures are wanted."""
    take_picture(page, name)
    return find_violations(page)


class Desk:
    """A console that is served, and a browser with profiles in it."""

    def __init__(self, site: ConsoleApplication, browser: Any, url: str) -> None:
        self.site, self.url, self.browser = site, url, browser
        self.errors: list[str] = []

    def visitor(self, **options: Any) -> Any:
        context = self.browser.new_context(locale="fr-BE", base_url=self.url, **options)
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("console", self._heard)
        return context.new_page()

    def _heard(self, message: Any) -> None:
        # A stream that is led to the sign-in is told on the console, whatever the page makes of it.
        told = ("Failed to load resource", "EventSource's response")
        if message.type == "error" and not message.text.startswith(told):
            self.errors.append(message.text)

    def enter(self, page: Any, person: Account, path: str = "/aujourdhui") -> None:
        enter(page, self.site, person)
        page.goto(f"/conseillers{path}")


@pytest.fixture
def desk(site: ConsoleApplication, browser: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Events cannot be set from this thread: the pages sweep often instead."""
    monkeypatch.setattr(live_stream, "SWEEP_SECONDS", 0.2)
    monkeypatch.setattr(team_watch, "SWEEP_SECONDS", 0.2)
    monkeypatch.setattr(team_watch, "MIN_INTERVAL_SECONDS", 0.1)
    attach_bot(site, OneAnswerLibrary())
    with serve_console(site) as url:
        made = Desk(site, browser, url)
        yield made
        for context in browser.contexts:
            context.close()
        assert made.errors == []
