"""`/conversations/passees`: one's own ended talks, as far as they may still be read."""

from __future__ import annotations

from typing import Any

import pytest

from bot.console.desk import handoff_operations
from bot.handoff import handoff_endings
from bot.handoff.handoff_repository import update_handoff
from bot.privacy.erasure import erase_content
from bot.storage.conversation_tables import conversations
from tests.support.console_accounts import YESTERDAY
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_conversations import (
    claim_person,
    send_message,
    sign_in_on_duty,
    unit,
)

PAST = "/conversations/passees"


def past_talk(site: ConsoleApplication, browser: Any, name: str, said: str, **values: Any) -> Any:
    """A talk that ended, in which the person said something."""
    held = claim_person(site, browser, pseudonym=name)
    send_message(site.engine, site.desk, held.conversation, said)
    with unit(site.engine) as opened:
        handoff_endings.close_handoff(opened, held.id, browser.person.id, site.clock.now)
        if values:
            update_handoff(opened, held.id, **values)
    return held


@pytest.fixture
def anna(site: ConsoleApplication) -> Any:
    browser = sign_in_on_duty(site, "Anna")
    past_talk(site, browser, "Lynx 11", "je cherche une bourse d’études", label="aides")
    past_talk(site, browser, "Héron 55", "je veux devenir soudeuse", ended=YESTERDAY)
    return browser


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Lynx 11", "Héron 55"}),
        ({"mots": "ETUDE bourse"}, {"Lynx 11"}),
        ({"mots": "soudeuse bourse"}, set()),
        ({"mots": "tout au début"}, set()),  # before the request, and not shared
        ({"mots": "heron"}, {"Héron 55"}),
        ({"label": "aides"}, {"Lynx 11"}),
        ({"du": "2026-11-25"}, {"Lynx 11"}),
        ({"au": "2026-11-24"}, {"Héron 55"}),
    ],
)
def test_words_label_and_dates_find(
    site: ConsoleApplication, anna: Any, query: dict[str, str], found: set[str]
) -> None:
    page = extract_main_text(anna.post(PAST, query))
    assert {name for name in ("Lynx 11", "Héron 55") if name in page} == found


def test_only_ones_own_are_there_and_what_was_erased_is_not(
    site: ConsoleApplication, anna: Any
) -> None:
    other = sign_in_on_duty(site, "Bruno")
    assert "Pas encore" in extract_main_text(other.get(PAST))
    assert "Lynx 11" not in other.post(PAST, mots="bourse").text
    with unit(site.engine) as opened:
        for row in opened.execute(conversations.select()).all():
            erase_content(opened, row.person, site.clock.now)
    assert "Rien de tel" in extract_main_text(anna.post(PAST, mots="bourse"))


def test_c8_the_search_is_noted_without_its_words(site: ConsoleApplication, anna: Any) -> None:
    page = anna.post(PAST, mots="bourse")
    assert "je cherche une bourse" in extract_main_text(page)
    assert ("history_searched", "") in site.audit()
    assert ("conversation_seen", handoff_operations.audit_subject(1)) in site.audit()
    assert "bourse" not in str(site.audit())


def test_dates_that_are_none_are_told(site: ConsoleApplication, anna: Any) -> None:
    assert "Écrivez une date" in extract_main_text(anna.post(PAST, du="hier"))
    wrong = anna.post(PAST, du="2026-11-25", au="2026-11-20")
    assert wrong.status_code == 422
    assert "La dernière date vient avant" in extract_main_text(wrong)
