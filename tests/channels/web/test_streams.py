"""C5: open streams have bounds, and a person is never kept out by their own old ones."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import pytest
from sse_starlette.sse import AppStatus

from bot.channels.web.event_streams import MAX_CONVERSATION_STREAMS, EventStreams
from tests.support.live_service import LiveService
from tests.support.web_chat_client import WebChatClient


def test_the_oldest_of_a_conversation_makes_room() -> None:
    streams, events = EventStreams(of_one=2), [asyncio.Event() for _ in range(4)]
    with ExitStack() as stack:
        opened = [stack.enter_context(streams.opened(1, news)) for news in events]
        assert [stream.over for stream in opened] == [True, True, False, False]
        assert [news.is_set() for news in events] == [True, True, False, False]
        other = stack.enter_context(streams.opened(2, asyncio.Event()))
        assert not other.over


def test_all_together_have_a_bound() -> None:
    streams = EventStreams(of_all=2)
    with ExitStack() as stack:
        assert not streams.full
        for conversation in (1, 2):
            stack.enter_context(streams.opened(conversation, asyncio.Event()))
        assert streams.full
    assert not streams.full
    assert not streams._open  # no conversation is remembered


def test_c5_a_session_that_opens_streams_without_end_keeps_the_newest(service: LiveService) -> None:
    page = WebChatClient(service)
    page.welcome()
    first = page.events()
    next(first)  # the first words
    later = [page.events() for _ in range(MAX_CONVERSATION_STREAMS)]
    for each in later:
        next(each)
    assert list(first) == []  # it ended
    page.say("bonjour")
    for each in later:
        assert next(each)[1]["from"] == "person"
        each.close()


def test_streams_end_whole_when_the_process_stops(
    service: LiveService, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The page reconnects to another process; one that was cut off raises here."""
    page = WebChatClient(service)
    seen = page.events()
    next(seen)  # the first words
    monkeypatch.setattr(AppStatus, "should_exit", True)  # as at SIGTERM
    assert list(seen) == []
    assert caplog.records == []
