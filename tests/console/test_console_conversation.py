"""`/conversation/12`: what is shown to whom, and what is done there."""

from __future__ import annotations

import datetime as dt
import html
import re
from types import SimpleNamespace
from typing import Any

import pytest
from console_site import Site, main
from work_people import claimed, give_bot, on_duty, replies, says, unit, waits

from bot.handoff import ending
from bot.handoff.handoff import find
from bot.privacy.erasure import empty
from bot.storage.tables import conversations
from bot.storage.unit_of_work import reading
from knowledge.base import Base
from knowledge.cited import Source
from knowledge.schema import Question


def stored(site: Site, number: int) -> Any:
    with reading(site.engine) as opened:
        return find(opened, number)


def test_it_shows_what_was_agreed_and_what_is_said_since(site: Site) -> None:
    browser = on_duty(site)
    held = claimed(site, browser)
    says(site.engine, site.desk, held.conversation, "bonjour <i>vous</i>")
    page = browser.get(f"/conversation/{held.id}")
    assert "bonjour &lt;i&gt;vous&lt;/i&gt;" in page.text
    assert "« trouver la panne »" in page.text
    assert "tout au début" not in page.text
    assert site.audit()[-1] == ("conversation_seen", f"handoff:{held.id}")


def test_each_look_at_the_page_is_written_down_the_news_once(site: Site) -> None:
    browser = on_duty(site)
    held = claimed(site, browser)
    line = ("conversation_seen", f"handoff:{held.id}")
    for _ in range(3):
        browser.get(f"/conversation/{held.id}/messages")
    assert site.audit().count(line) == 1
    browser.get(f"/conversation/{held.id}")
    browser.get(f"/conversation/{held.id}")
    assert site.audit().count(line) == 3


def test_a_reply_leaves(site: Site) -> None:
    browser = on_duty(site)
    held = claimed(site, browser)
    answer = browser.post(f"/conversation/{held.id}/repondre", text="  Bonjour,\r\nje t’écoute. ")
    assert answer.headers["location"].endswith(f"/conversation/{held.id}#ecrire")
    (said,) = replies(site.engine, held.conversation)
    assert said == {"text": "Bonjour,\nje t’écoute.", "author": "human"}
    assert ("conversation_replied", f"handoff:{held.id}") in site.audit()
    assert not any("écoute" in "".join(line) for line in site.audit())


@pytest.mark.parametrize(("text", "words"), [("  ", "est vide"), ("a" * 2001, "trop long")])
def test_what_cannot_be_said_stays_in_the_form(site: Site, text: str, words: str) -> None:
    browser = on_duty(site)
    held = claimed(site, browser)
    answer = browser.post(f"/conversation/{held.id}/repondre", text=text)
    assert answer.status_code == 422
    assert words in main(answer)
    assert text in answer.text
    assert replies(site.engine, held.conversation) == []


@pytest.mark.parametrize(("act", "field"), [("repondre", "text"), ("rendre", "mot")])
def test_p5_a_personal_number_stays_in_the_form(site: Site, act: str, field: str) -> None:
    browser = on_duty(site)
    held = claimed(site, browser)
    words = "Je vous appelle au 0475 12 34 56."
    answer = browser.post(f"/conversation/{held.id}/{act}", {field: words})
    assert answer.status_code == 422
    assert "resterait écrit dans la conversation" in main(answer)
    assert replies(site.engine, held.conversation) == []
    assert (stored(site, held.id).state, stored(site, held.id).note) == ("human", "")


def test_p5_the_number_of_the_place_is_no_secret(site: Site) -> None:
    known = site.desk.settings.copy(update={"site_phone": "04/330.42.50"})
    object.__setattr__(site.desk, "settings", known)
    browser = on_duty(site)
    held = claimed(site, browser)
    words = "Appelez le 04 330 42 50."
    assert browser.post(f"/conversation/{held.id}/repondre", text=words).status_code == 303
    assert replies(site.engine, held.conversation) == [{"text": words, "author": "human"}]


def test_only_who_holds_it_replies_and_reads(site: Site) -> None:
    anna, bruno = on_duty(site, "Anna"), on_duty(site, "Bruno")
    held = claimed(site, anna)
    says(site.engine, site.desk, held.conversation, "un secret")
    page = bruno.get(f"/conversation/{held.id}")
    assert "Quelqu’un de l’équipe parle" in main(page)
    for word in ("secret", "panne", "Anna", "Rendre au robot"):
        assert word not in main(page)
    for act in ("repondre", "noter", "etiquette", "rendre", "terminer", "chercher"):
        answer = bruno.post(f"/conversation/{held.id}/{act}", text="x", note="x", label="autre")
        assert answer.status_code == 409, act
        assert "quelqu’un d’autre de l’équipe" in main(answer), act
        assert "secret" not in answer.text
    assert replies(site.engine, held.conversation) == []
    assert stored(site, held.id).state == "human"


def test_who_waits_can_be_looked_at_before(site: Site) -> None:
    browser, held = on_duty(site), waits(site.engine, share="transcript")
    page = browser.get(f"/conversation/{held.id}")
    assert "Attend depuis" in main(page)
    assert "tout au début" not in page.text
    answer = browser.post(f"/conversation/{held.id}/repondre", text="bonjour")
    assert answer.status_code == 409
    assert "Personne n’a encore pris" in main(answer)


def test_the_bot_goes_on_with_a_note(site: Site) -> None:
    bot, browser = give_bot(site), on_duty(site)
    held = claimed(site, browser)
    answer = browser.post(f"/conversation/{held.id}/rendre", mot=" Demande la date. ")
    assert "Le robot a repris" in main(browser.follow(answer))
    said = {"say": "utter_human_note", "words": "Demande la date."}
    assert bot.said[-1] == (held.conversation, "utter_human_handed_back", "bot", said)
    assert stored(site, held.id).outcome == "handed_back"
    assert ("conversation_handed_back", f"handoff:{held.id}") in site.audit()


def test_without_a_note_nothing_is_passed_on(site: Site) -> None:
    bot, browser = give_bot(site), on_duty(site)
    held = claimed(site, browser)
    browser.post(f"/conversation/{held.id}/rendre", mot="  ")
    assert bot.said[-1] == (held.conversation, "utter_human_handed_back", "bot", "")


def test_it_ends_once(site: Site) -> None:
    bot, browser = give_bot(site), on_duty(site)
    held = claimed(site, browser)
    browser.post(f"/conversation/{held.id}/terminer")
    assert bot.said[-1] == (held.conversation, "utter_human_left", "bot", "")
    answer = browser.post(f"/conversation/{held.id}/terminer")
    assert answer.status_code == 409
    assert "Cette conversation est finie" in main(answer)
    assert len(bot.said) == 2
    page = browser.get(f"/conversation/{held.id}")
    assert "C’est fini : terminée" in main(page)
    assert 'id="ecrire"' not in page.text


def test_a_reply_after_the_person_left_is_kept_to_be_copied(site: Site) -> None:
    browser = on_duty(site)
    held = claimed(site, browser)
    with unit(site.engine) as opened:
        ending.leave(opened, held.conversation, site.clock.now)
    answer = browser.post(f"/conversation/{held.id}/repondre", text="Trop tard pour ceci")
    assert answer.status_code == 409
    assert "Rien n’est parti" in main(answer)
    assert "Trop tard pour ceci" in answer.text


def test_an_admin_ends_what_nobody_looks_after(site: Site) -> None:
    anna, chef = on_duty(site, "Anna"), on_duty(site, "Chef", "admin")
    held = claimed(site, anna)
    says(site.engine, site.desk, held.conversation, "un secret")
    assert "Renard 42 avec Anna, depuis" in main(chef.get("/aujourdhui"))
    page = chef.get(f"/conversation/{held.id}")
    assert "Comme admin" in main(page)
    assert "secret" not in page.text
    assert chef.post(f"/conversation/{held.id}/repondre", text="x").status_code == 409
    assert chef.post(f"/conversation/{held.id}/rendre", mot="").status_code == 303
    assert stored(site, held.id).state == "ended"
    assert chef.get(f"/conversation/{held.id}").status_code == 404
    assert anna.get(f"/conversation/{held.id}").status_code == 200


def test_what_was_erased_is_gone(site: Site) -> None:
    browser = on_duty(site)
    held = claimed(site, browser)
    with unit(site.engine) as opened:
        person = opened.execute(conversations.select()).first().person
        empty(opened, person, site.clock.now)
    assert browser.get(f"/conversation/{held.id}").status_code == 404
    assert browser.get(f"/conversation/{held.id}/messages").status_code == 404
    assert browser.post(f"/conversation/{held.id}/repondre", text="x").status_code == 404


def test_p5_notes_are_for_colleagues_and_redacted(site: Site) -> None:
    browser = on_duty(site)
    held = claimed(site, browser)
    browser.post(f"/conversation/{held.id}/noter", note="Rappeler au 0470 12 34 56 <b>vite</b>")
    page = browser.get(f"/conversation/{held.id}")
    assert "Rappeler au [téléphone] &lt;b&gt;vite" in page.text
    assert "Anna Dupont" in main(page)
    assert replies(site.engine, held.conversation) == []
    answer = browser.post(f"/conversation/{held.id}/noter", note=" ")
    assert answer.status_code == 422


def test_the_label_is_one_of_a_list(site: Site) -> None:
    browser = on_duty(site)
    held = claimed(site, browser)
    browser.post(f"/conversation/{held.id}/etiquette", label="aides")
    assert stored(site, held.id).label == "aides"
    assert browser.post(f"/conversation/{held.id}/etiquette", label="x").status_code == 404
    assert stored(site, held.id).label == "aides"


class Shelf:
    """A library of one answer."""

    def __init__(self) -> None:
        source = Source(
            id="cefa", title="Le CEFA", publisher="Infor Jeunes", published=dt.date(2026, 11, 3)
        )
        entry = Question(
            id="cefa-quoi",
            sources=("cefa",),
            confirmed=dt.date(2026, 11, 12),
            question="C'est quoi le <CEFA> ?",
            short="Le CEFA mêle cours et entreprise.",
            regime="Dès 15 ans.",
            topic="secondaire",
        )
        self.base = Base([source], [entry])
        self.asked: list[Any] = []

    def search(self, text: str, kinds: Any, top: int, today: Any) -> list[Any]:
        self.asked.append((text, kinds, top))
        return [SimpleNamespace(id="cefa-quoi")] if "cefa" in text else []


CITED = "Source : Infor Jeunes, « Le CEFA », 03/11/2026, vérifié le 12/11/2026"


def test_answers_of_the_base_come_with_their_source(site: Site) -> None:
    shelf = Shelf()
    give_bot(site, shelf)
    browser = on_duty(site)
    held = claimed(site, browser)
    draft = {"text": "Bonjour <toi>", "mots": "cefa"}
    found = browser.post(f"/conversation/{held.id}/chercher", draft)
    assert CITED in main(found)
    assert "&lt;CEFA&gt;" in found.text
    assert "Bonjour &lt;toi&gt;" in found.text
    assert shelf.asked == [("cefa", ("faq",), 5)]
    page = browser.post(f"/conversation/{held.id}/chercher", draft, inserer="cefa-quoi")
    assert f"Bonjour <toi>\nLe CEFA mêle cours et entreprise. ({CITED})" in main_text(page)
    assert replies(site.engine, held.conversation) == []


def test_words_that_find_nothing(site: Site) -> None:
    give_bot(site, Shelf())
    browser = on_duty(site)
    held = claimed(site, browser)
    found = browser.post(f"/conversation/{held.id}/chercher", mots="rien", inserer="inconnu")
    assert "Rien dans la base pour ces mots" in main(found)


def test_without_a_base_nothing_is_offered(site: Site) -> None:
    browser = on_duty(site)
    held = claimed(site, browser)
    assert "Réponses de la base" not in main(browser.get(f"/conversation/{held.id}"))
    assert browser.post(f"/conversation/{held.id}/chercher", mots="cefa").status_code == 200


def main_text(answer: Any) -> str:
    """What is in the field of the reply."""
    found = re.search(r'<textarea id="f-text"[^>]*>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert found
    return html.unescape(found[1])
