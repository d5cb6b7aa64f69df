"""`/conversation/12`: what is shown to whom, and what is done there."""

from __future__ import annotations

import html
import re
from types import SimpleNamespace
from typing import Any

import pytest

from bot.handoff import handoff_endings
from bot.handoff.handoff_repository import find_handoff
from bot.privacy.erasure import erase_content
from bot.storage.conversation_tables import conversations
from bot.storage.unit_of_work import reading
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_conversations import (
    OneAnswerLibrary,
    add_waiting_person,
    attach_bot,
    claim_person,
    read_replies,
    send_message,
    sign_in_on_duty,
    unit,
)


def stored(site: ConsoleApplication, number: int) -> Any:
    with reading(site.engine) as opened:
        return find_handoff(opened, number)


def test_it_shows_what_was_agreed_and_what_is_said_since(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    send_message(site.engine, site.desk, held.conversation, "bonjour <i>vous</i>")
    page = browser.get(f"/conversation/{held.id}")
    assert "bonjour &lt;i&gt;vous&lt;/i&gt;" in page.text
    assert "« trouver la panne »" in page.text
    assert "tout au début" not in page.text
    assert site.audit()[-1] == ("conversation_seen", f"handoff:{held.id}")


def test_each_look_at_the_page_is_written_down_the_news_once(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    line = ("conversation_seen", f"handoff:{held.id}")
    for _ in range(3):
        browser.get(f"/conversation/{held.id}/messages")
    assert site.audit().count(line) == 1
    browser.get(f"/conversation/{held.id}")
    browser.get(f"/conversation/{held.id}")
    assert site.audit().count(line) == 3


def test_a_reply_leaves(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    answer = browser.post(f"/conversation/{held.id}/repondre", text="  Bonjour,\r\nje t’écoute. ")
    assert answer.headers["location"].endswith(f"/conversation/{held.id}#ecrire")
    (said,) = read_replies(site.engine, held.conversation)
    assert said == {"text": "Bonjour,\nje t’écoute.", "author": "human"}
    assert ("conversation_replied", f"handoff:{held.id}") in site.audit()
    assert [line for line in site.audit() if "écoute" in "".join(line)] == []


@pytest.mark.parametrize(("text", "words"), [("  ", "est vide"), ("a" * 2001, "trop long")])
def test_what_cannot_be_said_stays_in_the_form(
    site: ConsoleApplication, text: str, words: str
) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    answer = browser.post(f"/conversation/{held.id}/repondre", text=text)
    assert answer.status_code == 422
    assert words in extract_main_text(answer)
    assert text in answer.text
    assert read_replies(site.engine, held.conversation) == []


@pytest.mark.parametrize(("act", "field"), [("repondre", "text"), ("rendre", "mot")])
def test_p5_a_personal_number_stays_in_the_form(
    site: ConsoleApplication, act: str, field: str
) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    words = "Je vous appelle au 0475 12 34 56."
    answer = browser.post(f"/conversation/{held.id}/{act}", {field: words})
    assert answer.status_code == 422
    assert "resterait écrit dans la conversation" in extract_main_text(answer)
    assert read_replies(site.engine, held.conversation) == []
    assert (stored(site, held.id).state, stored(site, held.id).note) == ("human", "")


def test_p5_the_number_of_the_place_is_no_secret(site: ConsoleApplication) -> None:
    known = site.desk.settings.copy(update={"site_phone": "04/330.42.50"})
    object.__setattr__(site.desk, "base_settings", known)
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    words = "Appelez le 04 330 42 50."
    assert browser.post(f"/conversation/{held.id}/repondre", text=words).status_code == 303
    assert read_replies(site.engine, held.conversation) == [{"text": words, "author": "human"}]


def test_only_who_holds_it_replies_and_reads(site: ConsoleApplication) -> None:
    anna, bruno = sign_in_on_duty(site, "Anna"), sign_in_on_duty(site, "Bruno")
    held = claim_person(site, anna)
    send_message(site.engine, site.desk, held.conversation, "un secret")
    page = bruno.get(f"/conversation/{held.id}")
    assert "Quelqu’un de l’équipe parle" in extract_main_text(page)
    for word in ("secret", "panne", "Anna", "Rendre au robot"):
        assert word not in extract_main_text(page)
    for act in ("repondre", "noter", "etiquette", "rendre", "terminer", "chercher"):
        answer = bruno.post(f"/conversation/{held.id}/{act}", text="x", note="x", label="autre")
        assert answer.status_code == 409, act
        assert "quelqu’un d’autre de l’équipe" in extract_main_text(answer), act
        assert "secret" not in answer.text
    assert read_replies(site.engine, held.conversation) == []
    assert stored(site, held.id).state == "human"


def test_who_waits_can_be_looked_at_before(site: ConsoleApplication) -> None:
    browser, held = sign_in_on_duty(site), add_waiting_person(site.engine, share="transcript")
    page = browser.get(f"/conversation/{held.id}")
    assert "Attend depuis" in extract_main_text(page)
    assert "tout au début" not in page.text
    answer = browser.post(f"/conversation/{held.id}/repondre", text="bonjour")
    assert answer.status_code == 409
    assert "Personne n’a encore pris" in extract_main_text(answer)


def test_the_bot_goes_on_with_a_note(site: ConsoleApplication) -> None:
    bot, browser = attach_bot(site), sign_in_on_duty(site)
    held = claim_person(site, browser)
    answer = browser.post(f"/conversation/{held.id}/rendre", mot=" Demande la date. ")
    assert "Le robot a repris" in extract_main_text(browser.follow(answer))
    said = {"say": "utter_human_note", "words": "Demande la date."}
    assert bot.said[-1] == (held.conversation, "utter_human_handed_back", "bot", said)
    assert stored(site, held.id).outcome == "handed_back"
    assert ("conversation_handed_back", f"handoff:{held.id}") in site.audit()


def test_without_a_note_nothing_is_passed_on(site: ConsoleApplication) -> None:
    bot, browser = attach_bot(site), sign_in_on_duty(site)
    held = claim_person(site, browser)
    browser.post(f"/conversation/{held.id}/rendre", mot="  ")
    assert bot.said[-1] == (held.conversation, "utter_human_handed_back", "bot", "")


def test_a_conversation_is_ended_once(site: ConsoleApplication) -> None:
    bot, browser = attach_bot(site), sign_in_on_duty(site)
    held = claim_person(site, browser)
    browser.post(f"/conversation/{held.id}/terminer")
    assert bot.said[-1] == (held.conversation, "utter_human_left", "bot", "")
    answer = browser.post(f"/conversation/{held.id}/terminer")
    assert answer.status_code == 409
    assert "Cette conversation est finie" in extract_main_text(answer)
    assert len(bot.said) == 2
    page = browser.get(f"/conversation/{held.id}")
    assert "C’est fini : terminée" in extract_main_text(page)
    assert 'id="ecrire"' not in page.text


def test_a_reply_after_the_person_left_is_kept_to_be_copied(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    with unit(site.engine) as opened:
        handoff_endings.leave_handoff(opened, held.conversation, site.clock.now)
    answer = browser.post(f"/conversation/{held.id}/repondre", text="Trop tard pour ceci")
    assert answer.status_code == 409
    assert "Rien n’est parti" in extract_main_text(answer)
    assert "Trop tard pour ceci" in answer.text


def test_an_admin_ends_what_nobody_looks_after(site: ConsoleApplication) -> None:
    anna, chef = sign_in_on_duty(site, "Anna"), sign_in_on_duty(site, "Chef", "admin")
    held = claim_person(site, anna)
    send_message(site.engine, site.desk, held.conversation, "un secret")
    assert "Renard 42 avec Anna, depuis" in extract_main_text(chef.get("/aujourdhui"))
    page = chef.get(f"/conversation/{held.id}")
    assert "Comme admin" in extract_main_text(page)
    assert "secret" not in page.text
    assert chef.post(f"/conversation/{held.id}/repondre", text="x").status_code == 409
    assert chef.post(f"/conversation/{held.id}/rendre", mot="").status_code == 303
    assert stored(site, held.id).state == "ended"
    assert chef.get(f"/conversation/{held.id}").status_code == 404
    assert anna.get(f"/conversation/{held.id}").status_code == 200


def test_what_was_erased_is_gone(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    with unit(site.engine) as opened:
        person = opened.execute(conversations.select()).first().person
        erase_content(opened, person, site.clock.now)
    assert browser.get(f"/conversation/{held.id}").status_code == 404
    assert browser.get(f"/conversation/{held.id}/messages").status_code == 404
    assert browser.post(f"/conversation/{held.id}/repondre", text="x").status_code == 404


def test_p5_notes_are_for_colleagues_and_redacted(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    browser.post(f"/conversation/{held.id}/noter", note="Rappeler au 0470 12 34 56 <b>vite</b>")
    page = browser.get(f"/conversation/{held.id}")
    assert "Rappeler au [téléphone] &lt;b&gt;vite" in page.text
    assert "Anna Dupont" in extract_main_text(page)
    assert read_replies(site.engine, held.conversation) == []
    answer = browser.post(f"/conversation/{held.id}/noter", note=" ")
    assert answer.status_code == 422


def test_the_label_is_one_of_a_list(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    browser.post(f"/conversation/{held.id}/etiquette", label="aides")
    assert stored(site, held.id).label == "aides"
    assert browser.post(f"/conversation/{held.id}/etiquette", label="x").status_code == 404
    assert stored(site, held.id).label == "aides"


CITED = "Source : Infor Jeunes, « Le CEFA », 03/11/2026, vérifié le 12/11/2026"


def test_answers_of_the_base_come_with_their_source(site: ConsoleApplication) -> None:
    shelf = OneAnswerLibrary()
    attach_bot(site, shelf)
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    draft = {"text": "Bonjour <toi>", "mots": "cefa"}
    found = browser.post(f"/conversation/{held.id}/chercher", draft)
    assert CITED in extract_main_text(found)
    assert "&lt;CEFA&gt;" in found.text
    assert "Bonjour &lt;toi&gt;" in found.text
    assert shelf.asked == [("cefa", ("faq",), 5)]
    page = browser.post(f"/conversation/{held.id}/chercher", draft, inserer="cefa-quoi")
    assert f"Bonjour <toi>\nLe CEFA mêle cours et entreprise. ({CITED})" in main_text(page)
    assert read_replies(site.engine, held.conversation) == []


def test_words_that_find_nothing(site: ConsoleApplication) -> None:
    attach_bot(site, OneAnswerLibrary())
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    found = browser.post(f"/conversation/{held.id}/chercher", mots="rien", inserer="inconnu")
    assert "Rien dans la base pour ces mots" in extract_main_text(found)


def test_without_a_base_nothing_is_offered(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    assert "Réponses de la base" not in extract_main_text(browser.get(f"/conversation/{held.id}"))
    assert browser.post(f"/conversation/{held.id}/chercher", mots="cefa").status_code == 200


def main_text(answer: Any) -> str:
    """What is in the field of the reply."""
    found = re.search(r'<textarea id="f-text"[^>]*>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_a_number_of_a_partner_that_is_in_the_base_passes(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    answers = {}
    for contacts in ((), ("04/222.33.44",)):
        attach_bot(site, SimpleNamespace(base=SimpleNamespace(contacts=contacts)))
        answer = browser.post(f"/conversation/{held.id}/repondre", text="Appelle le 04 222 33 44.")
        answers[contacts] = answer.status_code
    assert list(answers.values()) == [422, 303]
