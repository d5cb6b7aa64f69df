"""What a filled response becomes in the message model."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.dialogue.reply_output import ChoiceMinter
from bot.messages import Picture, Reply

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)


def made(draft: dict[str, Any]) -> Reply:
    return ChoiceMinter(1, NOW).reply(draft)


def test_a_picture_keeps_its_address_and_its_words() -> None:
    image = {"url": "data:image/svg+xml;base64,PHN2Zz4=", "alt": "Un dessin."}
    reply = made({"text": "Voilà.", "custom": {"image": image}})
    assert reply.image == Picture(**image)
    assert Reply.from_json(reply.to_json()) == reply


def test_no_picture_is_none() -> None:
    assert made({"text": "Voilà.", "custom": {"image": None}}).image is None
    assert made({"text": "Voilà."}).image is None


def test_a_code_is_known_by_its_field() -> None:
    reply = made({"text": "Ton code : un-deux", "custom": {"code": "un-deux"}})
    assert reply.code == "un-deux"
    assert Reply.from_json(reply.to_json()) == reply
    assert Reply.from_json({"text": "Ton code : un-deux"}).code == ""
