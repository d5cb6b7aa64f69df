"""« Corrections »: the bot said something wrong."""

from __future__ import annotations

import pytest

from bot.storage.staff_tables import corrections
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_conversations import attach_bot, claim_person, sign_in_on_duty


def test_a_correction_is_listed_and_an_admin_sees_to_it(site: ConsoleApplication) -> None:
    browser, chef = site.signed_in(), site.signed_in("Chef", "admin")
    answer = browser.post("/corrections", said="Le CESS <b>suffit</b>", should="Il faut un test")
    page = browser.follow(answer)
    assert "Le CESS &lt;b&gt;suffit&lt;/b&gt;" in page.text
    assert "Il faudrait : Il faut un test" in extract_main_text(page)
    assert "C’est fait" not in extract_main_text(page)
    assert browser.post("/corrections/1/faite").status_code == 403
    assert "Rien à corriger" in extract_main_text(chef.follow(chef.post("/corrections/1/faite")))
    assert "Corrections faites" in extract_main_text(browser.get("/corrections"))
    assert "À corriger Le robot a dit" in extract_main_text(
        chef.follow(chef.post("/corrections/1/rouvrir"))
    )
    assert chef.post("/corrections/9/faite").status_code == 404
    actions = [action for action, subject in site.audit() if subject == "correction:1"]
    assert actions == ["correction_written", "correction_done", "correction_reopened"]


@pytest.mark.parametrize(
    ("said", "should", "words"),
    [
        ("", "Il faut un test", "Écrivez ce que le robot a dit"),
        ("Le CESS suffit", " ", "Écrivez ce qu’il faudrait dire"),
        ("a" * 2001, "Il faut un test", "trop long"),
    ],
)
def test_what_is_missing_is_told(
    site: ConsoleApplication, said: str, should: str, words: str
) -> None:
    answer = site.signed_in().post("/corrections", said=said, should=should)
    assert answer.status_code == 422
    assert words in extract_main_text(answer)
    assert said in answer.text
    assert should in answer.text


def test_p5_it_is_redacted(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    browser.post("/corrections", said="Appelle le 0470 12 34 56", should="Pas de numéro")
    with site.engine.connect() as connection:
        assert connection.execute(corrections.select()).one().said == "Appelle le [téléphone]"


def test_from_a_conversation_the_form_is_filled(site: ConsoleApplication) -> None:
    attach_bot(site)
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    assert "/corrections/ecrire" not in browser.get(f"/conversation/{held.id}").text
    page = browser.post("/corrections/ecrire", said="Le CESS <b>suffit</b>")
    assert ">\nLe CESS &lt;b&gt;suffit&lt;/b&gt;</textarea>" in page.text
