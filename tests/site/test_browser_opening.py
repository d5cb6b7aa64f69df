"""An empty centre is opened in the console, until a person has an appointment: whole, by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bot.console.auth.console_keys import Keys
from bot.storage.booking_tables import appointments
from bot.storage.unit_of_work import reading
from tests.support.chat_browser import bot_lines, expect
from tests.support.console_accounts import PASSPHRASE, Account, enrol, invite
from tests.support.live_service import LiveService

pytestmark = pytest.mark.chromium

MAX_ACTIONS = 50


class Hand:
    """Counts each click and each field that is filled in."""

    def __init__(self) -> None:
        self.actions = 0
        self.page: Any = None

    def fill(self, label: str, text: str) -> None:
        self.actions += 1
        self.page.get_by_label(label, exact=True).fill(text)

    def press(self, role: str, name: Any) -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name).first.click()


@pytest.fixture
def chef(service: LiveService) -> Account:
    keys = Keys(service.parts.key, service.parts.vault)
    engine = service.parts.engine
    return enrol(engine, keys, invite(engine, keys, "Chef", "admin"), agrees=False)


@pytest.fixture
def hand(service: LiveService, browser: Any) -> Iterator[Hand]:
    address = f"http://localhost:{service.port}"
    context = browser.new_context(locale="fr-BE", base_url=address)
    context.set_default_timeout(8_000)
    using = Hand()
    using.page = context.new_page()
    yield using
    context.close()


def go_on(hand: Hand) -> None:
    hand.press("link", re.compile("^Continuer"))


def sign_in(hand: Hand, chef: Account, code: str) -> None:
    hand.page.goto("/conseillers/entrer")
    hand.fill("Votre nom", chef.name)
    hand.fill("Votre phrase de passe", PASSPHRASE)
    hand.fill("Le code de votre téléphone", code)
    hand.press("button", "Entrer")
    hand.press("button", re.compile("accepte|d’accord", re.IGNORECASE))
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Ouverture du centre")


def describe_the_centre(hand: Hand) -> None:
    go_on(hand)
    for label, text in (
        ("Le nom", "Cité d’essai"),
        ("L’adresse", "Rue de l’Exemple 1, 4000 Liège"),
        ("Pour venir (facultatif)", "Bus 4, deuxième étage"),
        ("Le téléphone (facultatif)", "04 000 00 00"),
        ("L’adresse e-mail (facultatif)", "accueil@cite.example"),
    ):
        hand.fill(label, text)
    hand.fill("Les mêmes heures pour tous les jours cochés (facultatif)", "9h-12h, 13h-17h")
    hand.press("checkbox", re.compile("J’ai tout relu"))
    hand.press("button", "Enregistrer et dire aux personnes")


def invite_somebody(hand: Hand) -> None:
    go_on(hand)
    hand.fill("Son nom", "Anna Exemple")
    hand.press("button", "Faire l’invitation")
    expect(hand.page.locator("main")).to_contain_text("localhost")
    hand.press("link", "Ouverture du centre")


def make_a_kind(hand: Hand) -> None:
    hand.press("link", "Revoir : les genres de rendez-vous")
    hand.press("link", "Ajouter un genre")
    hand.fill("Le nom", "un bilan de compétences")
    hand.fill("La durée, en minutes", "60")
    hand.press("button", "Enregistrer")
    expect(hand.page.get_by_role("heading", name="Bilan de compétences")).to_be_visible()
    hand.press("link", "Ouverture du centre")


def receive_people(hand: Hand) -> None:
    """The form proposes the hours of the house, for every kind."""
    go_on(hand)
    hand.press("button", "Ajouter ces heures")
    hand.press("link", "Ouverture du centre")


def read_the_helplines(hand: Hand) -> None:
    go_on(hand)
    for box in hand.page.get_by_role("checkbox").all():
        hand.actions += 1
        box.check()
    hand.press("button", "Enregistrer")


def book(hand: Hand) -> None:
    """A person comes to the chat of the same service."""
    hand.page.goto("/")
    hand.press("button", "Commencer")
    expect(bot_lines(hand.page)).to_have_count(1)
    hand.actions += 2
    hand.page.get_by_label("Ton message").fill("je voudrais un rendez-vous")
    hand.page.get_by_label("Ton message").press("Enter")
    for name in ("Un bilan de compétences", "Sur place", "Le plus tôt possible", r"\d+h", "Oui"):
        hand.press("button", re.compile(name))
    expect(bot_lines(hand.page).last).to_contain_text("C'est confirmé")


def test_an_empty_centre_reaches_its_first_appointment(
    service: LiveService, hand: Hand, chef: Account
) -> None:
    sign_in(hand, chef, chef.code(service.parts.clock()))
    describe_the_centre(hand)
    go_on(hand)
    hand.press("button", "C’est complet")
    invite_somebody(hand)
    make_a_kind(hand)
    receive_people(hand)
    read_the_helplines(hand)
    expect(hand.page.locator("main")).to_contain_text("Tout est prêt")
    book(hand)
    with reading(service.parts.engine) as unit:
        states = unit.execute(sa.select(appointments.c.state)).scalars().all()
    assert states == ["confirmed"]
    assert hand.actions <= MAX_ACTIONS
