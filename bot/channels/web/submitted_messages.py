"""Messages submitted to the API of the web chat, and their translation to the message model."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Optional, TypeVar

from starlette.requests import Request

from bot.channels.request_body import RequestRefused
from bot.channels.web import CHANNEL
from bot.channels.web.chat_sessions import ChatSession
from bot.messaging.message_intake import IncomingMessage, build_typed_message
from bot.messaging.turn_dependencies import TurnDependencies

T = TypeVar("T")

_CLIENT_ID_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Of a refused message, scanned for distress: with a known session, and without one.
MAX_SCANNED_CHARS, MAX_ANONYMOUS_SCANNED_CHARS = 8000, 2000
# Scanned inline: below 10 ms in the worst case, typically 0.5 ms; 8,000 characters may take 250 ms.
MAX_INLINE_CHARS = 300


class TextScanner:
    """Scans long texts one at a time in a thread of their own, off the event loop."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hearing")

    async def read(self, text: str, work: Callable[[], T]) -> T:
        """Return the result of `work`, which scans `text`."""
        if len(text) <= MAX_INLINE_CHARS:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


@dataclass
class SubmittedMessage:
    """The body of a request to send a message; `known` once its session was found."""

    network: Optional[bytes]
    data: dict[str, Any]
    known: bool = False

    @property
    def words(self) -> str:
        """The text of the message; empty for a choice."""
        text = self.data.get("text")
        return text if isinstance(text, str) else ""

    @property
    def scanned_words(self) -> str:
        """The part of the text that is scanned for distress if the message is refused."""
        return self.words[: MAX_SCANNED_CHARS if self.known else MAX_ANONYMOUS_SCANNED_CHARS]


def build_incoming(
    parts: TurnDependencies, session: ChatSession, data: dict[str, Any]
) -> IncomingMessage:
    """Build the message of a request's JSON object.

    Raises:
        RequestRefused: the id is not valid, or there is not exactly one of text and choice.
        MessageRefused: the text is not valid.
    """
    client_id, text, token = data.get("id"), data.get("text"), data.get("choice")
    if not isinstance(client_id, str) or not _CLIENT_ID_PATTERN.fullmatch(client_id):
        raise RequestRefused(422, "id")
    if isinstance(text, str) and token is None:
        return build_typed_message(CHANNEL, session.person, client_id, text, parts.key, parts.vault)
    if isinstance(token, str) and text is None and _CLIENT_ID_PATTERN.fullmatch(token):
        return IncomingMessage(CHANNEL, session.person, client_id, "choice", token)
    raise RequestRefused(422, "message")


def read_bearer_token(request: Request) -> str:
    """Return the token of the Authorization header.

    Raises:
        RequestRefused: there is none, or it is too long.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > 100:
        raise RequestRefused(401, "session")
    return token
