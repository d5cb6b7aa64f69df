"""CARE S1, S3: the same help on each channel, in whatever way the words come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from bot.care.abusive_messages import classify_abuse
from bot.care.detector import detect
from bot.channel_registry import list_channels
from bot.settings import PROJECT_ROOT
from tests.support.messenger_user import ANNA, MessengerUser, list_arrived_texts, run_on_messenger
from tests.support.telegram_user import TelegramUser, list_texts
from tests.support.web_chat_client import WebChatClient

DISTRESS = "jveu mourir"
Says = Callable[[str], str]


@pytest.fixture
def phone(parts: Any) -> Iterator[MessengerUser]:
    with run_on_messenger(parts) as (meta, service):
        yield MessengerUser(meta, service)


def _web(request: pytest.FixtureRequest) -> Says:
    page = WebChatClient(request.getfixturevalue("service"))
    return lambda text: "\n".join(reply.get("text", "") for reply in page.say(text))


def _telegram(request: pytest.FixtureRequest) -> Says:
    zoe = request.getfixturevalue("zoe")
    return lambda text: list_texts(zoe.says(text))


def _messenger(request: pytest.FixtureRequest) -> Says:
    phone = request.getfixturevalue("phone")
    return lambda text: list_arrived_texts(phone.writes(text))


WRITERS = {"web": _web, "telegram": _telegram, "messenger": _messenger}


@pytest.fixture(params=WRITERS.values(), ids=WRITERS)
def says(request: pytest.FixtureRequest) -> Says:
    """Somebody writes; what they are told, in one."""
    made: Says = request.param(request)
    return made


def test_s1_no_channel_is_left_out() -> None:
    assert set(WRITERS) == {channel.name for channel in list_channels()}


def test_s1_as_the_first_message_of_all_and_what_follows(says: Says) -> None:
    first = says(DISTRESS)
    for words in ("Je prends ça au sérieux", "0800 32 123", "112", "confiance"):
        assert words in first
    assert "s'efface après" not in first  # the notice waits until they turn to something else
    assert "Ne reste pas en solo" in says("oui")
    appeal = says("j'ai peur d'appeler")
    assert "C'est normal d'avoir peur d'appeler" in appeal
    assert "107" in appeal
    assert "1/30" in says("le questionnaire")


LONG = f"{DISTRESS} " + "et puis voilà " * 200


def test_s1_in_a_text_that_is_too_long_on_telegram(zoe: TelegramUser) -> None:
    said = list_texts(zoe.says(LONG))
    assert "0800 32 123" in said
    assert "Ne reste pas en solo" in list_texts(zoe.says("oui"))


def test_s1_in_a_text_that_is_too_long_on_messenger(phone: MessengerUser) -> None:
    assert "0800 32 123" in list_arrived_texts(phone.writes(LONG))
    assert "Ne reste pas en solo" in list_arrived_texts(phone.writes("oui"))


def test_s1_as_a_caption_and_in_an_edit_on_telegram(zoe: TelegramUser) -> None:
    photo = {"photo": [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}]}
    assert "0800 32 123" in list_texts(zoe.does(zoe.sent(**photo, caption=DISTRESS)))
    first = zoe.wrote("bonjour")
    zoe.does(first)
    edited = {**first["message"], "text": "mon père me frappe", "edit_date": 1764064900}
    assert "101" in list_texts(zoe.does(zoe.update(edited_message=edited)))


def test_s1_in_an_edit_with_a_photo_and_as_a_quick_reply_on_messenger(phone: MessengerUser) -> None:
    title, token = phone.writes("bonjour")[-1].quick_replies[0]
    reply = phone.meta.quick_reply(ANNA, DISTRESS, token)
    assert "0800 32 123" in list_arrived_texts(phone.sends(reply))
    photo = phone.meta.attachment(ANNA, "image", text="mon père me frappe")
    assert "101" in list_arrived_texts(phone.sends(photo))
    edit = {"mid": "m_1", "text": "je dors dehors", "num_edit": 1}
    assert "107" in list_arrived_texts(phone.sends(phone.meta.event(ANNA, message_edit=edit)))
    assert phone.sends(phone.meta.quick_reply(ANNA, title, token))  # still a press


def test_s1_no_label_of_ours_is_taken_for_a_signal_or_an_insult() -> None:
    """Labels are typed as well, and a quick reply brings its own."""

    def titles(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            if "payload" in part:
                yield part["title"]
            for each in part.values():
                yield from titles(each)
        elif isinstance(part, list):
            for each in part:
                yield from titles(each)

    files = (PROJECT_ROOT / "bot" / "domain").glob("*.yml")
    every = {title for file in files for title in titles(yaml.safe_load(file.read_text("utf-8")))}
    assert len(every) > 200
    assert [title for title in every if detect(title) or classify_abuse(title)] == []
