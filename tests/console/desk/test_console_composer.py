"""Below the talk: drafts that stay, texts of the team, answers of the base."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa

from bot.handoff import handoff_endings
from bot.storage.handoff_tables import handoff_drafts
from bot.storage.unit_of_work import reading
from tests.support.console_application import (
    ConsoleApplication,
    ConsoleBrowser,
    extract_main_text,
)
from tests.support.console_conversations import (
    OneAnswerLibrary,
    attach_bot,
    claim_person,
    read_replies,
    sign_in_on_duty,
    unit,
)


def reply_field(browser: ConsoleBrowser, number: int) -> str:
    page = browser.get(f"/conversation/{number}").text
    (found,) = re.findall(r'<textarea id="f-text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found)


def test_a_draft_survives_a_label_a_note_and_a_refusal(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    at = f"/conversation/{held.id}"
    assert browser.post(f"{at}/brouillon", text="Je <voulais> dire").status_code == 204
    browser.post(f"{at}/etiquette", label="aides")
    browser.post(f"{at}/noter", note="à rappeler")
    assert reply_field(browser, held.id) == "Je <voulais> dire"
    refused = browser.post(f"{at}/noter", note=" ")
    assert "Je &lt;voulais&gt; dire</textarea>" in refused.text
    browser.post(f"{at}/repondre", text="Je voulais dire ceci.")
    assert reply_field(browser, held.id) == ""
    assert [line for line in site.audit() if "draft" in line[0]] == []


def test_a_draft_of_another_or_after_the_end_is_refused(site: ConsoleApplication) -> None:
    browser, other = sign_in_on_duty(site), sign_in_on_duty(site, "Bruno")
    held = claim_person(site, browser)
    at = f"/conversation/{held.id}/brouillon"
    assert other.post(at, text="à moi").status_code == 409
    assert other.post("/conversation/99/brouillon", text="x").status_code == 404
    with unit(site.engine) as opened:
        handoff_endings.leave_handoff(opened, held.conversation, site.clock.now)
    assert browser.post(at, text="trop tard").status_code == 409
    with reading(site.engine) as opened:
        assert opened.execute(sa.select(handoff_drafts)).all() == []


TEXT = {"title": "Venir sans rendez-vous", "text": "On peut venir du mardi au vendredi."}


def test_a_text_of_the_team_is_written_changed_retired_and_offered(
    site: ConsoleApplication,
) -> None:
    attach_bot(site, OneAnswerLibrary())
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    at = f"/conversation/{held.id}/textes"
    assert "Toute l’équipe" in extract_main_text(browser.follow(browser.post("/textes", TEXT)))
    assert TEXT["text"] in browser.post(at, mots="").text
    assert TEXT["text"] in browser.post(at, mots="RENDEZ vend").text
    assert TEXT["text"] not in browser.post(at, mots="bourse").text
    base = browser.post(at, mots="cefa").text
    assert "Le CEFA mêle cours et entreprise. (Source : Infor Jeunes" in html.unescape(base)
    browser.post("/textes/1", {**TEXT, "text": "On vient quand on veut."})
    chosen = browser.post(f"/conversation/{held.id}/chercher", text="Oui.", inserer="texte-1")
    assert "Oui.\nOn vient quand on veut.</textarea>" in chosen.text
    browser.post("/textes/1/retirer")
    assert "quand on veut" not in browser.post(at, mots="").text
    assert "Textes retirés" in extract_main_text(browser.get("/textes"))
    browser.post("/textes/1/remettre")
    assert "quand on veut" in browser.post(at, mots="").text
    assert [action for action, _ in site.audit() if action.startswith("canned")] == [
        *("canned_text_added", "canned_text_changed"),
        *("canned_text_retired", "canned_text_restored"),
    ]
    assert read_replies(site.engine, held.conversation) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": " "}, "Écrivez un titre"),
        ({"title": "a" * 81}, "trop long"),
        ({"text": ""}, "est vide"),
        ({"text": "Appelez le 0475 12 34 56."}, "contient une adresse, un numéro"),
    ],
)
def test_p5_a_text_that_could_not_be_sent_is_not_kept(
    site: ConsoleApplication, wrong: dict[str, str], words: str
) -> None:
    browser = sign_in_on_duty(site)
    answer = browser.post("/textes", {**TEXT, **wrong})
    assert answer.status_code == 422
    assert words in extract_main_text(answer)
    assert "Pas encore de texte" in extract_main_text(answer)
    assert browser.post("/textes/7", TEXT).status_code == 404


def test_texts_are_for_who_holds_the_conversation(site: ConsoleApplication) -> None:
    held = claim_person(site, sign_in_on_duty(site))
    other = sign_in_on_duty(site, "Bruno")
    assert other.post(f"/conversation/{held.id}/textes", mots="").status_code == 409
