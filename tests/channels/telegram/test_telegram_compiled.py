"""Whatever the bot says becomes calls that Telegram takes, and nothing of it is lost.

`REPLIES` are made up (`make soak`: 10,000), else some dozens.
"""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import itertools
import os
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.best_effort import BestEffort
from bot.channels.reply_compiler import ChannelWords
from bot.channels.telegram.message_sender import TelegramSender
from bot.channels.telegram.send_rate_limiter import SendRateLimiter
from bot.channels.typing_indicator import TypingIndicator
from bot.messages import Card, Choice, File, Link, Picture, Reply
from bot.messaging import non_text_input
from bot.messaging.platform_sender import Recipient
from bot.privacy.word_codes import derive_code
from tests.support.telegram_double import NAME, TOKEN, Chat, TelegramDouble, run_double
from tests.support.telegram_user import list_buttons, list_texts

EXAMPLES = int(os.environ.get("REPLIES", "60"))
WORDS = ChannelWords(
    more="Plus de choix", source="Source : {origin}", human="La Cité des Métiers :"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
DRAWN = "data:image/svg+xml;base64," + base64.b64encode(SVG.encode()).decode()
NOW = dt.datetime(2026, 11, 25, 10, tzinfo=dt.timezone.utc)
ODD = "👨‍👩‍👧‍👦 é e\u0301\u0323 שלום مرحبا 🇧🇪 👍🏽 \u200f«\u00a0» ﷽ 𝒳 \n\n ... ! a b c"

sign = st.one_of(
    st.sampled_from(ODD.split(" ")),
    st.characters(exclude_categories=["Cs", "Cc"]),
    st.sampled_from(["\n", " ", ". ", "mot "]),
)


def long_text(most: int) -> st.SearchStrategy[str]:
    """Something visible first, then up to three times the limit."""
    piece = st.lists(sign, max_size=12).map("".join)
    return st.builds(
        lambda first, one, times, end: (first + (one or "x") * times + end)[: 3 * most],
        st.sampled_from(["M", "É", "👍🏽", "ש"]),
        piece,
        st.one_of(st.integers(0, 3), st.integers(0, 3 * most)),
        piece,
    )


token = st.integers(0, 10**9).map(lambda n: f"token-{n:010d}-abcdefghijk"[:22])
choice = st.builds(Choice, long_text(40), token)
choices = st.lists(choice, max_size=150, unique_by=lambda each: each.token).map(tuple)
few = st.lists(choice, max_size=5, unique_by=lambda each: each.token).map(tuple)
card = st.builds(
    Card,
    long_text(80),
    st.one_of(st.just(""), long_text(1500)),
    st.none() | long_text(80),
    st.none() | st.just("18 septembre 2025"),
    few,
)
reply = st.builds(
    Reply,
    st.one_of(st.just(""), long_text(4096)),
    choices | few,
    st.lists(card, max_size=15).map(tuple),
    st.none() | st.builds(Picture, st.just(DRAWN), long_text(1024)),
    st.none()
    | st.builds(Link, st.just("resume:" + derive_code("seed", b"k" * 32)), long_text(40))
    | st.builds(Link, st.just("/carnet"), long_text(40)),
    st.none() | st.builds(File, st.just("/a"), st.just("a.pdf"), st.just("a/b"), long_text(300)),
    st.sampled_from(["", "human"]),
).filter(lambda made: made != Reply(author=made.author))


class Telephone:
    """A chat, and the sender that writes to it, on one event loop."""

    def __init__(self, double: TelegramDouble) -> None:
        self.double, self.loop = double, asyncio.new_event_loop()
        self.chat = double.chats.setdefault(42, Chat(42))
        request = HTTPXRequest(read_timeout=30)
        bot = Bot(TOKEN, base_url=f"{double.url}/bot", request=request)
        nothing: Any = None
        typing = TypingIndicator("telegram", nothing, nothing, nothing, BestEffort(), patience=1.0)
        fast = SendRateLimiter(10_000_000, 1_000_000)
        site = "https://boussole.example.be"
        self.sender = TelegramSender(
            bot, self.contents, WORDS, site, fast, typing, lambda error: None
        )
        self.sender.name = NAME
        self.seqs = itertools.count(1)

    async def contents(self, conversation: int, url: str) -> bytes:
        return b"%PDF"

    def shows(self, said: Reply) -> list[dict[str, Any]]:
        """What a reply brings to the chat."""
        self.chat.messages.clear()
        messages = self.sender.messages(said, next(self.seqs))
        assert messages == self.sender.messages(said, next(self.seqs) - 1) or said.offered
        self.loop.run_until_complete(self.send(messages))
        return list(self.chat.messages)

    async def send(self, messages: Any) -> None:
        for message in messages:
            await self.sender.send(Recipient(1, "42", NOW), message, NOW)


@pytest.fixture(scope="module")
def telephone() -> Iterator[Telephone]:
    with run_double(TelegramDouble()) as double:
        yield Telephone(double)


def squashed(text: str) -> str:
    """Without blanks and what cannot be seen."""
    return "".join(c for c in text if unicodedata.category(c)[0] not in "ZC")


def reachable(telephone: Telephone, said: Reply) -> list[str]:
    """Every token that can be pressed, following « Plus de choix »."""
    found, rest = [], said
    while True:
        more = None
        for message in telephone.shows(rest):
            for button in list_buttons(message):
                if non_text_input.is_more_token(button["callback_data"]):
                    more = int(button["callback_data"].rpartition(".")[2])
                else:
                    found.append(button["callback_data"])
        if more is None:
            return found
        rest = Reply("La suite :", rest.choices[more:])


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(said=reply)
def test_telegram_takes_it_and_nothing_is_lost(telephone: Telephone, said: Reply) -> None:
    telephone.double.refused.clear()
    shown = telephone.shows(said)  # raises what Telegram refuses
    assert telephone.double.refused == []
    words = squashed(list_texts(shown))
    parts = [said.text, said.image.alt if said.image else "", said.file.label if said.file else ""]
    parts += [text for each in said.cards for text in (each.title, each.text, each.source or "")]
    for part in parts:
        assert squashed(part) in words
    assert sum("photo" in m for m in shown) == bool(said.image)
    assert sum("document" in m for m in shown) == bool(said.file)
    told = words + squashed("".join(b["text"] for m in shown for b in list_buttons(m)))
    for each in [*(c for one in said.cards for c in one.choices), *said.choices[:23]]:
        assert squashed(each.label) in told
    assert reachable(telephone, said) == [each.token for each in said.offered]


def test_titles_are_bold(telephone: Telephone) -> None:
    cards = (Card("👷 Soudeuse, soudeur", "Assemble 👍."), Card("Électricien", "Câble."))
    [shown] = telephone.shows(Reply("Deux métiers 🇧🇪", cards=cards))
    raw = shown["text"].encode("utf-16-le")
    bold = [
        raw[2 * e["offset"] :][: 2 * e["length"]].decode("utf-16-le") for e in shown["entities"]
    ]
    assert bold == ["1. 👷 Soudeuse, soudeur", "2. Électricien"]


def test_what_is_too_long_to_say_below_a_file_is_said_before(telephone: Telephone) -> None:
    label = "👍" * 512 + "."
    text, file = telephone.shows(Reply(file=File("/a", "a.pdf", "a/b", label)))
    assert (text["text"], file["caption"]) == (label, "")


def test_buttons_hang_below_the_file_when_nothing_else_is_said(telephone: Telephone) -> None:
    pdf = File("/a", "a.pdf", "application/pdf", "Mon carnet")
    text, file = telephone.shows(Reply("Ton carnet :", (Choice("Mon code", "t"),), file=pdf))
    assert (text["text"], list_buttons(text)) == ("Ton carnet :", [])
    assert [b["text"] for b in list_buttons(file)] == ["Mon code"]


def test_a_counsellor_is_announced(telephone: Telephone) -> None:
    [shown] = telephone.shows(Reply("Bonjour, je suis là.", author="human"))
    assert shown["text"] == "La Cité des Métiers :\n\nBonjour, je suis là."
