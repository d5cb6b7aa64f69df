"""« Questions laissées »: who waits longest comes first, one answer wins, a draft is checked."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.deferred_questions import deferred_answers, question_submission
from bot.deferred_questions.deferred_question_errors import UnknownInvitation
from bot.storage.deferred_question_tables import question_invitations
from bot.storage.unit_of_work import reading
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_conversations import add_conversation, add_message, unit
from tests.support.database_rows import read_rows, run_sql
from tests.support.deferred_questions import add_draft, add_question, list_questions

ANSWER = "Il y a une séance le lundi. On peut venir sans s’inscrire."


@pytest.fixture
def browser(site: ConsoleApplication) -> ConsoleBrowser:
    """A counsellor; question 1 waits since Friday, question 2 since today."""
    browser = site.signed_in()
    with unit(site.engine) as opened:
        for days, text in (
            (5, "un grutier, ça gagne combien ?"),
            (0, "et un souffleur de verre ?"),
        ):
            when = site.clock.now - dt.timedelta(days=days)
            add_question(opened, add_conversation(opened), when, text)
    return browser


def test_the_oldest_comes_first_and_what_is_late_is_marked(browser: ConsoleBrowser) -> None:
    page = extract_main_text(browser.get("/questions-laissees"))
    first, second = page.index("un grutier"), page.index("un souffleur")
    assert first < second
    assert "3 jours ouvrables" in page[first:second]
    assert "en retard" in page[first:second]
    assert "aujourd’hui" in page[second:]
    assert "en retard" not in page[second:]
    assert "Une formation" in page


def test_the_page_of_the_day_says_how_many_wait(browser: ConsoleBrowser) -> None:
    assert "2 questions laissées attendent une réponse" in extract_main_text(
        browser.get("/aujourdhui")
    )
    for number in (1, 2):
        browser.post(f"/questions-laissees/{number}/repondre", reponse=ANSWER)
    assert "attendent une réponse" not in extract_main_text(browser.get("/aujourdhui"))


def test_an_answer_is_stored_with_its_audit_line(
    site: ConsoleApplication, browser: ConsoleBrowser
) -> None:
    page = browser.follow(browser.post("/questions-laissees/1/repondre", reponse=ANSWER))
    assert "C’est envoyé" in extract_main_text(page)
    row = list_questions(site.engine)[0]
    assert (row.state, row.answer, row.author) == ("answered", ANSWER, "counsellor")
    assert row.answered_by == browser.person.id
    assert ("deferred_answered", "deferred_question:1") in site.audit()


def test_of_two_who_answer_one_wins_and_the_other_is_told(
    site: ConsoleApplication, browser: ConsoleBrowser
) -> None:
    other = site.signed_in("Bruno Petit")
    browser.post("/questions-laissees/1/repondre", reponse=ANSWER)
    late = other.post("/questions-laissees/1/repondre", reponse="Autre chose.")
    assert late.status_code == 409
    assert "Quelqu’un a déjà répondu" in extract_main_text(late)
    assert list_questions(site.engine)[0].answer == ANSWER


@pytest.mark.parametrize("text", ["", "appelle-moi au 0470 12 34 56", "x" * 2001])
def test_what_could_not_be_said_in_a_talk_is_not_sent_here(
    site: ConsoleApplication, browser: ConsoleBrowser, text: str
) -> None:
    answer = browser.post("/questions-laissees/1/repondre", reponse=text)
    assert answer.status_code == 422
    assert text in answer.text  # to be corrected, not typed again
    assert list_questions(site.engine)[0].state == "waiting"


def test_a_reason_goes_to_the_person(site: ConsoleApplication, browser: ConsoleBrowser) -> None:
    browser.post("/questions-laissees/1/sans-reponse", raison="Il faut voir ton dossier.")
    row = list_questions(site.engine)[0]
    assert (row.state, row.answer) == ("declined", "Il faut voir ton dossier.")
    assert ("deferred_declined", "deferred_question:1") in site.audit()


def test_it_can_be_proposed_for_the_base(browser: ConsoleBrowser) -> None:
    assert 'action="/conseillers/questions/ecrire"' in browser.get("/questions-laissees/1").text
    form = browser.post("/questions/ecrire", texte="un grutier, ça gagne combien ?")
    assert 'value="un grutier, ça gagne combien ?"' in form.text


def invite(browser: ConsoleBrowser, number: int = 1) -> str:
    page = browser.post(f"/questions-laissees/{number}/inviter")
    assert page.status_code == 200, extract_main_text(page)
    found = re.search(r"/question/([\w-]+)<", page.text)
    assert found
    return found[1]


def opens(site: ConsoleApplication, token: str) -> bool:
    with reading(site.engine) as opened:
        try:
            deferred_answers.open_invitation(opened, token, site.keys.key, site.clock.now)
        except UnknownInvitation:
            return False
    return True


def test_a_link_is_shown_once_stored_hashed_and_ends(
    site: ConsoleApplication, browser: ConsoleBrowser
) -> None:
    token = invite(browser)
    assert len(token) >= 22  # 128 bits at six a sign
    assert token not in repr(read_rows(site.engine, question_invitations))
    assert token not in browser.get("/questions-laissees/1").text
    assert opens(site, token)
    newer = invite(browser)
    assert not opens(site, token)
    site.clock.now += deferred_answers.INVITATION_LIFETIME
    assert not opens(site, newer)


def test_a_link_ends_when_the_question_is_answered_changed_or_erased(
    site: ConsoleApplication, browser: ConsoleBrowser
) -> None:
    token = invite(browser)
    browser.post("/questions-laissees/1/repondre", reponse=ANSWER)
    assert not opens(site, token)
    token, question = invite(browser, 2), list_questions(site.engine)[1]
    with unit(site.engine) as opened:
        question_submission.change_question(
            opened, question.conversation_id, 2, "et un vitrier ?", "", site.clock.now
        )
    assert not opens(site, token)
    token = invite(browser, 2)
    run_sql(site.engine, "DELETE FROM conversations")
    assert not opens(site, token)


def test_distress_since_keeps_a_question_inside(
    site: ConsoleApplication, browser: ConsoleBrowser
) -> None:
    talk = list_questions(site.engine)[0].conversation_id
    with unit(site.engine) as opened:
        add_message(opened, talk, "…", site.clock.now)
    run_sql(site.engine, "UPDATE inbox SET signal = 'concern', topic = 'distress'")
    refused = browser.post("/questions-laissees/1/inviter")
    assert refused.status_code == 409
    assert "ne sort pas de la Cité" in extract_main_text(refused)
    assert read_rows(site.engine, question_invitations) == []


@pytest.fixture
def drafted(site: ConsoleApplication, browser: ConsoleBrowser) -> ConsoleBrowser:
    """A professional has answered question 1."""
    with unit(site.engine) as opened:
        add_draft(opened, 1, site.clock.now, site.keys.key, "2 800 euros brut.", browser.person.id)
    return browser


def test_a_draft_goes_out_as_it_was_checked(
    site: ConsoleApplication, drafted: ConsoleBrowser
) -> None:
    assert "à relire" in extract_main_text(drafted.get("/questions-laissees"))
    assert "2 800 euros brut." in drafted.get("/questions-laissees/1").text
    drafted.post("/questions-laissees/1/accepter", relu="Environ 2 800 euros brut par mois.")
    row = list_questions(site.engine)[0]
    assert (row.author, row.answer) == ("professional", "Environ 2 800 euros brut par mois.")
    assert ("deferred_draft_accepted", "deferred_question:1") in site.audit()


def test_a_draft_may_be_refused_and_another_asked(
    site: ConsoleApplication, drafted: ConsoleBrowser
) -> None:
    assert drafted.post("/questions-laissees/1/inviter").status_code == 409
    drafted.post("/questions-laissees/1/refuser")
    assert list_questions(site.engine)[0].state == "waiting"
    assert "2 800" not in drafted.get("/questions-laissees/1").text
    assert drafted.post("/questions-laissees/1/accepter", relu="Oui.").status_code == 409
    assert drafted.post("/questions-laissees/1/inviter").status_code == 200


def test_a_question_that_is_gone_is_no_page(browser: ConsoleBrowser) -> None:
    assert browser.get("/questions-laissees/9").status_code == 404
    assert browser.post("/questions-laissees/9/repondre", reponse=ANSWER).status_code == 404


def test_views_are_audited_once(site: ConsoleApplication, browser: ConsoleBrowser) -> None:
    for _ in range(2):
        browser.get("/questions-laissees/1")
    assert site.audit().count(("deferred_seen", "deferred_question:1")) == 1
