"""« Corrections »: the bot said something wrong."""

from __future__ import annotations

import pytest
from console_site import Site, main
from work_people import claimed, give_bot, on_duty

from bot.storage.staff_tables import corrections


def test_a_correction_is_listed_and_an_admin_sees_to_it(site: Site) -> None:
    browser, chef = site.signed_in(), site.signed_in("Chef", "admin")
    answer = browser.post("/corrections", said="Le CESS <b>suffit</b>", should="Il faut un test")
    page = browser.follow(answer)
    assert "Le CESS &lt;b&gt;suffit&lt;/b&gt;" in page.text
    assert "Il faudrait : Il faut un test" in main(page)
    assert "C’est fait" not in main(page)
    assert browser.post("/corrections/1/faite").status_code == 403
    assert "Rien à corriger" in main(chef.follow(chef.post("/corrections/1/faite")))
    assert "Corrections faites" in main(browser.get("/corrections"))
    assert "À corriger Le robot a dit" in main(chef.follow(chef.post("/corrections/1/rouvrir")))
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
def test_what_is_missing_is_told(site: Site, said: str, should: str, words: str) -> None:
    answer = site.signed_in().post("/corrections", said=said, should=should)
    assert answer.status_code == 422
    assert words in main(answer)
    assert said in answer.text
    assert should in answer.text


def test_p5_it_is_redacted(site: Site) -> None:
    browser = site.signed_in()
    browser.post("/corrections", said="Appelle le 0470 12 34 56", should="Pas de numéro")
    with site.engine.connect() as connection:
        assert connection.execute(corrections.select()).one().said == "Appelle le [téléphone]"


def test_from_a_conversation_the_form_is_filled(site: Site) -> None:
    give_bot(site)
    browser = on_duty(site)
    held = claimed(site, browser)
    assert "/corrections/ecrire" not in browser.get(f"/conversation/{held.id}").text
    page = browser.post("/corrections/ecrire", said="Le CESS <b>suffit</b>")
    assert ">\nLe CESS &lt;b&gt;suffit&lt;/b&gt;</textarea>" in page.text
