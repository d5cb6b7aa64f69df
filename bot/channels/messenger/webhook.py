"""Where Meta posts what people write: `GET /messenger` proves whose address it is, `POST` brings
events. Acknowledged only once all of them are durable; Meta sends the others again."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Optional

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.care.detector import detect
from bot.channels import request_body
from bot.channels.messenger import WEBHOOK_PATH, webhook_events
from bot.channels.messenger.direct_notices import DirectNotices
from bot.channels.messenger.persistent_menu import GET_STARTED_PAYLOAD
from bot.channels.messenger.webhook_events import MessengerEvent
from bot.channels.platform_intake import (
    MAX_SCANNED_CHARS,
    RETRYABLE_ERRORS,
    PlatformIntake,
    PressOutcome,
)
from bot.messaging.message_intake import MenuButton, TooManyWaiting

logger = logging.getLogger(__name__)

# Beyond, a body is neither looked at nor waited for; one that is merely too large is, to know
# whether it is Meta's: refused, it would come again and again.
_MAX_STREAM_BYTES = 16 * 1024 * 1024
_SIGNATURE_PREFIX = "sha256="


class MessengerWebhook:
    """`secret`: the app's, which signs each body; `verify`: the word that was agreed with Meta;
    `known`: the fixed payloads of the page's menu; `typing`: shows somebody that the bot writes;
    `numbered`: the token of a choice whose number somebody typed."""

    def __init__(
        self,
        secret: str,
        verify: str,
        receiving: PlatformIntake,
        known: Mapping[str, MenuButton],
        urgent: DirectNotices,
        typing: Callable[[str], None],
        numbered: Callable[[str, str], Awaitable[Optional[str]]],
    ) -> None:
        self._secret, self._verify = secret.encode(), verify.encode()
        self._receiving, self._known = receiving, known
        self._urgent, self._typing, self._numbered = urgent, typing, numbered

    def routes(self) -> list[Route]:
        """Both."""
        return [
            Route(WEBHOOK_PATH, self.challenge, methods=["GET"]),
            Route(WEBHOOK_PATH, self.receive, methods=["POST"]),
        ]

    async def challenge(self, request: Request) -> Response:
        """Answer Meta's challenge, for who knows the word."""
        asked = request.query_params
        word = asked.get("hub.verify_token", "").encode("utf-8", "surrogatepass")
        if asked.get("hub.mode") != "subscribe" or not hmac.compare_digest(word, self._verify):
            return _refuse(403)
        return PlainTextResponse(asked.get("hub.challenge", ""))

    async def receive(self, request: Request) -> Response:
        """Take in all the events of a body."""
        try:
            raw, signature = await asyncio.wait_for(
                self._read(request), request_body.MAX_READ_SECONDS
            )
        except (asyncio.TimeoutError, ClientDisconnect):
            return _refuse(408)
        except request_body.RequestRefused as refused:
            return _refuse(refused.status)
        shown = request.headers.get("x-hub-signature-256", "").encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(signature.encode(), shown):
            return _refuse(403)
        async with self._receiving.turn():
            found = _parse_body(raw)
        missed = await self._take_all(found)
        return _refuse(503) if missed else PlainTextResponse("")

    async def _take_all(self, found: Iterable[MessengerEvent]) -> set[str]:
        """Take in all the events; whose could not be stored. What somebody wrote after one that
        could not waits for it: Meta sends both again, in their order."""
        missed: set[str] = set()
        for event in found:
            if event.who in missed:
                self._urgent.notify_unstored(event.who, _event_words(event))
            elif not await self._take(event):
                missed.add(event.who)
        return missed

    async def _read(self, request: Request) -> tuple[bytes, str]:
        """The body, empty where it is too large to be looked at, and how Meta would sign it.
        Raises Refused: it has no end."""
        signed, raw, size = hmac.new(self._secret, digestmod=hashlib.sha256), bytearray(), 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > _MAX_STREAM_BYTES:
                raise request_body.RequestRefused(413, "too_large")
            signed.update(chunk)
            if size <= request_body.MAX_PLATFORM_BODY_BYTES:
                raw += chunk
        return (
            bytes(raw) if size <= request_body.MAX_PLATFORM_BODY_BYTES else b"",
            _SIGNATURE_PREFIX + signed.hexdigest(),
        )

    async def _take(self, event: MessengerEvent) -> bool:
        """Whether the event is durable, or can never be: one must not lose the others."""
        try:
            await self._received(event)
        except TooManyWaiting:
            self._urgent.notify_crowded(event.who, _event_words(event))
        except RETRYABLE_ERRORS as error:
            logger.error("messenger: an event was not stored: %s", type(error).__name__)
            self._urgent.notify_unstored(event.who, _event_words(event))
            return False
        except Exception as error:  # noqa: BLE001  # one bad event must not lose the batch
            # Acknowledged: sent again, it would fail again. The person is told.
            logger.error("messenger: an event was left out: %s", type(error).__name__)
            self._urgent.notify_unstored(event.who, _event_words(event))
        return True

    async def _received(self, event: MessengerEvent) -> None:
        if await self._is_new(event):  # else nothing will be said, and nothing shown
            self._typing(event.who)

    async def _is_new(self, event: MessengerEvent) -> bool:
        """Take it in; whether it asks for an answer that was not given before."""
        receiving = self._receiving
        match event:
            case webhook_events.HumanReplied(who, at):
                await receiving.human_wrote(who, at)
                return False
            case webhook_events.TextReceived(who, number, text):
                return await self._wrote(who, number, text)
            case webhook_events.PayloadReceived(who, number, payload):
                return await self._pressed(who, number, payload)
            case webhook_events.MessageEdited(who, number, text) if detect(
                text[:MAX_SCANNED_CHARS]
            ):
                return await receiving.text(who, number, text)
            case webhook_events.MessageEdited(who, number, _):
                return await receiving.other(who, number, "[message modifié]")
            case webhook_events.AttachmentReceived(who, number, mark, words):
                return await receiving.other(who, number, mark, words)

    async def _wrote(self, who: str, number: str, text: str) -> bool:
        """Words, or the number of a choice."""
        async with self._receiving.turn():
            token = await self._numbered(who, text)
        if token is None:
            return await self._receiving.text(who, number, text)
        return await self._receiving.choice(who, number, token) is not PressOutcome.AGAIN

    async def _pressed(self, who: str, number: str, payload: str) -> bool:
        if payload == GET_STARTED_PAYLOAD:
            return await self._receiving.opened(who, number)
        if payload in self._known:
            return await self._receiving.button(who, number, self._known[payload])
        return await self._receiving.choice(who, number, payload) is not PressOutcome.AGAIN


def _event_words(event: MessengerEvent) -> str:
    match event:
        case (
            webhook_events.TextReceived(text=text)
            | webhook_events.MessageEdited(text=text)
            | webhook_events.AttachmentReceived(words=text)
        ):
            return text
    return ""


def _parse_body(raw: bytes) -> list[MessengerEvent]:
    """What an authentic body tells; nothing where it can't be read, which no repetition mends. Of
    one that is nested too deep, people are told that they can't be read."""
    try:
        data = request_body.parse_json_object(raw)
    except request_body.RequestRefused:
        logger.error("messenger: a body could not be read")
        return []
    if not request_body.is_nested_deeper(data, request_body.MAX_PLATFORM_DEPTH_LEVELS):
        return list(webhook_events.parse_events(data))
    return [
        webhook_events.to_unreadable_event(e)
        for e in webhook_events.parse_events(
            request_body.cut_nesting(data, request_body.MAX_PLATFORM_DEPTH_LEVELS)
        )
    ]


def _refuse(status: int) -> Response:
    return PlainTextResponse("", status_code=status)
