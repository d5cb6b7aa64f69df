"""The page of a professional: one question and nothing else; what is sent is a draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.deferred_questions import deferred_answers
from bot.messaging.db_executor import DbExecutor
from bot.site import professional_answer_pages
from bot.site.page_facts import build_page_facts
from bot.site.professional_answer_pages import ProfessionalAnswerPages
from bot.storage.deferred_question_tables import question_invitations
from bot.storage.unit_of_work import writing
from tests.support.console_conversations import add_conversation
from tests.support.counsellor_factories import add_counsellors
from tests.support.database_rows import read_rows
from tests.support.deferred_questions import ANSWER, add_question, list_questions

TEXT = "un souffleur de verre, ça travaille encore ?"


@pytest.fixture
def path(parts: Any) -> str:
    """The link to a question."""
    add_counsellors(parts.engine, ["Conseil A"])
    with writing(parts.engine) as unit:
        now = parts.clock()
        number = add_question(unit, add_conversation(unit, created=now), now, TEXT)
        token = deferred_answers.invite_professional(unit, number, 1, parts.key, now)
        unit.commit()
    return f"/question/{token}"


@pytest.fixture
def client(parts: Any) -> Iterator[TestClient]:
    threads = DbExecutor(1)
    pages = ProfessionalAnswerPages(build_page_facts(parts.settings), parts, threads)
    with TestClient(Starlette(routes=pages.routes()), follow_redirects=False) as client:
        yield client
    threads.close()


def drafts(parts: Any) -> list[str]:
    return [row.draft for row in read_rows(parts.engine, question_invitations)]


def test_it_shows_the_question_and_a_get_changes_nothing(
    client: TestClient, path: str, parts: Any
) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert TEXT in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex"
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert drafts(parts) == [""]


def test_an_answer_is_a_draft_once(client: TestClient, path: str, parts: Any) -> None:
    sent = client.post(path, data={"reponse": ANSWER})
    assert sent.status_code == 303
    thanks = client.get(sent.headers["location"])
    assert "Merci" in thanks.text
    assert "<textarea" not in thanks.text
    client.post(path, data={"reponse": "Autre chose."})
    assert drafts(parts) == [ANSWER]
    assert list_questions(parts.engine)[0].state == "waiting"


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", "vide"), ("x" * 2001, "trop long"), ("mon gsm : 0470 12 34 56", "un numéro")],
)
def test_what_cannot_be_said_comes_back(
    client: TestClient, path: str, parts: Any, text: str, problem: str
) -> None:
    page = client.post(path, data={"reponse": text})
    assert page.status_code == 422
    assert problem in page.text
    assert text in page.text
    assert drafts(parts) == [""]


def test_s1_distress_of_the_professional_gets_the_lines(
    client: TestClient, path: str, parts: Any
) -> None:
    page = client.post(path, data={"reponse": "je veux mourir"})
    assert "0800 32 123" in page.text
    assert drafts(parts) == [""]


def test_nothing_opens_without_the_link(client: TestClient, path: str, clock: Any) -> None:
    for wrong in ("/question/x", path[:-1], path + "x"):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong, data={"reponse": ANSWER}).status_code == 404
    clock.now += deferred_answers.INVITATION_LIFETIME
    assert client.get(path).status_code == 404


def test_a_form_of_another_site_is_refused(client: TestClient, path: str, parts: Any) -> None:
    foreign = {"sec-fetch-site": "cross-site"}
    assert client.post(path, data={"reponse": ANSWER}, headers=foreign).status_code == 403
    assert drafts(parts) == [""]


def test_a_link_has_a_quota_of_its_own(
    client: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses = [client.get(path).status_code for _ in range(professional_answer_pages.LINK_BURST)]
    assert set(statuses) == {200}
    assert client.get(path).status_code == 429
    assert client.get("/question/x").status_code == 404
