"""What Meta posts, read: every event of a batch, whatever stands around it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.messenger.message_sender import OWN_METADATA
from bot.channels.messenger.webhook_events import (
    AttachmentReceived,
    HumanReplied,
    MessageEdited,
    PayloadReceived,
    TextReceived,
    parse_events,
)
from bot.messaging.non_text_input import MARK_RESPONSES
from tests.support.messenger_double import PAGE, MessengerDouble

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
ANNA, BEN = "7001002003004005", "7001002003004006"
INBOX_APP = 263902037430900


@pytest.fixture
def meta() -> MessengerDouble:
    return MessengerDouble(lambda: NOW)


def batch(*each: dict[str, Any]) -> dict[str, Any]:
    return {"object": "page", "entry": [{"id": PAGE, "time": 1, "messaging": list(each)}]}


def kinds(*each: dict[str, Any]) -> list[Any]:
    """What each event is, without its id."""
    found = []
    for event in parse_events(batch(*each)):
        value = {
            TextReceived: lambda e: e.text,
            PayloadReceived: lambda e: e.payload,
            AttachmentReceived: lambda e: e.mark,
            MessageEdited: lambda e: e.text,
            HumanReplied: lambda e: e.at,
        }[type(event)](event)
        found.append((type(event), event.who, value))
    return found


def test_each_event_of_each_entry_is_read_in_order(meta: MessengerDouble) -> None:
    body = batch(meta.text(ANNA, "un"), meta.text(BEN, "deux"))
    body["entry"].append(batch(meta.text(ANNA, "trois"))["entry"][0])
    assert [(e.who, e.text) for e in parse_events(body)] == [
        (ANNA, "un"),
        (BEN, "deux"),
        (ANNA, "trois"),
    ]


def test_one_bad_event_does_not_lose_the_others(meta: MessengerDouble) -> None:
    bad: list[Any] = [None, 3, [], {"sender": None, "message": {"text": "?"}}, {"message": []}]
    assert kinds(*bad, meta.text(ANNA, "bonjour"), *bad) == [(TextReceived, ANNA, "bonjour")]


def test_a_quick_reply_is_its_payload(meta: MessengerDouble) -> None:
    assert kinds(meta.quick_reply(ANNA, "Un humain", "tok")) == [(PayloadReceived, ANNA, "tok")]
    assert kinds(meta.postback(ANNA, "Ouvrir", "tok")) == [(PayloadReceived, ANNA, "tok")]


def test_ids_tell_events_apart_and_hide_what_meta_put_in_them(meta: MessengerDouble) -> None:
    old = meta.postback(ANNA, "Ouvrir", "tok", mid=False)
    older = meta.postback(ANNA, "Ouvrir", "tok", mid=False)
    sent = [old, old, older, meta.text(ANNA, "a"), meta.text(ANNA, "a")]
    numbers = [event.id for event in parse_events(batch(*sent))]
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 4
    assert [number for number in numbers if ANNA in number or len(number) > 80] == []


@pytest.mark.parametrize(
    ("kind", "payload", "mark"),
    [
        ("image", {"url": "https://x"}, "[photo]"),
        ("video", {}, "[vidéo]"),
        ("audio", {}, "[message vocal]"),
        ("file", {}, "[fichier]"),
        ("location", {"coordinates": {"lat": 50.6, "long": 5.5}}, "[position]"),
        ("image", {"url": "https://x", "sticker_id": 12}, "[autocollant]"),
        ("fallback", {}, "[autre envoi]"),
        ("template", {}, "[autre envoi]"),
        ("something_new", {}, "[autre envoi]"),
    ],
)
def test_an_attachment_becomes_its_mark(
    meta: MessengerDouble, kind: str, payload: Any, mark: str
) -> None:
    assert mark in MARK_RESPONSES
    assert kinds(meta.attachment(ANNA, kind, **payload)) == [(AttachmentReceived, ANNA, mark)]


def test_several_photos_are_answered_once(meta: MessengerDouble) -> None:
    event = meta.attachment(ANNA, "image")
    event["message"]["attachments"] *= 3
    assert kinds(event) == [(AttachmentReceived, ANNA, "[photo]")]


def test_words_come_before_what_is_attached(meta: MessengerDouble) -> None:
    photo = meta.attachment(ANNA, "image", text="mon bulletin")
    assert kinds(photo) == [
        (TextReceived, ANNA, "mon bulletin"),
        (AttachmentReceived, ANNA, "[photo]"),
    ]
    link = meta.attachment(ANNA, "fallback", text="https://www.siep.be ?")
    assert kinds(link) == [(TextReceived, ANNA, "https://www.siep.be ?")]


def test_the_thumb_is_a_thumb(meta: MessengerDouble) -> None:
    thumb = meta.attachment(ANNA, "image", sticker_id=369239263222822)
    assert kinds(thumb) == [(TextReceived, ANNA, "👍")]


def test_an_empty_message_is_answered(meta: MessengerDouble) -> None:
    assert kinds(meta.event(ANNA, message={"mid": "m"})) == [
        (AttachmentReceived, ANNA, "[autre envoi]")
    ]


def test_an_edit_is_no_new_message(meta: MessengerDouble) -> None:
    edits = [
        meta.event(ANNA, message_edit={"mid": "m_1", "text": "demain", "num_edit": n})
        for n in (1, 2)
    ]
    assert kinds(edits[0]) == [(MessageEdited, ANNA, "demain")]
    assert len({event.id for event in parse_events(batch(*edits))}) == 2


def test_what_the_page_sent_is_ours_or_a_humans(meta: MessengerDouble) -> None:
    ours = meta.echo(ANNA, "Bonjour", app=1, metadata=OWN_METADATA)
    theirs = meta.echo(ANNA, "Bonjour, ici Léa", app=INBOX_APP)
    assert kinds(ours, theirs) == [(HumanReplied, ANNA, NOW)]


@pytest.mark.parametrize(
    "what",
    [
        {"delivery": {"mids": ["m"], "watermark": 1}},
        {"read": {"watermark": 1}},
        {"reaction": {"reaction": "love", "emoji": "❤️", "action": "react", "mid": "m"}},
        {"optin": {"type": "notification_messages", "payload": "p"}},
        {"referral": {"ref": "affiche", "source": "SHORTLINK", "type": "OPEN_THREAD"}},
        {"pass_thread_control": {"new_owner_app_id": "1"}},
        {"take_thread_control": {"previous_owner_app_id": "1"}},
        {"message": {"mid": "m", "is_deleted": True}},
        {"something_new": {"a": 1}},
        {"postback": {"title": "sans charge"}},
    ],
)
def test_what_asks_for_nothing_is_no_error(meta: MessengerDouble, what: Any) -> None:
    assert kinds(meta.event(ANNA, **what)) == []


def test_standby_and_changes_are_another_apps(meta: MessengerDouble) -> None:
    entry = {"id": PAGE, "standby": [meta.text(ANNA, "x")], "changes": [{"field": "feed"}]}
    assert list(parse_events({"object": "page", "entry": [entry]})) == []


KEYS = [
    *("entry", "messaging", "sender", "recipient", "id", "message", "mid", "text", "is_echo"),
    *("timestamp", "quick_reply", "payload", "attachments", "type", "sticker_id", "postback"),
    *("message_edit", "num_edit", "metadata", "is_deleted"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=30,
)


@given(JSON, JSON)
def test_nothing_that_can_be_posted_is_an_error(body: Any, event: Any) -> None:
    known = {"sender": {"id": ANNA}, "recipient": {"id": BEN}, "timestamp": event}
    for each in (body, batch(event, {**known, "message": event}, {**known, "postback": event})):
        for found in parse_events(each):
            assert found.who
