"""An answer is tried in the real dialogue before it is approved, and its conversations are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.console.answers import answer_conversations, answer_repository
from bot.console.answers.answer_rehearsal import AnswerRehearser
from bot.console.answers.answer_repository import APPROVED, Answer
from bot.console.answers.wording_generator import MAX_WORDINGS, list_wordings
from bot.storage.conversation_tables import conversations
from bot.storage.unit_of_work import reading
from tests.support.console_answers import ANSWER_FORM, propose
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_conversations import NOW, unit

QUESTION = "Peut-on recharger une trottinette à la Cité ?"
SHORT = "Oui, une prise est libre près de l'entrée."
ANSWER = Answer(7, QUESTION, [], SHORT, "Cité des Métiers", "", NOW.date(), APPROVED, 1, 1, NOW)


def test_a_rehearsal_shows_replies_and_stores_nothing(parts: Any) -> None:
    found = AnswerRehearser(parts).rehearse(ANSWER, [QUESTION, "c'est quoi le CEFA ?"])
    assert [each.comes for each in found.wordings] == [True, False]
    assert SHORT in found.wordings[0].reply
    assert "alternance" in found.wordings[1].reply
    with reading(parts.engine) as opened:
        assert not opened.execute(sa.select(conversations.c.id)).all()


def test_a_rehearsal_tells_what_is_only_offered(parts: Any) -> None:
    """A wording that gets the answer at one press is neither said nor lost."""
    found = AnswerRehearser(parts).rehearse(ANSWER, ["une prise, ça existe là-bas ?"])
    assert [(each.comes, each.offered) for each in found.wordings] == [(False, True)]


def test_a_later_rehearsal_migrates_no_database(parts: Any, monkeypatch: Any) -> None:
    AnswerRehearser(parts).rehearse(ANSWER, [QUESTION])
    monkeypatch.setattr("bot.messaging.scratch_conversations.migrate_schema", None)
    assert AnswerRehearser(parts).rehearse(ANSWER, [QUESTION]).coming


def test_what_the_answer_takes_from_another_is_listed(parts: Any) -> None:
    taken_from = parts.library.base.questions["cefa-c-est-quoi"]
    greedy = replace(ANSWER, question=taken_from.question.rstrip(" ?"))
    found = AnswerRehearser(parts).rehearse(greedy, [greedy.question])
    assert taken_from.question in [each.message for each in found.taken]


def test_the_kept_conversations_tell_which_answers_fail(parts: Any, tmp_path: Path) -> None:
    answer_conversations.write_conversations(tmp_path, ANSWER, [QUESTION], SHORT)
    rehearser = AnswerRehearser(parts)
    assert answer_conversations.find_missed_wordings(tmp_path, rehearser) == {7: [QUESTION]}
    answer_conversations.delete_conversations(tmp_path, 7)
    assert answer_conversations.find_missed_wordings(tmp_path, rehearser) == {}


def test_wordings_are_filled_up_by_rules() -> None:
    found = list_wordings(QUESTION, ["brancher sa trottinette"])
    assert found[:2] == [QUESTION, "brancher sa trottinette"]
    assert len(set(found)) == MAX_WORDINGS
    assert "peut recharger trottinette cite" in list_wordings(QUESTION, [])


@pytest.fixture
def learning_site(site: ConsoleApplication, parts: Any) -> ConsoleApplication:
    object.__setattr__(site.desk, "rehearser", AnswerRehearser(parts))
    return site


def test_the_page_shows_what_comes_and_the_approval_keeps_it(
    learning_site: ConsoleApplication,
) -> None:
    browser = learning_site.signed_in(role="admin")
    propose(browser)
    page = browser.post("/questions/1/essayer", {"wordings": "permis de cariste <b>où</b> ?"})
    assert page.status_code == 200
    assert "sur 1" in extract_main_text(page)
    assert "<b>où" not in page.text
    browser.post("/questions/1/accepter", {"wordings": "le permis pour être cariste"})
    files = (learning_site.desk.settings.data / "answers").glob("*.yml")
    assert [path.name for path in files] == ["reponse-1-1.yml"]
    with unit(learning_site.engine) as opened:
        approved = answer_repository.find_answer(opened, 1)
    assert approved is not None
    assert "le permis pour être cariste" in approved.variants
    # The library of the rehearser has not learned it.
    assert approved.missed == ["le permis pour être cariste"]
    assert "ne vient pas pour" in extract_main_text(browser.get("/questions"))


def test_the_centre_may_be_the_source(site: ConsoleApplication) -> None:
    browser = site.signed_in(role="admin")
    refused = propose(browser, url="", source="")
    assert refused.status_code == 422
    taken = propose(browser, url="", source="", origin="centre")
    assert "attend l’accord" in extract_main_text(browser.follow(taken))
    page = extract_main_text(browser.get("/questions"))
    assert "la Cité elle-même" in page
    assert ANSWER_FORM["source"] not in page
    assert browser.follow(browser.post("/questions/1/accepter", {})).status_code == 200
