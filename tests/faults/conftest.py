"""What the tests of faults share: Telegram beside the service, and its sender alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels.reply_compiler import ChannelWords
from bot.channels.telegram.message_sender import TelegramSender
from tests.support.telegram_double import TelegramDouble, run_double

SITE = "https://boussole.example.be"


@pytest.fixture
def double() -> Iterator[TelegramDouble]:
    with run_double(TelegramDouble()) as server:
        yield server


@pytest.fixture
def telegram_sender(dialogue: Any) -> TelegramSender:
    """It compiles replies, and sends none."""
    nothing: Any = None
    words = ChannelWords.of(dialogue.sentence)
    return TelegramSender(nothing, nothing, words, SITE, nothing, nothing, nothing)
