"""C5: hundreds who send or read slowly, at once, and another person who is answered meanwhile."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from bot.channels import request_body
from tests.support.live_service import MAX_WAIT_SECONDS, LiveService
from tests.support.web_chat_client import WebChatClient

MANY = 200


@contextmanager
def connections(service: LiveService, sent: bytes) -> Iterator[list[socket.socket]]:
    """So many, each of which has sent the same."""
    with ExitStack() as stack:
        opened = []
        for _ in range(MANY):
            each = socket.create_connection(("127.0.0.1", service.port), timeout=MAX_WAIT_SECONDS)
            opened.append(stack.enter_context(each))
            each.sendall(sent)
        yield opened


def test_c5_bodies_a_byte_at_a_time_keep_nobody_waiting(
    service: LiveService, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = WebChatClient(service)
    monkeypatch.setattr(request_body, "MAX_READ_SECONDS", 1.0)
    head = (
        "POST /api/messages HTTP/1.1\r\nhost: localhost\r\n"
        f"authorization: Bearer {page.token}\r\n"
        "content-type: application/json\r\ncontent-length: 1000\r\n\r\n"
    )
    with connections(service, head.encode()) as slow:
        for number, each in enumerate(slow):
            each.sendall(b'{"id": "a"'[: number % 10])
        assert page.say("bonjour")
        for each in slow:
            assert each.recv(12) == b"HTTP/1.1 408"
    assert page.say("merci")


def test_c5_streams_that_nobody_reads_keep_nobody_waiting(service: LiveService) -> None:
    page, others = WebChatClient(service), [WebChatClient(service) for _ in range(MANY // 10)]
    with ExitStack() as stack:
        for other in others:
            bearer = f"authorization: Bearer {other.token}"
            head = f"GET /api/events HTTP/1.1\r\nhost: a\r\n{bearer}\r\n\r\n"
            for _ in range(10):
                each = socket.create_connection(
                    ("127.0.0.1", service.port), timeout=MAX_WAIT_SECONDS
                )
                stack.enter_context(each)
                each.sendall(head.encode())
        for word in ("bonjour", "merci", "aide"):
            assert page.say(word)
        assert others[0].say("bonjour")
