"""C5: the parsers of the three channels raise nothing but what they name, whatever is posted."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, Optional

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from telegram import Bot

from bot.channels.best_effort import BestEffort
from bot.channels.messenger import webhook as messenger
from bot.channels.messenger import webhook_events
from bot.channels.platform_intake import PlatformIntake
from bot.channels.request_body import (
    MAX_PLATFORM_DEPTH_LEVELS,
    RequestRefused,
    cut_nesting,
    parse_json_object,
)
from bot.channels.telegram import update_parser
from bot.channels.telegram.send_rate_limiter import SendRateLimiter
from bot.channels.telegram.update_handler import UpdateHandler
from bot.channels.web.chat_sessions import ChatSession
from bot.channels.web.submitted_messages import build_incoming, read_bearer_token
from bot.messaging.admission import Admission
from bot.messaging.conversation_history import HistoryCursor
from bot.messaging.message_intake import IncomingMessage
from bot.messaging.non_text_input import MARK_RESPONSES, is_more_token
from bot.privacy import message_validation
from bot.privacy.network_hashes import NetworkHashes
from bot.settings import Settings
from bot.storage.message_repository import NON_TEXT_KINDS
from tests.support.messenger_double import PAGE, MessengerDouble
from tests.support.payload_mutations import ANYTHING, OBJECTS, TEXT, mutated_payloads

PATIENT = settings(deadline=None, max_examples=int(os.environ.get("EXAMPLES", "100")))
KEY = b"a key of thirty-two bytes or more"
NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
SESSION = ChatSession(1, "p" * 64)


def accepted(message: IncomingMessage) -> None:
    """What is handed on can be stored as it is."""
    for part in (message.channel, message.person, message.external_id, message.body):
        part.encode()  # no surrogates
        assert "\x00" not in part
    assert len(message.body) <= message_validation.MAX_MESSAGE_CHARS
    assert len(message.external_id) <= 80
    assert message.kind in ("text", "choice", "open", *NON_TEXT_KINDS)
    if message.kind == "other":
        assert message.body in MARK_RESPONSES
    if message.kind == "more":
        assert is_more_token(message.body)


# Web

PARTS: Any = SimpleNamespace(
    settings=Settings(_env_file=None),
    key=KEY,
    vault=None,
    clock=lambda: NOW,
    dialogue=SimpleNamespace(sentences=None, sentence=lambda name, **facts: name),
    networks=NetworkHashes(),
)
NOTHING: Any = None
MESSAGES = ({"id": "m1", "text": "bonjour"}, {"id": "m2", "choice": "A" * 22})


@PATIENT
@given(
    OBJECTS
    | mutated_payloads(*MESSAGES)
    | st.fixed_dictionaries({"id": st.just("a"), "text": TEXT})
)
@example({"id": "a", "text": "\ud800"})
@example({"id": "a", "text": "e\u0301" * 2001})
def test_c5_a_message_of_the_web_is_taken_or_refused(data: dict[str, Any]) -> None:
    with suppress(RequestRefused, message_validation.MessageRefused):
        accepted(build_incoming(PARTS, SESSION, data))


@PATIENT
@given(TEXT | st.from_regex(r"\d{1,12}\.\d{1,12}", fullmatch=True))
def test_c5_a_position_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        cursor = HistoryCursor.parse(text)
        assert 0 <= cursor.heard < 2**31 > cursor.said >= 0  # what a column holds
        assert HistoryCursor.parse(str(cursor)) == cursor


@PATIENT
@given(st.text(st.characters(max_codepoint=255)))
def test_c5_a_session_is_read_or_refused(header: str) -> None:
    request: Any = SimpleNamespace(headers={"authorization": header})
    with suppress(RequestRefused):
        assert 0 < len(read_bearer_token(request)) <= 100


# Platforms: what is taken in goes to `seen`, in place of the database.

seen: list[IncomingMessage] = []


def all_accepted() -> None:
    """What the parsers catch of themselves must not hide a failure here."""
    for message in seen:
        accepted(message)
    seen.clear()


class Taken(PlatformIntake):
    """Keeps what would be stored."""

    async def _take(self, who: str, message: IncomingMessage) -> bool:
        seen.append(message)
        return True

    async def human_wrote(self, who: str, at: dt.datetime) -> None:
        assert at.tzinfo is not None


def taken(channel: str) -> Taken:
    return Taken(channel, PARTS, NOTHING, NOTHING, NOTHING, Admission())


# Telegram

CHAT = {"id": 987654321, "type": "private", "first_name": "Zoé"}
USER = {"id": 987654321, "is_bot": False, "first_name": "Zoé", "language_code": "fr"}
MESSAGE = {"message_id": 5, "date": 1764064800, "chat": CHAT, "from": USER, "text": "/start abc"}
PHOTO = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}
PRESSED = {"from": USER, "message": MESSAGE}
UPDATES = (
    {"update_id": 1, "message": MESSAGE},
    {"update_id": 2, "edited_message": {**MESSAGE, "edit_date": 1764064900}},
    {"update_id": 3, "message": {**MESSAGE, "photo": [PHOTO], "caption": "je veux mourir"}},
    {"update_id": 4, "callback_query": {"id": "9", "chat_instance": "4", **PRESSED, "data": "x"}},
    {
        "update_id": 5,
        "my_chat_member": {
            "chat": CHAT,
            "from": USER,
            "date": 1764064800,
            "old_chat_member": {"user": USER, "status": "member"},
            "new_chat_member": {"user": USER, "status": "kicked", "until_date": 0},
        },
    },
    {"update_id": 6, "message": {**MESSAGE, "chat": {"id": -5, "type": "group", "title": "x"}}},
)
BOT = Bot("4242424242:AAE-not-a-real-token_but-of-its-shape")


class Silent(BestEffort):
    """Nothing leaves."""

    def start(self, call: Any) -> Any:
        call.close()
        return None


class Takes(UpdateHandler):
    """Whatever it could not take is counted."""

    async def _blocked(self, blocked: update_parser.BotBlocked) -> None:
        assert blocked.at.tzinfo is not None


def taking() -> UpdateHandler:
    typing: Any = SimpleNamespace(soon=lambda who: None)
    return Takes(BOT, taken("telegram"), Silent(), typing, SendRateLimiter())


@PATIENT
@given(OBJECTS | mutated_payloads(*UPDATES))
def test_c5_an_update_of_telegram_never_comes_for_ever(data: dict[str, Any]) -> None:
    """It raises only where the same should come again, which nothing here is."""
    asyncio.run(taking().take(data))
    all_accepted()


@pytest.mark.parametrize("data", UPDATES[:4], ids=[1, 2, 3, 4])
def test_what_the_updates_of_this_test_stand_for_is_taken(data: Any) -> None:
    seen.clear()
    asyncio.run(taking().take(data))
    assert seen


# Messenger

META = MessengerDouble(lambda: NOW)
ANNA = "7001002003004005"
EVENTS = (
    META.text(ANNA, "je veux mourir"),
    META.quick_reply(ANNA, "Un humain", "tok"),
    META.postback(ANNA, "Ouvrir", "boussole.start"),
    META.attachment(ANNA, "image", url="https://cdn.example/x"),
    META.echo(ANNA, "Bonjour, ici Léa", app=1),
    META.event(ANNA, message_edit={"mid": "m_1", "text": "bonsoir", "num_edit": 1}),
    META.event(ANNA, read={"watermark": 1}),
)
BODIES = tuple({"object": "page", "entry": [{"id": PAGE, "messaging": [e, e]}]} for e in EVENTS)


def webhook() -> messenger.MessengerWebhook:
    async def no_number(who: str, text: str) -> Optional[str]:
        return None

    failed: list[str] = []
    urgent: Any = SimpleNamespace(unstored=lambda who, words: failed.append(who))
    made = messenger.MessengerWebhook(
        "s", "v", taken("messenger"), {}, urgent, lambda who: None, no_number
    )
    made.failed = failed  # type: ignore[attr-defined]
    return made


@PATIENT
@given(OBJECTS | mutated_payloads(*BODIES))
def test_c5_the_events_of_messenger_are_all_taken(data: dict[str, Any]) -> None:
    """None raises, and none is left out for an error of ours."""
    made = webhook()
    found = list(webhook_events.parse_events(cut_nesting(data, MAX_PLATFORM_DEPTH_LEVELS)))
    assert asyncio.run(made._take_all(found)) == set()
    assert made.failed == []  # type: ignore[attr-defined]
    all_accepted()
    for event in found:
        assert isinstance(messenger._event_words(webhook_events.to_unreadable_event(event)), str)


@PATIENT
@given(st.binary() | ANYTHING.map(lambda value: json.dumps(value).encode()))
def test_c5_the_bytes_of_messenger_are_events_or_nothing(raw: bytes) -> None:
    for event in messenger._parse_body(raw):
        assert event.who


def test_what_the_bodies_of_this_test_stand_for_is_taken() -> None:
    seen.clear()
    for data in BODIES[:4]:
        asyncio.run(webhook()._take_all(webhook_events.parse_events(data)))
    assert len(seen) == 8


# All of them


@PATIENT
@given(TEXT, TEXT)
def test_c5_any_words_are_taken_in_or_told(who: str, text: str) -> None:
    if who:
        asyncio.run(taken("telegram").text(who, "1", text))
        asyncio.run(taken("telegram").other(who, "2", "[photo]", text))
        asyncio.run(taken("telegram").choice(who, "3", "more.1.2"))
        all_accepted()


@PATIENT
@given(st.binary())
def test_c5_any_bytes_are_an_object_or_refused(raw: bytes) -> None:
    with suppress(RequestRefused):
        assert isinstance(parse_json_object(raw), dict)
