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

from bot.channels import body
from bot.channels.messenger import events
from bot.channels.messenger.events import Event
from bot.channels.messenger.standing import GET_STARTED
from bot.channels.messenger.urgent import Urgent
from bot.channels.receiving import NOT_NOW, READ, Receiving, Taken
from bot.conversation.intake import Button, TooManyWaiting
from bot.safeguarding.detector import detect

logger = logging.getLogger(__name__)

PATH = "/messenger"
# Beyond, a body is neither looked at nor waited for; one that is merely too large is, to know
# whether it is Meta's: refused, it would come again and again.
_PATIENCE = 16 * 1024 * 1024
_SIGNED = "sha256="


class Webhook:
    """`secret`: the app's, which signs each body; `verify`: the word that was agreed with Meta;
    `known`: the fixed payloads of the page's menu; `typing`: shows somebody that the bot writes;
    `numbered`: the token of a choice whose number somebody typed."""

    def __init__(
        self,
        secret: str,
        verify: str,
        receiving: Receiving,
        known: Mapping[str, Button],
        urgent: Urgent,
        typing: Callable[[str], None],
        numbered: Callable[[str, str], Awaitable[Optional[str]]],
    ) -> None:
        self._secret, self._verify = secret.encode(), verify.encode()
        self._receiving, self._known = receiving, known
        self._urgent, self._typing, self._numbered = urgent, typing, numbered

    def routes(self) -> list[Route]:
        """Both."""
        return [
            Route(PATH, self.challenge, methods=["GET"]),
            Route(PATH, self.receive, methods=["POST"]),
        ]

    async def challenge(self, request: Request) -> Response:
        """Answer Meta's challenge, for who knows the word."""
        asked = request.query_params
        word = asked.get("hub.verify_token", "").encode("utf-8", "surrogatepass")
        if asked.get("hub.mode") != "subscribe" or not hmac.compare_digest(word, self._verify):
            return _refused(403)
        return PlainTextResponse(asked.get("hub.challenge", ""))

    async def receive(self, request: Request) -> Response:
        """Take in all the events of a body."""
        try:
            raw, signature = await asyncio.wait_for(self._read(request), body.SECONDS)
        except (asyncio.TimeoutError, ClientDisconnect):
            return _refused(408)
        except body.Refused as refused:
            return _refused(refused.status)
        shown = request.headers.get("x-hub-signature-256", "").encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(signature.encode(), shown):
            return _refused(403)
        async with self._receiving.turn():
            found = _events(raw)
        missed = await self._missed(found)
        return _refused(503) if missed else PlainTextResponse("")

    async def _missed(self, found: Iterable[Event]) -> set[str]:
        """Take in all the events; whose could not be stored. What somebody wrote after one that
        could not waits for it: Meta sends both again, in their order."""
        missed: set[str] = set()
        for event in found:
            if event.who in missed:
                self._urgent.unstored(event.who, _words(event))
            elif not await self._take(event):
                missed.add(event.who)
        return missed

    async def _read(self, request: Request) -> tuple[bytes, str]:
        """The body, empty where it is too large to be looked at, and how Meta would sign it.
        Raises Refused: it has no end."""
        signed, raw, size = hmac.new(self._secret, digestmod=hashlib.sha256), bytearray(), 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > _PATIENCE:
                raise body.Refused(413, "too_large")
            signed.update(chunk)
            if size <= body.PLATFORM_BYTES:
                raw += chunk
        return bytes(raw) if size <= body.PLATFORM_BYTES else b"", _SIGNED + signed.hexdigest()

    async def _take(self, event: Event) -> bool:
        """Whether the event is durable, or can never be: one must not lose the others."""
        try:
            await self._received(event)
        except TooManyWaiting:
            self._urgent.many(event.who, _words(event))
        except NOT_NOW as error:
            logger.error("messenger: an event was not stored: %s", type(error).__name__)
            self._urgent.unstored(event.who, _words(event))
            return False
        except Exception as error:  # noqa: BLE001  # one bad event must not lose the batch
            # Acknowledged: sent again, it would fail again. The person is told.
            logger.error("messenger: an event was left out: %s", type(error).__name__)
            self._urgent.unstored(event.who, _words(event))
        return True

    async def _received(self, event: Event) -> None:
        if await self._is_new(event):  # else nothing will be said, and nothing shown
            self._typing(event.who)

    async def _is_new(self, event: Event) -> bool:
        """Take it in; whether it asks for an answer that was not given before."""
        receiving = self._receiving
        match event:
            case events.Answered(who, at):
                await receiving.human_wrote(who, at)
                return False
            case events.Wrote(who, number, text):
                return await self._wrote(who, number, text)
            case events.Pressed(who, number, payload):
                return await self._pressed(who, number, payload)
            case events.Edited(who, number, text) if detect(text[:READ]):
                return await receiving.text(who, number, text)
            case events.Edited(who, number, _):
                return await receiving.other(who, number, "[message modifié]")
            case events.Sent(who, number, mark, words):
                return await receiving.other(who, number, mark, words)

    async def _wrote(self, who: str, number: str, text: str) -> bool:
        """Words, or the number of a choice."""
        async with self._receiving.turn():
            token = await self._numbered(who, text)
        if token is None:
            return await self._receiving.text(who, number, text)
        return await self._receiving.choice(who, number, token) is not Taken.AGAIN

    async def _pressed(self, who: str, number: str, payload: str) -> bool:
        if payload == GET_STARTED:
            return await self._receiving.opened(who, number)
        if payload in self._known:
            return await self._receiving.button(who, number, self._known[payload])
        return await self._receiving.choice(who, number, payload) is not Taken.AGAIN


def _words(event: Event) -> str:
    match event:
        case events.Wrote(text=text) | events.Edited(text=text) | events.Sent(words=text):
            return text
    return ""


def _events(raw: bytes) -> list[Event]:
    """What an authentic body tells; nothing where it can't be read, which no repetition mends. Of
    one that is nested too deep, people are told that they can't be read."""
    try:
        data = body.parse(raw)
    except body.Refused:
        logger.error("messenger: a body could not be read")
        return []
    if not body.deeper(data, body.PLATFORM_DEPTH):
        return list(events.events(data))
    return [events.unreadable(e) for e in events.events(body.cut(data, body.PLATFORM_DEPTH))]


def _refused(status: int) -> Response:
    return PlainTextResponse("", status_code=status)
