"""A person in danger in the console: first, marked, beyond the limit; a second counsellor; every
signal marked for who has the talk, and nothing of it for the others (S5)."""

from __future__ import annotations

from typing import Any

from bot.console.desk.live_stream import read_state
from bot.handoff import alert_consent, handoff_claims, staff_alerts
from bot.handoff.danger_requests import request_in_danger
from bot.handoff.handoff_repository import Handoff, update_handoff
from bot.storage.conversation_tables import inbox
from bot.storage.unit_of_work import reading
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_conversations import (
    NOW,
    add_conversation,
    add_message,
    add_waiting_person,
    attach_bot,
    claim_person,
    get_csrf_token,
    set_duty,
    sign_in_on_duty,
    unit,
)

PLANTED = "je veux mourir <x-planted>"


def add_person_in_danger(site: ConsoleApplication, may_read: bool = False) -> Handoff:
    """Somebody who waits in danger, with an unseen alert."""
    with unit(site.engine) as opened:
        conversation = add_conversation(opened)
        add_message(opened, conversation, PLANTED)
        opened.execute(
            inbox.update().where(inbox.c.conversation_id == conversation).values(signal="danger")
        )
        staff_alerts.raise_alert(opened, conversation, 1, NOW)
        if may_read:
            alert_consent.grant_consent(opened, conversation, NOW)
        return request_in_danger(opened, conversation, "Loutre 7", NOW)


def send_signal(site: ConsoleApplication, held: Handoff, text: str, level: str) -> None:
    with unit(site.engine) as opened:
        add_message(opened, held.conversation, text)
        same = (inbox.c.conversation_id == held.conversation) & (inbox.c.body == text)
        opened.execute(inbox.update().where(same).values(signal=level))


def hold(site: ConsoleApplication, browser: Any, may_read: bool = False) -> Handoff:
    held = add_person_in_danger(site, may_read)
    assert browser.post(f"/conversation/{held.id}/prendre").status_code == 303
    return held


def test_who_waits_in_danger_is_first_marked_and_can_be_taken_beyond_the_limit(
    site: ConsoleApplication,
) -> None:
    browser = sign_in_on_duty(site)
    for number in range(handoff_claims.MAX_CHATS):
        claim_person(site, browser, pseudonym=f"Renard {number}")
    add_waiting_person(site.engine, "Chouette 3")
    held = add_person_in_danger(site)
    page = browser.get("/aujourdhui")
    queue = page.text[page.text.index('id="h-queue"') :]
    assert queue.index("Loutre 7") < queue.index("Chouette 3")
    assert "Demande à parler à quelqu’un : c’est Loutre 7" in extract_main_text(page)
    assert "x-planted" not in page.text
    assert f"/conversation/{held.id}/prendre" in page.text
    assert page.text.count("/prendre") == 2  # of the signal and of the queue; of nobody else
    assert browser.post(f"/conversation/{held.id}/prendre").status_code == 303
    assert "Loutre 7 Signal grave" in extract_main_text(browser.get(f"/conversation/{held.id}"))


def test_the_stream_tells_danger_apart_on_duty_only(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    add_waiting_person(site.engine)
    add_person_in_danger(site)
    token = browser.client.cookies.get("__Host-conseillers")
    assert token == get_csrf_token(browser)
    seen = []
    for duty in ("on", "interview"):
        set_duty(site, browser.person, duty)
        with reading(site.engine) as opened:
            state = read_state(opened, site.desk, token, None)
        assert state is not None
        seen.append(state.dangers)
    assert seen == [1, 0]


def test_taking_the_person_settles_the_signal_and_shows_what_may_be_read(
    site: ConsoleApplication,
) -> None:
    browser = sign_in_on_duty(site)
    held = hold(site, browser, may_read=True)
    page = browser.get(f"/conversation/{held.id}")
    assert "je veux mourir &lt;x-planted&gt;" in page.text
    assert "Signal grave" in page.text[page.text.index('id="talk"') :]
    board = browser.get("/aujourdhui")
    assert 'id="h-signals"' not in board.text
    assert "Signal grave « je veux mourir <x-planted> »" in extract_main_text(board)
    assert ("alert_seen", "alert:1") in site.audit()


def test_every_signal_is_marked_for_who_has_the_talk_and_shown_to_nobody_else(
    site: ConsoleApplication,
) -> None:
    anna, bruno = sign_in_on_duty(site, "Anna"), sign_in_on_duty(site, "Bruno", "admin")
    held = claim_person(site, anna)
    marks = {"danger": "Signal grave", "concern": "Inquiétude", "checking": "Peut-être"}
    for level in reversed(marks):
        send_signal(site, held, f"mots {level}", level)
    page = anna.get(f"/conversation/{held.id}/messages")
    for level, words in marks.items():
        assert f'data-signal="{level}"' in page.text
        assert words in page.text
    board = extract_main_text(anna.get("/aujourdhui"))
    assert "Signal grave « mots danger »" in board
    for seen in (bruno.get("/aujourdhui"), bruno.get(f"/conversation/{held.id}")):
        assert "mots" not in extract_main_text(seen)


def test_a_mark_that_comes_later_changes_the_page(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    send_signal(site, held, "je suis à bout", "checking")
    before = browser.get(f"/conversation/{held.id}").text
    with unit(site.engine) as opened:
        opened.execute(inbox.update().where(inbox.c.signal == "checking").values(signal="danger"))
    after = browser.get(f"/conversation/{held.id}").text

    def mark(page: str) -> str:
        return page.split("data-talk=")[1].split('data-mark="')[1].split('"')[0]

    assert mark(before) != mark(after)


def test_a_colleague_joins_writes_and_leaves_and_the_person_is_told(
    site: ConsoleApplication,
) -> None:
    bot = attach_bot(site)
    anna, bruno = sign_in_on_duty(site, "Anna"), sign_in_on_duty(site, "Bruno")
    held = hold(site, anna, may_read=True)
    board = bruno.get("/aujourdhui")
    assert "Un·e collègue parle avec une personne en danger" in extract_main_text(board)
    for word in ("Loutre", "mourir", "Anna"):
        assert word not in extract_main_text(board)
    assert "Rejoindre" in extract_main_text(bruno.get(f"/conversation/{held.id}"))
    for _ in range(2):
        assert bruno.post(f"/conversation/{held.id}/rejoindre").status_code == 303
    said = [response for _, response, _, _ in bot.said]
    assert said.count("utter_human_second") == 1
    page = bruno.get(f"/conversation/{held.id}")
    assert "je veux mourir" in extract_main_text(page)
    assert "Anna tient cette conversation" in extract_main_text(page)
    assert "Rendre au robot" not in extract_main_text(page)
    assert (
        bruno.post(f"/conversation/{held.id}/repondre", text="Je suis là aussi.").status_code == 303
    )
    assert bruno.post(f"/conversation/{held.id}/terminer").status_code == 409
    owner = extract_main_text(anna.get(f"/conversation/{held.id}"))
    assert "Bruno est là aussi" in owner
    assert "<strong>Bruno</strong>" in anna.get(f"/conversation/{held.id}/messages").text
    assert "Je suis là aussi." in owner
    assert "tenue par un·e collègue" in extract_main_text(bruno.get("/aujourdhui"))
    assert bruno.post(f"/conversation/{held.id}/quitter").status_code == 303
    assert bot.said[-1][1] == "utter_human_second_left"
    assert "je veux mourir" not in extract_main_text(bruno.get(f"/conversation/{held.id}"))
    lines = [line for line in site.audit() if line[1] == f"handoff:{held.id}"]
    assert [
        action for action, _ in lines if action in ("conversation_joined", "conversation_left")
    ] == [
        "conversation_joined",
        "conversation_left",
    ]


def test_a_calm_talk_is_not_joined(site: ConsoleApplication) -> None:
    anna, bruno = sign_in_on_duty(site, "Anna"), sign_in_on_duty(site, "Bruno")
    held = claim_person(site, anna)
    answer = bruno.post(f"/conversation/{held.id}/rejoindre")
    assert answer.status_code == 409
    assert "là où une personne est en danger" in extract_main_text(answer)
    with unit(site.engine) as opened:
        update_handoff(opened, held.id, danger=True)
    set_duty(site, bruno.person, "off")
    assert "Rejoindre" not in extract_main_text(bruno.get(f"/conversation/{held.id}"))
    assert "collègue parle avec" not in extract_main_text(bruno.get("/aujourdhui"))
