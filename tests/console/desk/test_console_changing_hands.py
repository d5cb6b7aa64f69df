"""Talks that change hands: what colleagues see, may do, and may not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.handoff import absence, handoff_repository
from bot.storage.unit_of_work import reading
from tests.support.console_application import ROOT, ConsoleApplication, extract_main_text
from tests.support.console_conversations import (
    attach_bot,
    claim_person,
    set_duty,
    sign_in_on_duty,
    unit,
)


def go(site: ConsoleApplication) -> None:
    """Whoever talks gives no sign of life for two minutes."""
    site.clock.now += absence.GONE_AFTER
    with unit(site.engine) as opened:
        assert absence.mark_gone(opened, site.clock.now)


def holder_of(site: ConsoleApplication, number: int) -> Any:
    with reading(site.engine) as opened:
        held = handoff_repository.find_handoff(opened, number)
        return held.counsellor if held else None


def test_a_talk_whose_counsellor_is_gone_is_taken_with_one_press(site: ConsoleApplication) -> None:
    anna, bruno, off = (sign_in_on_duty(site, name) for name in ("Anna", "Bruno", "Chloé"))
    set_duty(site, off.person, "off")
    held = claim_person(site, anna)
    bot = attach_bot(site)
    assert "Reprendre" not in bruno.get("/aujourdhui").text
    assert bruno.post(f"/conversation/{held.id}/reprendre").status_code == 409
    go(site)
    board = bruno.get("/aujourdhui")
    assert "Anna n’est plus là depuis" in extract_main_text(board)
    assert 'data-calls="1"' in board.text
    assert "À reprendre" not in off.get("/aujourdhui").text
    page = bruno.get(f"/conversation/{held.id}")
    assert "trouver la panne" in page.text  # the summary, as of somebody who waits
    assert off.post(f"/conversation/{held.id}/reprendre").status_code == 409
    answer = bruno.post(f"/conversation/{held.id}/reprendre")
    assert answer.headers["location"] == f"{ROOT}/conversation/{held.id}?fait=reprise"
    assert bot.said == [(held.conversation, "utter_human_taken_over", "human", None)]
    assert holder_of(site, held.id) == bruno.person.id
    assert ("conversation_taken_over", f"handoff:{held.id}") in site.audit()
    late = anna.post(f"/conversation/{held.id}/repondre", text="Je suis là")
    assert "quelqu’un d’autre de l’équipe" in extract_main_text(late)
    assert "utter_human_back" not in [each[1] for each in bot.said]
    piece = anna.get(f"/conversation/{held.id}/messages", headers={"boussole-news": "1"}).text
    assert 'data-state="ended"' in piece
    assert "<li" not in piece


def test_a_talk_is_offered_and_accepted(site: ConsoleApplication) -> None:
    anna, bruno = (sign_in_on_duty(site, name) for name in ("Anna", "Bruno"))
    held = claim_person(site, anna)
    bot = attach_bot(site)
    at = f"/conversation/{held.id}"
    assert "Bruno" in anna.get(f"{at}/confier").text
    note = {"collegue": str(bruno.person.id), "mot_collegue": "Tu connais les CEFA."}
    answer = anna.post(f"{at}/confier", note)
    assert "reste à vous" in extract_main_text(anna.follow(answer))
    board = bruno.get("/aujourdhui")
    assert "Anna vous propose cette conversation" in extract_main_text(board)
    assert "Tu connais les CEFA." in board.text
    assert 'data-calls="1"' in board.text
    assert "trouver la panne" in bruno.get(at).text
    assert bot.said == []
    taken = bruno.follow(bruno.post(f"{at}/accepter"))
    assert "Tu connais les CEFA." in taken.text  # now a note of the team
    assert [each[1:3] for each in bot.said] == [("utter_human_taken_over", "human")]
    assert holder_of(site, held.id) == bruno.person.id
    assert anna.get(at).text.count("trouver la panne") == 0
    done = [action for action, _ in site.audit() if action.startswith("conversation_")]
    assert ("conversation_offered" in done, "conversation_accepted" in done) == (True, True)


def test_a_declined_offer_is_seen_and_can_be_made_again(site: ConsoleApplication) -> None:
    anna, bruno, chloe = (sign_in_on_duty(site, name) for name in ("Anna", "Bruno", "Chloé"))
    held = claim_person(site, anna)
    at = f"/conversation/{held.id}"
    anna.post(f"{at}/confier", collegue=str(bruno.person.id))
    assert chloe.post(f"{at}/accepter").status_code == 409
    bruno.post(f"{at}/decliner")
    assert "Bruno ne peut pas la prendre" in anna.get(at).text
    anna.post(f"{at}/confier", collegue=str(chloe.person.id))
    anna.post(f"{at}/confier/retirer")
    refused = chloe.post(f"{at}/accepter")
    assert "ne vous est plus proposée" in extract_main_text(refused)
    assert holder_of(site, held.id) == anna.person.id


@pytest.mark.parametrize("act", ["confier", "confier/retirer"])
def test_only_the_holder_offers(site: ConsoleApplication, act: str) -> None:
    anna, bruno = (sign_in_on_duty(site, name) for name in ("Anna", "Bruno"))
    held = claim_person(site, anna)
    answer = bruno.post(f"/conversation/{held.id}/{act}", collegue=str(anna.person.id))
    assert answer.status_code == 409
    assert bruno.get(f"/conversation/{held.id}/confier").status_code == 404
