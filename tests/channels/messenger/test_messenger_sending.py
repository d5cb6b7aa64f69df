"""Replies as calls that Meta takes: any of them, nothing lost, every choice in reach."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.channels.messenger.graph_client import GraphClient
from bot.channels.messenger.message_sender import MessengerSender
from bot.channels.messenger.messenger_settings import MessengerSettings
from bot.channels.reply_compiler import ChannelWords
from bot.channels.typing_indicator import TypingIndicator
from bot.messages import Choice, File, Picture, Reply
from bot.messaging import non_text_input
from bot.messaging.platform_sender import (
    DeliveryUnknown,
    FileUnavailable,
    MessageRefused,
    Recipient,
    RecipientGone,
    RetryableError,
    SendError,
    WindowClosed,
)
from tests.support.messenger_double import MessengerDouble, run_double
from tests.support.reply_strategies import replies

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
ANNA = "7001002003004005"
EXAMPLES = int(os.environ.get("REPLIES", "60"))
HOUR = dt.timedelta(hours=1)
NOTHING: Any = None
QUIET = TypingIndicator("messenger", NOTHING, NOTHING, NOTHING, NOTHING, patience=1.0)


@pytest.fixture(scope="module")
def running() -> Iterator[MessengerDouble]:
    with run_double(lambda: NOW) as double:
        yield double


@pytest.fixture
def meta(running: MessengerDouble) -> MessengerDouble:
    running.fate = lambda number: ""
    running.text(ANNA, "bonjour")
    running.people[ANNA].blocked = False
    for kept in (running.arrived, running.actions, running.refused):
        kept.clear()
    return running


async def contents(conversation: int, url: str) -> bytes:
    if url == "/gone":
        raise FileUnavailable
    return b"%PDF-1.4 or something like it"


@asynccontextmanager
async def opened(meta: MessengerDouble, typing: Any = QUIET) -> AsyncIterator[MessengerSender]:
    words = {"messenger_secret": "s", "messenger_verify": "v", "messenger_token": meta.token}
    graph = GraphClient(MessengerSettings(messenger_api=meta.url, **words))
    said = ChannelWords("Plus de choix", "Source : {origin}", "La Cité :")
    sender = MessengerSender(graph, said, contents, "https://boussole.example", typing)
    yield sender
    await graph.close()


async def hand_over(sender: MessengerSender, reply: Reply, heard: dt.datetime = NOW) -> None:
    for message in sender.messages(reply, 1):
        await sender.send(Recipient(1, ANNA, heard), message, NOW)


async def send(meta: MessengerDouble, reply: Reply, heard: dt.datetime = NOW) -> None:
    async with opened(meta) as sender:
        await hand_over(sender, reply, heard)


@pytest.fixture
def deliver(meta: MessengerDouble) -> Iterator[Callable[[Reply], None]]:
    """Sends in a loop of its own, over the same connections each time."""
    loop = asyncio.new_event_loop()
    stack = AsyncExitStack()
    sender = loop.run_until_complete(stack.enter_async_context(opened(meta)))
    yield lambda reply: loop.run_until_complete(hand_over(sender, reply))
    loop.run_until_complete(stack.aclose())
    loop.close()


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(reply=replies())
def test_any_reply_arrives_whole(
    meta: MessengerDouble, deliver: Callable[[Reply], None], reply: Reply
) -> None:
    meta.arrived.clear()
    pressed: set[str] = set()
    rest = reply
    while True:
        start = len(meta.arrived)
        deliver(rest)
        found = [
            token
            for each in meta.arrived[start:]
            for _, token in (*each.quick_replies, *each.buttons)
        ]
        pressed |= {token for token in found if not non_text_input.is_more_token(token)}
        more = [token for token in found if non_text_input.is_more_token(token)]
        if not more:
            break
        rest = Reply("La suite :", choices=rest.choices[int(more[0].rpartition(".")[2]) :])
    assert meta.refused == []
    assert pressed == {choice.token for choice in reply.offered}
    told = bare("".join(each.text for each in meta.arrived))
    said = [reply.text, *(part for card in reply.cards for part in (card.title, card.text))]
    assert [part for part in said if bare(part) not in told] == []
    if reply.image:
        assert bare(reply.image.alt) in told
    assert sum(bool(each.file) for each in meta.arrived) == bool(reply.image) + bool(reply.file)


async def test_the_bot_is_shown_typing_no_more_once_its_answer_leaves(
    meta: MessengerDouble,
) -> None:
    left: list[tuple[str, int]] = []

    async def over(who: str) -> None:
        left.append((who, len(meta.arrived)))

    async with opened(meta, SimpleNamespace(over=over)) as sender:
        await hand_over(sender, Reply("Voilà."))
    assert left == [(ANNA, 0)]
    assert [each.text for each in meta.arrived] == ["Voilà."]


async def test_a_picture_is_a_png_and_its_words_come_first(meta: MessengerDouble) -> None:
    drawn = b64encode(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>').decode()
    picture = Picture(f"data:image/svg+xml;base64,{drawn}", "Le dessin.")
    await send(meta, Reply("Voilà.", (Choice("Un humain", "t"),), image=picture))
    assert [each.text for each in meta.arrived] == ["Voilà.", "Le dessin.", ""]
    assert meta.arrived[-1].file.startswith(b"\x89PNG")
    assert meta.arrived[-1].quick_replies == [("Un humain", "t")]


async def test_a_file_keeps_its_name(meta: MessengerDouble) -> None:
    file = File("/rendez-vous/x/agenda.ics", "rendez-vous.ics", "text/calendar", "Agenda")
    await send(meta, Reply("C'est noté.", file=file))
    assert (meta.arrived[-1].name, meta.arrived[-1].file[:4]) == ("rendez-vous.ics", b"%PDF")


async def test_a_file_that_is_gone_is_refused(meta: MessengerDouble) -> None:
    with pytest.raises(MessageRefused):
        await send(meta, Reply(file=File("/gone", "a.pdf", "application/pdf", "A")))


# Until when


async def test_the_bot_answers_for_a_day(meta: MessengerDouble) -> None:
    meta.people[ANNA].heard = NOW - 23 * HOUR
    await send(meta, Reply("Bonjour."), heard=NOW - 23 * HOUR)
    assert [each.tag for each in meta.arrived] == [""]
    with pytest.raises(WindowClosed):
        await send(meta, Reply("Bonjour."), heard=NOW - 24 * HOUR)
    assert meta.refused == []  # Meta was not even asked


async def test_what_a_counsellor_wrote_may_leave_for_a_week(meta: MessengerDouble) -> None:
    human = Reply("Léa ici.", author="human")
    await send(meta, human)
    meta.people[ANNA].heard = NOW - 50 * HOUR
    await send(meta, human, heard=NOW - 50 * HOUR)
    assert [each.tag for each in meta.arrived] == ["", "HUMAN_AGENT"]
    assert meta.arrived[0].text == "La Cité :\n\nLéa ici."
    with pytest.raises(WindowClosed):
        await send(meta, human, heard=NOW - dt.timedelta(days=7))
    with pytest.raises(WindowClosed):
        await send(meta, Reply("Un rappel."), heard=NOW - 50 * HOUR)


# How it can end


@pytest.mark.parametrize(
    ("fate", "ends", "seconds"),
    [
        ("429", RetryableError, 30),
        ("613", RetryableError, 30),
        ("503", RetryableError, 0),
        ("1200", RetryableError, 0),
        ("500", DeliveryUnknown, 0),
        ("drop", DeliveryUnknown, 0),  # the connection went: whether it was read is not known here
        ("lost", DeliveryUnknown, 0),
        ("token", RetryableError, 600),
        ("permission", RetryableError, 600),
        ("window", WindowClosed, None),
        ("unavailable", RecipientGone, None),
        ("page 400", RetryableError, 0),
        ("page 403", RetryableError, 0),
        ("page 404", RetryableError, 0),
        ("page 502", DeliveryUnknown, 0),
        ("page 200", DeliveryUnknown, 0),  # what came back is not what Meta said
    ],
)
async def test_an_end_is_told_by_its_name(
    meta: MessengerDouble, fate: str, ends: type[SendError], seconds: float
) -> None:
    meta.fate = lambda number: fate
    with pytest.raises(SendError) as raised:
        await send(meta, Reply("Bonjour."))
    assert type(raised.value) is ends
    if isinstance(raised.value, RetryableError):
        assert raised.value.seconds == seconds
    assert ANNA not in str(raised.value) + repr(raised.value)


async def test_who_blocked_the_page_is_gone(meta: MessengerDouble) -> None:
    meta.people[ANNA].blocked = True
    with pytest.raises(RecipientGone):
        await send(meta, Reply("Bonjour."))


async def test_whoever_meta_does_not_know_is_gone(meta: MessengerDouble) -> None:
    del meta.people[ANNA]
    with pytest.raises(RecipientGone):
        await send(meta, Reply("Bonjour."))


async def test_where_nobody_listens_nothing_was_sent() -> None:
    nobody = MessengerDouble(lambda: NOW, url="http://127.0.0.1:9")
    with pytest.raises(RetryableError) as raised:
        await send(nobody, Reply("Bonjour."))
    assert type(raised.value) is RetryableError


async def test_a_wrong_token_is_told_once_without_a_word_of_the_message(
    meta: MessengerDouble, caplog: pytest.LogCaptureFixture
) -> None:
    meta.fate = lambda number: "token"
    async with opened(meta) as sender:
        for _ in range(3):
            with pytest.raises(RetryableError):
                await hand_over(sender, Reply("un secret"))
    told = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert len(told) == 1
    assert "BOUSSOLE_MESSENGER_TOKEN" in told[0]
    assert [word for word in (ANNA, "secret", meta.token) if word in caplog.text] == []
