"""What platforms send beside words: a sentence answers, and the dialogue goes on untouched."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from bot.dialogue.agent import Dialogue
from bot.messaging import non_text_input
from bot.messaging.message_intake import PendingMessage
from bot.messaging.non_text_input import MARK_RESPONSES, MORE, OTHER
from bot.storage.conversation_tables import conversations
from bot.storage.unit_of_work import writing
from tests.support.conversation_client import ConversationClient


@pytest.fixture
def person(parts: Any) -> ConversationClient:
    return ConversationClient(parts)


def told(person: ConversationClient, head: Optional[PendingMessage]) -> list[str]:
    assert head is not None
    person.gets(head)
    return person.told(head.seq)


def test_every_mark_has_its_sentence(dialogue: Dialogue) -> None:
    for name in MARK_RESPONSES.values():
        assert dialogue.sentence(name).strip()


def test_the_open_question_still_stands(person: ConversationClient) -> None:
    person.says("je veux faire le questionnaire")
    before = person.notebook()["question"]
    assert told(person, person.sends_other(OTHER, "[autocollant]")) == [
        "Les autocollants, je ne sais pas les lire. Et avec des mots ?"
    ]
    assert person.notebook()["question"] == before
    person.says("plutôt oui")
    assert person.notebook()["question"] != before


def test_s3_a_voice_message_after_distress_gets_the_lines_again(person: ConversationClient) -> None:
    person.says("jveux mourir")
    first, again = told(person, person.sends_other(OTHER, "[message vocal]"))
    assert first.startswith("Je ne peux pas écouter")
    assert "0800 32 123" in again


def test_s3_a_sticker_does_not_end_the_talk_about_distress(person: ConversationClient) -> None:
    person.says("jveux mourir")
    told(person, person.sends_other(OTHER, "[autocollant]"))
    assert "0800 32 123" in person.says("depuis deux ans")[0]


def test_what_is_kept_is_the_mark_alone(person: ConversationClient) -> None:
    told(person, person.sends_other(OTHER, "[contact]"))
    assert [row.body for row in person.messages()] == ["[contact]"]


def test_more_gives_the_choices_that_were_not_shown(person: ConversationClient) -> None:
    person.says("bonjour")
    said = person.replies()[-1]
    every = [choice["label"] for choice in said.reply["choices"]]
    assert len(every) > 3
    head = person.sends_other(MORE, non_text_input.encode_more_token(said.seq, 3))
    told(person, head)
    rest = person.replies()[-1].reply
    assert [choice["label"] for choice in rest["choices"]] == every[3:]
    assert rest["text"] == "La suite :"
    pressed = person.presses(rest["choices"][0]["token"])
    assert told(person, pressed)


@pytest.mark.parametrize("body", ["more.999.1", "more.1.999", "more.1", "1", "more.1.1.1", ""])
def test_more_of_nothing_is_said_to_be_gone(person: ConversationClient, body: str) -> None:
    person.says("bonjour")
    assert "plus valable" in told(person, person.sends_other(MORE, body))[0]


def test_another_persons_reply_is_nothing(person: ConversationClient) -> None:
    other = ConversationClient(person.parts, "another")
    for _ in range(3):
        other.says("bonjour")
    person.says("bonjour")
    body = non_text_input.encode_more_token(other.replies()[-1].seq, 0)
    assert "plus valable" in told(person, person.sends_other(MORE, body))[0]


def test_while_a_counsellor_answers_the_bot_says_nothing(person: ConversationClient) -> None:
    person.says("bonjour")
    with writing(person.parts.engine) as unit:
        unit.execute(conversations.update().values(owner="human"))
        unit.commit()
    assert told(person, person.sends_other(OTHER, "[photo]")) == []
    assert person.statuses()[-1] == "done"
