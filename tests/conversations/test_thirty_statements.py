"""The thirty statements: how many presses, and whatever interrupts one, it stands afterwards."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.cli.terminal_conversation import TerminalConversation
from bot.notebook.questionnaire_items import ITEMS
from bot.settings import PROJECT_ROOT
from tests.support.answer_texts import join_texts, list_labels
from tests.support.counsellor_factories import add_counsellors

pytestmark = pytest.mark.long

MOST_PRESSES = 34
INTERRUPTIONS = {
    "a question": ("c'est quoi une AOB ?", "attestation"),
    "a crisis": ("jveu mourir", "0800 32 123"),
}


def test_a_result_takes_few_presses(parts: Any) -> None:
    """From the first screen to the result, by buttons alone."""
    talk, presses = TerminalConversation(parts), 0
    answer = talk.hear("bonjour")
    for label in ("Aucune idée", "Rien de ça", "Rien de ça"):
        assert label in list_labels(answer)
        answer, presses = talk.hear({"choose": label}), presses + 1
    while "/30 ·" in join_texts(answer) or "1/30" in join_texts(answer):
        answer, presses = talk.hear({"choose": "1"}), presses + 1
    assert "tendance" in join_texts(answer).lower()
    assert presses <= MOST_PRESSES
    page = (PROJECT_ROOT / "docs" / "guidance.md").read_text("utf-8")
    assert f"{presses} presses (bar {MOST_PRESSES})" in page


@pytest.mark.parametrize("name", INTERRUPTIONS)
def test_an_interruption_leaves_each_of_the_thirty_standing(parts: Any, name: str) -> None:
    said, heard = INTERRUPTIONS[name]
    talk = TerminalConversation(parts)
    answer = talk.hear("le questionnaire")
    for number in range(1, len(ITEMS) + 1):
        assert f"{number}/30" in join_texts(answer)
        between = join_texts(talk.hear(said))
        assert heard.lower() in between.lower()
        assert "/30" not in between
        assert f"{number}/30" in join_texts(talk.hear("on reprend"))
        answer = talk.hear("grave" if ITEMS[number - 1].letter == "S" else "bof")
    assert "Les autres" in join_texts(answer)


def test_an_appointment_leaves_each_of_the_thirty_standing(parts: Any) -> None:
    """Taken to its end, and given back, at every one of them."""
    add_counsellors(parts.engine, ["Conseil A"])
    talk = TerminalConversation(parts)
    answer = talk.hear("le questionnaire")
    for number in range(1, len(ITEMS) + 1):
        assert f"{number}/30" in join_texts(answer)
        assert "Je garde" in join_texts(talk.hear("un rdv pour une question courte vendredi 10h"))
        assert "C'est confirmé" in join_texts(talk.hear("oui"))
        talk.hear("annuler mon rdv")
        assert "C'est annulé" in join_texts(talk.hear("oui"))
        assert f"{number}/30" in join_texts(talk.hear("on reprend"))
        answer = talk.hear("bof" if number % 2 else "grave")
    assert "tendance" in join_texts(answer).lower()


def test_a_reload_leaves_each_of_the_thirty_standing(parts: Any, make_parts: Any) -> None:
    """Another process, which knows nothing but the database."""
    talk = TerminalConversation(parts)
    talk.hear("le questionnaire")
    for number in range(1, len(ITEMS) + 1):
        later = copy.copy(talk)
        later._parts = make_parts(parts.engine)
        assert f"{number}/30" in join_texts(later.hear("on reprend"))
        talk = later
        answer = talk.hear("bof" if number % 2 else "grave")
    assert "tendance" in join_texts(answer).lower()
