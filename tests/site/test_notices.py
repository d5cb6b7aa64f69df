"""P1, P7: what people are told of what is kept follows the settings, and is told in full.

The bot's own words: `tests/dialogue/test_notices_said.py`.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.console.web import templating
from bot.settings import Settings
from bot.site import public_pages
from bot.site.page_facts import build_page_facts

CHANGED = {"conversation_days": 41, "notebook_months": 19, "contact_days": 13}
# A number of days, weeks or months, in digits or in letters.
COUNT = r"(?:\d+|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|trente)"
DELAY = re.compile(rf"\b{COUNT}(?:\s|\u00a0|&nbsp;)+(?:jours?|semaines?|mois)\b", re.IGNORECASE)
SITE, CONSOLE = (
    Path(public_pages.__file__).parent / "templates",
    templating.CONSOLE_FOLDER / "templates",
)
# No delays of what is kept: the longest closing, the age of a question, an invitation, how figures
# move on.
OTHER = {
    CONSOLE / "_words.html": {"92 jours", "sept jours"},
    CONSOLE / "_deferred_words.html": {"1 jour"},
    CONSOLE / "invitation.html": {"sept jours"},
    CONSOLE / "figures.html": {"sept jours", "une semaine"},
}
TEMPLATES = sorted([*SITE.glob("*.html"), *CONSOLE.glob("*.html")])


def page(path: str, **settings: Any) -> str:
    """Its words, without tags."""
    named = {"site_name": "Cité des Métiers de Liège", **settings}
    facts = build_page_facts(Settings(_env_file=None, **named))
    html = TestClient(Starlette(routes=public_pages.page_routes(facts))).get(path).text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").split())


def test_p7_the_page_follows_the_settings() -> None:
    told = page("/confidentialite", **CHANGED)
    for words in (
        "La conversation Chez nous, 41 jours après ton dernier message",
        "tes refus Chez nous, 19 mois après ta dernière visite",
        "Chez nous, 13 jours après le rendez-vous",
        "chiffré, 41 jours après ton dernier message",
        "elle n’est pas gardée plus de 41 jours",
    ):
        assert words in told
    assert not re.search(r"\b(30|7) jours|\b12 mois", told)


def test_p7_the_first_screen_follows_the_settings() -> None:
    told = page("/", **CHANGED)
    assert told.count("41 jours") == 2
    assert told.count("19 mois") == 2
    assert not DELAY.search(told.replace("41 jours", "").replace("19 mois", ""))


def test_p7_one_day_is_one_day() -> None:
    assert "1 jour après" in page("/confidentialite", conversation_days=1)
    assert "0 jour après le rendez-vous" in page("/confidentialite", contact_days=0)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: f"{each.parts[-3]}/{each.name}")
def test_p7_no_template_types_a_delay(template: Path) -> None:
    found = {" ".join(match.split()) for match in DELAY.findall(template.read_text("utf-8"))}
    assert found <= OTHER.get(template, set())


def test_the_search_for_delays_finds_some() -> None:
    for words in ("30 jours", "12&nbsp;mois", "une semaine", "Sept jours", "deux\u00a0mois"):
        assert DELAY.search(words)
    for words in ("{{ days }} jours", "un jour", "chaque mois", "lundi 3 mai"):
        assert not DELAY.search(words)


@pytest.mark.parametrize(
    "told",
    [
        # EU AI Act, art. 50
        "un programme, pas une personne",
        # GDPR, art. 13: who, why, on what ground, who receives it, how long, rights, complaint,
        # whether one must, and whether something is decided by itself
        "La Cité des Métiers de Liège décide de ce qui est gardé, et pourquoi",
        "Pour te répondre, reprendre là où tu t’étais arrêté·e",
        "la base légale",
        "Cinq choses arrivent à l’équipe",
        "parfois hors de l’Union européenne",
        "le corriger, l’effacer, l’emporter",
        "Ton accord, tu peux le reprendre",
        "porter plainte auprès de l’Autorité de protection des données",
        "tu n’es obligé·e de rien dire",
        "Aucune décision n’est prise à ta place",
        # P3, P4, P6, P8, S5
        "ces applications savent que tu nous parles",
        "L’adresse IP de ton appareil n’est pas gardée",
        "Une copie de secours peut encore contenir",
        "Un contact que tu laisses est chiffré",
        "Elle ne le lit que si tu dis oui",
    ],
)
def test_p1_the_page_says_all_that_is_owed(told: str) -> None:
    assert told in page("/confidentialite")


def test_p1_who_answers_for_the_data_is_named_or_said_to_be_missing() -> None:
    missing = "Pas encore renseigné ici : la personne de contact pour la protection des données"
    assert missing in page("/confidentialite")
    told = page("/confidentialite", site_dpo="dpo@example.org <b>")
    assert "Pour une question sur tes données : dpo@example.org <b>" in told
    assert missing not in told


def test_what_is_not_sure_is_said_to_be_so() -> None:
    assert "À confirmer par la Cité : la base légale" in page("/confidentialite")
    assert "À confirmer par la Cité : le décret" in page("/accessibilite")


@pytest.mark.parametrize(
    "told",
    ["EN 301 549", "WCAG 2.1", "Aucun organisme indépendant", "avec l’outil axe", "Déclaration du"],
)
def test_the_accessibility_statement_says_what_was_tried_and_what_not(told: str) -> None:
    assert told in page("/accessibilite")
