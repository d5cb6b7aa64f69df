"""What the bot did not answer reaches the team, with how it was met; other messages do not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cli.terminal_conversation import TerminalConversation
from bot.handoff.unanswered_repository import (
    BESIDE,
    NOT_KNOWN,
    NOT_UNDERSTOOD,
    list_unanswered_questions,
)
from bot.messaging import unanswered_messages
from bot.storage.unit_of_work import reading
from tests.support.domain_contents import RESPONSES

KINDS = {
    "not understood": (["zblorg patchi"], {"zblorg patchi": NOT_UNDERSTOOD}),
    "meanings offered and left": (
        ["je voudrais savoir pour le machin"],
        {"je voudrais savoir pour le machin": NOT_UNDERSTOOD},
    ),
    "a profession that is not in the base": (
        ["combien gagne un dompteur de lions ?"],
        {"combien gagne un dompteur de lions ?": NOT_KNOWN},
    ),
    "a matter that is not in the base": (
        ["ça sert à quoi le truc bleu"],
        {"ça sert à quoi le truc bleu": NOT_KNOWN},
    ),
    "a training that is not in the base": (
        ["une formation de chaman à Bastogne le dimanche"],
        {"une formation de chaman à Bastogne le dimanche": NOT_KNOWN},
    ),
    "a field without professions": (
        ["les métiers de zblorg"],
        {"les métiers de zblorg": NOT_KNOWN},
    ),
    "a complaint about the answer": (
        ["c'est quoi le CEFA ?", "c'est pas ma question"],
        {"c'est quoi le CEFA ?": BESIDE},
    ),
    "a complaint before another question": (
        ["c'est quoi le CEFA ?", "c'est pas ça, je demande combien gagne un dompteur de lions"],
        {
            "c'est quoi le CEFA ?": BESIDE,
            "combien gagne un dompteur de lions": NOT_KNOWN,
        },
    ),
    "an answer that is refused": (
        ["c'est quoi le CEFA ?", "non c'est pas ça"],
        {"c'est quoi le CEFA ?": BESIDE},
    ),
    "the same question again": (
        ["c'est quoi le CEFA ?", "mais c'est quoi un CEFA ?"],
        {"c'est quoi le CEFA ?": BESIDE, "mais c'est quoi un CEFA ?": BESIDE},
    ),
    "a clarification that is left": (
        ["combien ça gagne ?", "bon laisse tomber, c'est quoi une AOB ?"],
        {"combien ça gagne ?": NOT_UNDERSTOOD},
    ),
}


def play(parts: Any, lines: list[Any]) -> dict[str, str]:
    talk = TerminalConversation(parts)
    for line in lines:
        talk.hear(line)
    with reading(parts.engine) as unit:
        return {each.text: each.reason for each in list_unanswered_questions(unit)}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_missing_answer_is_listed(parts: Any, kind: str) -> None:
    lines, expected = KINDS[kind]
    assert play(parts, lines) == expected


SILENT = {
    "small talk": ["salut", "ça va ?", "merci beaucoup", "mdr t'es drôle"],
    "a command": ["/carnet", "/blabla"],
    "short answers to a question": ["aucune idée", "bof", "jsp", "euh rien"],
    "distress": ["c'est quoi le CEFA ?", "je veux mourir", "c'est pas ma question"],
    "a clarification that is taken up": ["combien ça gagne ?", "boulanger"],
    "an answer": ["c'est quoi le CEFA ?", "et l'IFAPME ?"],
}


@pytest.mark.parametrize("kind", SILENT)
def test_what_needs_no_answer_is_not_listed(parts: Any, kind: str) -> None:
    assert not play(parts, SILENT[kind])


def test_every_response_of_a_miss_is_in_the_domain() -> None:
    assert set(unanswered_messages.REASON_BY_RESPONSE) <= set(RESPONSES)
