"""The webhook of Messenger: `GET /messenger` verifies the address, `POST` delivers events.

A request is acknowledged once all its events are durable; otherwise Meta sends it again.
"""

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

# A body beyond this is not read to its end. One that is merely too large is read to check its
# signature and acknowledged: Meta would send it again and again.
_MAX_STREAM_BYTES = 16 * 1024 * 1024
_SIGNATURE_PREFIX = "sha256="


class MessengerWebhook:
    """The endpoints.

    Args:
        secret: the app's secret, which signs each body.
        verify: the verification token agreed with Meta.
        receiving: the intake.
        known: the fixed payloads of the page.
        urgent: sends notices about messages that are not stored.
        typing: shows the typing indicator to a person.
        numbered: returns the token of a choice whose number a person typed.
    """

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
        """Return both routes."""
        return [
            Route(WEBHOOK_PATH, self.challenge, methods=["GET"]),
            Route(WEBHOOK_PATH, self.receive, methods=["POST"]),
        ]

    async def challenge(self, request: Request) -> Response:
        """Answer Meta's challenge if the verification token is right."""
        asked = request.query_params
        word = asked.get("hub.verify_token", "").encode("utf-8", "surrogatepass")
        if asked.get("hub.mode") != "subscribe" or not hmac.compare_digest(word, self._verify):
            return _refuse(403)
        return PlainTextResponse(asked.get("hub.challenge", ""))

    async def receive(self, request: Request) -> Response:
        """Take in all events of a signed body."""
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
            events = _parse_body(raw)
        missed = await self._take_all(events)
        return _refuse(503) if missed else PlainTextResponse("")

    async def _take_all(self, events: Iterable[MessengerEvent]) -> set[str]:
        """Take in all events; returns the people of whom one could not be stored.

        Their later events are skipped, so that Meta sends them again in order.
        """
        missed: set[str] = set()
        for event in events:
            if event.who in missed:
                self._urgent.notify_unstored(event.who, _event_words(event))
            elif not await self._take(event):
                missed.add(event.who)
        return missed

    async def _read(self, request: Request) -> tuple[bytes, str]:
        """Read the body, empty if it is too large to parse, and compute its signature.

        Raises:
            RequestRefused: it exceeds the limit of the stream.
        """
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
        """Take in an event; returns False if Meta has to send it again."""
        try:
            await self._received(event)
        except TooManyWaiting:
            self._urgent.notify_crowded(event.who, _event_words(event))
        except RETRYABLE_ERRORS as error:
            logger.error("messenger: an event was not stored: %s", type(error).__name__)
            self._urgent.notify_unstored(event.who, _event_words(event))
            return False
        except Exception as error:  # noqa: BLE001  # a bad event must not block the others
            # Acknowledged, since it would fail again.
            logger.error("messenger: an event was left out: %s", type(error).__name__)
            self._urgent.notify_unstored(event.who, _event_words(event))
        return True

    async def _received(self, event: MessengerEvent) -> None:
        if await self._is_new(event):  # else no answer will come
            self._typing(event.who)

    async def _is_new(self, event: MessengerEvent) -> bool:
        """Take in an event; returns whether it is new and expects an answer."""
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
        """Take in a text, or the choice whose number it is."""
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
    """Parse the events of an authentic body; none if it is not JSON, which no repetition mends.

    Texts in a body that is nested too deeply become unreadable messages.
    """
    try:
        data = request_body.parse_json_object(raw)
    except request_body.RequestRefused:
        logger.error("messenger: a body could not be read")
        return []
    if not request_body.is_nested_deeper(data, request_body.MAX_PLATFORM_DEPTH_LEVELS):
        return list(webhook_events.parse_events(data))
    return [
        webhook_events.to_unreadable_event(event)
        for event in webhook_events.parse_events(
            request_body.cut_nesting(data, request_body.MAX_PLATFORM_DEPTH_LEVELS)
        )
    ]


def _refuse(status: int) -> Response:
    return PlainTextResponse("", status_code=status)
