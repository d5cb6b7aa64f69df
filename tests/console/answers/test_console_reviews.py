"""« À relire »: facts that fall due are confirmed, corrected or retired, and the bot follows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from knowledge.entry_schema import Question, Training
from knowledge.fact_status import Status
from knowledge.facts import get_fact
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import CurrentLibrary, Library
from knowledge.provenance import Source
from knowledge.review_schedule import list_due_facts
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_conversations import NOW

DAY = NOW.date()
SOURCE = Source(
    id="page", title="La page", publisher="L'ARES", read="2026-01-10", url="https://ares-ac.be/a"
)
SHORT = "Il faut s'inscrire avant l'été."


def _asked(short: str) -> Question:
    return Question(
        id="examen",
        question="Quand ?",
        short=short,
        regime="2026-2027",
        topic="école",
        sources=["page"],
        season="11-01",
    )


@pytest.fixture
def desk(site: ConsoleApplication, library: Library) -> Any:
    """A console whose bot knows one answer, which falls due each November."""
    entry = _asked(SHORT)
    known = library.of(KnowledgeBase([SOURCE], [entry]))
    site.desk.learning.current = CurrentLibrary.of(known, DAY)
    return site.desk


def judged(browser: ConsoleBrowser, deed: str, **fields: str) -> Any:
    given = {"entry": "examen", "field": "short", "said": SHORT, **fields}
    return browser.post(f"/relire/{deed}", **given)


def said(desk: Any) -> Any:
    return desk.learning.current.library.base.questions["examen"]


def test_what_falls_due_is_shown_with_its_source(site: ConsoleApplication, desk: Any) -> None:
    page = site.signed_in().get("/relire")
    assert SHORT in extract_main_text(page).replace("&#39;", "'")
    assert 'href="https://ares-ac.be/a"' in page.text
    assert "À relire chaque année" in extract_main_text(page)
    assert "Ne plus le dire" not in extract_main_text(
        page
    )  # an admin takes away, a counsellor confirms


def test_who_confirms_makes_it_verified(site: ConsoleApplication, desk: Any) -> None:
    browser = site.signed_in()
    assert "Rien à relire" in extract_main_text(browser.follow(judged(browser, "confirmer")))
    base = desk.learning.current.library.base
    assert get_fact(said(desk), "short", base).standing(DAY).status is Status.VERIFIED
    assert ("fact_reviewed", "review:1") in list(site.audit())
    read = KnowledgeBase.load(_empty(desk.settings.imported), desk.settings.imported)
    assert [each.verdict for each in read.reviews.values()] == ["confirmed"]


def _empty(beside: Path) -> Path:
    folder = beside.parent / "nothing-by-hand"
    folder.mkdir()
    return folder


def test_an_admin_corrects_it(site: ConsoleApplication, desk: Any) -> None:
    chef = site.signed_in("Chef", "admin")
    assert judged(site.signed_in(), "corriger", value="Non.").status_code == 403
    told = judged(chef, "corriger", value="Tu dois t'inscrire avant mai.")
    assert told.status_code == 422  # it speaks to one reader
    assert said(desk).short == SHORT
    assert judged(chef, "corriger", value="Il faut s'inscrire avant mai.").status_code == 303
    assert said(desk).short == "Il faut s'inscrire avant mai."
    assert judged(chef, "confirmer").status_code == 409  # of words that are not said any more


def test_what_is_retired_is_said_no_more(site: ConsoleApplication, desk: Any) -> None:
    chef = site.signed_in("Chef", "admin")
    assert judged(site.signed_in(), "retirer").status_code == 403
    assert judged(chef, "retirer").status_code == 303
    assert said(desk).valid_until == DAY - dt.timedelta(days=1)


def test_other_line_ends_of_a_browser_are_the_same_words(
    site: ConsoleApplication, desk: Any
) -> None:
    current = desk.learning.current
    current.take(KnowledgeBase([SOURCE], [_asked("Il faut\ns'inscrire.")]), DAY)
    assert judged(site.signed_in(), "confirmer", said="Il faut\r\ns'inscrire.").status_code == 303
    assert get_fact(said(desk), "short", current.read).standing(DAY).status is Status.VERIFIED


def test_a_review_holds_for_the_words_it_was_made_of(site: ConsoleApplication, desk: Any) -> None:
    judged(site.signed_in(), "confirmer")
    current = desk.learning.current
    rewritten = KnowledgeBase([SOURCE], [_asked("Autre chose."), *current.read.reviews.values()])
    assert [one.fact.entry for one in list_due_facts(rewritten, DAY)] == ["examen"]


def test_partners_are_asked_for_what_rests_on_no_source(
    site: ConsoleApplication, desk: Any
) -> None:
    learnt = {"kind": "CEFA", "level": 4, "school": "CEFA", "summary": "On apprend."}
    entry = Training(id="cefa", title="Boucherie", length="2 ans", owner="le CEFA", **learnt)
    known = desk.learning.current.library.of(KnowledgeBase([SOURCE], [_asked(SHORT), entry]))
    desk.learning.current = CurrentLibrary.of(known, DAY)
    browser = site.signed_in()
    assert "le CEFA" in extract_main_text(browser.get("/relire"))
    table = browser.get("/relire/a-completer.csv?a=le+CEFA").text.splitlines()
    assert "le CEFA;cefa;Boucherie;length;2 ans" in table
    assert "le CEFA;cefa;Boucherie;place;" in table
    assert "examen" not in browser.get("/relire/a-completer.csv").text
