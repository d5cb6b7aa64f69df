"""The routes of the web chat."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Optional

from sqlalchemy.exc import SQLAlchemyError
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import metrics
from bot.channels import body
from bot.channels.body import Refused
from bot.channels.web import sessions
from bot.channels.web.description import describe
from bot.channels.web.errors import NOT_KEPT, Errors
from bot.channels.web.hearing import Hearing
from bot.channels.web.sessions import CHANNEL, Session
from bot.channels.web.shares import Share, Shares
from bot.channels.web.streams import Streams
from bot.conversation.admission import Admission, Visit
from bot.conversation.history import Cursor, Entry, since
from bot.conversation.intake import (
    Crowded,
    Head,
    Incoming,
    StaleChoice,
    TooManyWaiting,
    accept,
    typed,
)
from bot.conversation.listeners import Listeners
from bot.conversation.notebooks import notebook_of
from bot.conversation.threads import Rank, Stuck, Threads
from bot.conversation.turn import Parts
from bot.conversation.worker import Worker
from bot.guidance import classes
from bot.guidance.document import Document
from bot.privacy.erasure import empty
from bot.privacy.intake import Refused as Unreadable
from bot.privacy.pseudonyms import pseudonym
from bot.storage.unit_of_work import reading, writing

logger = logging.getLogger(__name__)

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MESSAGES = "/api/messages"
PING_SECONDS = 15
_UNAVAILABLE = (SQLAlchemyError, Stuck)
# Characters of a refused message that are looked through for distress: of somebody's, whose session
# is known, and of anybody's.
READ, READ_OF_STRANGERS = 8000, 2000


@dataclass
class Letter:
    """A message that somebody sent, `known` once its session is."""

    network: Optional[bytes]
    data: dict[str, Any]
    words: str
    known: bool = False


@dataclass
class WebChannel:
    """What the routes need; built by `bot.app`."""

    parts: Parts
    threads: Threads
    worker: Worker
    listeners: Listeners
    admission: Admission = field(default_factory=Admission)
    streams: Streams = field(default_factory=Streams)
    shares: Shares = field(init=False)
    hearing: Hearing = field(default_factory=Hearing)
    errors: Errors = field(init=False)

    def __post_init__(self) -> None:
        parts = self.parts
        self.shares = Shares(parts.settings, parts.networks, parts.clock)
        self.errors = Errors(parts.dialogue.sentences, parts.clock, self.hearing)

    def routes(self) -> list[Route]:
        """The public API; `docs/web-api.md` describes it."""
        return [
            Route("/api/session", self._told(self.open), methods=["POST"]),
            Route(_MESSAGES, self._told(self.send), methods=["POST"]),
            Route("/api/events", self._told(self.events), methods=["GET"]),
            Route("/api/forget", self._told(self.forget), methods=["POST"]),
            Route("/api/openapi.json", describe, methods=["GET"]),
        ]

    def refusal(self, peer: str, head: bytes) -> Optional[bytes]:
        """The whole answer to a request that begins with these bytes, where it is not even read."""
        if not self.shares.refuses(peer, head):
            return None
        metrics.refusal(CHANNEL, "busy_network")
        return self._unread

    @cached_property
    def _unread(self) -> bytes:
        return self.errors.as_bytes(429, "refused_busy_network")

    async def open(self, request: Request) -> Response:
        """Mint a session; the bot then says its first words."""
        network = self.shares.network(request)
        await self._share(self._beginning(request), network, request)
        if not await self.shares.any_room():
            raise Refused(429, "full")
        try:
            async with self.admission.beginning(network) as rank:
                token, session = await self.threads.ask(rank, self._mint)
                self.parts.networks.note(session.conversation, network)
                await self._store(Incoming(CHANNEL, session.person, "open", "open"), rank)
        except Crowded:
            raise Refused(429, "full") from None
        return JSONResponse({"token": token}, status_code=201, headers=NOT_KEPT)

    async def send(self, request: Request) -> Response:
        """Store one message or choice; 202 once it is durable, 200 when it had come before.

        Whatever keeps it from being stored is said, with the helplines where its words call for
        them (S1).
        """
        token, network = _token(request), self.shares.network(request)
        person = pseudonym(CHANNEL, token, self.parts.key)
        admitted = await self.shares.takes(Share.SEND, network)
        # Read before it is their turn: whoever sends a body byte by byte takes nobody's place.
        data = await body.read(request)
        text = data.get("text")
        letter = Letter(network, data, text if isinstance(text, str) else "")
        if not admitted:
            return await self._refuse(letter, 429, "refused_busy_network")
        async with self.admission.turn(person) as visit:
            try:
                head = await self._taken(token, visit, letter)
            except Refused as refused:
                return await self._refuse(letter, refused.status, f"refused_{refused.reason}")
            except Exception as error:  # noqa: BLE001  # the person must be told, whatever it is
                # The class only: the text may quote what was typed.
                logger.error("a message could not be stored: %s", type(error).__name__)
                return await self._refuse(letter, 503, "storage_failed")
        return JSONResponse(
            {"id": data["id"], "seq": head.seq if head else None},
            status_code=202 if head else 200,
            headers=NOT_KEPT,
        )

    async def events(self, request: Request) -> Response:
        """Everything after the cursor, then what comes, until the page goes."""
        network = self.shares.network(request)
        await self._share(Share.ASK, network, request)
        if self.streams.full_of(network):
            await self.shares.turned_away(request.url.path, network)
            raise Refused(429, "busy_network")
        if self.streams.full:
            raise Refused(429, "full")
        session = await self._session(request)
        given = request.headers.get("last-event-id") or request.query_params.get("after", "0.0")
        try:
            cursor = Cursor.parse(given)
        except ValueError:
            raise Refused(400, "cursor") from None
        if request.method == "HEAD":
            return Response(media_type="text/event-stream", headers=NOT_KEPT)
        return EventSourceResponse(
            self._stream(session, cursor, network), ping=PING_SECONDS, headers=NOT_KEPT
        )

    async def forget(self, request: Request) -> Response:
        """Erase all that this person said and got, what still waits to be stored too; where that
        cannot be, all of it is still there, and is said to be."""
        await self._share(Share.ASK, self.shares.network(request), request)
        try:
            session = await self._session(request)
            async with self.admission.forgetting(session.person) as rank:
                await self.threads.ask(rank, partial(self._empty, session))
        except TooManyWaiting:
            raise Refused(429, "forgotten_again") from None
        except Stuck:  # what was begun may still end well
            logger.error("whether all was erased is not known: Stuck")
            return await self.errors.answer(503, "storage_failed_unsure_erased")
        except SQLAlchemyError as error:
            logger.error("nothing could be erased: %s", type(error).__name__)
            return await self.errors.answer(503, "storage_failed_erasing")
        self.parts.networks.forget(session.conversation)
        self.listeners.tell(session.conversation)
        return JSONResponse({"forgotten": True}, headers=NOT_KEPT)

    async def _stream(
        self, session: Session, cursor: Cursor, network: Optional[bytes]
    ) -> AsyncIterator[ServerSentEvent]:
        with (
            self.listeners.listen(session.conversation) as news,
            self.streams.opened(session.conversation, news, network) as stream,
        ):
            while not stream.over:
                news.clear()
                entries = await self._new(session.conversation, cursor)
                if entries is None:
                    return
                for entry in entries:
                    yield ServerSentEvent(
                        json.dumps(entry.data, ensure_ascii=False), id=str(entry.cursor)
                    )
                    cursor = entry.cursor
                await news.wait()

    def _beginning(self, request: Request) -> Share:
        """A class has a share of its own; its link is forgotten at once."""
        link = request.headers.get("class-session", "")
        in_class = classes.is_open(link, self.parts.key, self.parts.clock())
        return Share.IN_CLASS if in_class else Share.BEGIN

    async def _share(self, share: Share, network: Optional[bytes], request: Request) -> None:
        """Before anything that costs more. Raises Refused."""
        if not await self.shares.takes(share, network):
            await self.shares.turned_away(request.url.path, network)
            raise Refused(429, "busy_network")

    async def _refuse(self, letter: Letter, status: int, reason: str) -> Response:
        """With the helplines where its words call for them. Where its network had too many looked
        through, it is told to come back, and the sentence names 112 whatever was typed."""
        words = letter.words[: READ if letter.known else READ_OF_STRANGERS]
        if not await self.shares.takes(Share.HEAR, letter.network, len(words)):
            status, reason, words = 429, "refused_busy_network", ""
        if reason == "refused_busy_network":
            await self.shares.turned_away(_MESSAGES, letter.network)
        return await self.errors.answer(status, reason, words)

    async def _session(self, request: Request) -> Session:
        return await self._known(_token(request))

    async def _known(self, token: str) -> Session:
        session = await self.threads.ask(Rank.READ, partial(self._find, token))
        if session is None:
            raise Refused(401, "session")
        return session

    async def _taken(self, token: str, visit: Visit, letter: Letter) -> Optional[Head]:
        """One message, stored; None when it had come before. Raises Refused."""
        try:
            session = await self._known(token)
            letter.known = True
            incoming = await self.hearing.read(
                letter.words, partial(self._incoming, session, letter.data)
            )
            async with self.admission.storing(visit, lambda: bool(incoming.signal)) as rank:
                self.parts.networks.note(session.conversation, letter.network)
                return await self._store(incoming, rank)
        except Unreadable as error:
            raise Refused(413 if error.reason == "too_long" else 422, error.reason) from None
        except StaleChoice:
            raise Refused(409, "stale_choice") from None
        except TooManyWaiting:
            raise Refused(429, "too_many") from None
        except Crowded:
            raise Refused(429, "busy") from None

    async def _store(self, incoming: Incoming, rank: Rank) -> Optional[Head]:
        work = partial(accept, self.parts.engine, incoming, self.parts.clock())
        head = await self.threads.ask(rank, work)
        metrics.message(CHANNEL, new=head is not None)
        if head is not None:
            self.listeners.tell(head.conversation)
            self.worker.hand(head, behind=rank is Rank.MORE)
        return head

    async def notebook(self, request: Request) -> Optional[Document]:
        """The notebook of the session that asks, as a document; None without a session."""
        try:
            session = await self._session(request)
        except Refused:
            return None
        return await self.threads.ask(Rank.READ, partial(notebook_of, self.parts, session.person))

    def _incoming(self, session: Session, data: dict[str, Any]) -> Incoming:
        client_id, text, token = data.get("id"), data.get("text"), data.get("choice")
        if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
            raise Refused(422, "id")
        if isinstance(text, str) and token is None:
            return typed(CHANNEL, session.person, client_id, text, self.parts.key, self.parts.vault)
        if isinstance(token, str) and text is None and _CLIENT_ID.fullmatch(token):
            return Incoming(CHANNEL, session.person, client_id, "choice", token)
        raise Refused(422, "message")

    def _mint(self) -> tuple[str, Session]:
        with writing(self.parts.engine) as unit:
            minted = sessions.mint(unit, self.parts.key, self.parts.clock())
            unit.commit()
            return minted

    def _find(self, token: str) -> Optional[Session]:
        with reading(self.parts.engine) as unit:
            return sessions.find(unit, token)

    async def _new(self, conversation: int, cursor: Cursor) -> Optional[list[Entry]]:
        """What came since; None when it cannot be read: the stream ends, the page asks again."""
        try:
            return await self.threads.ask(Rank.READ, partial(self._since, conversation, cursor))
        except (SQLAlchemyError, Stuck) as error:
            logger.error("a stream was left without news: %s", type(error).__name__)
            return None

    def _since(self, conversation: int, cursor: Cursor) -> list[Entry]:
        with reading(self.parts.engine) as unit:
            return since(unit, conversation, cursor)

    def _empty(self, session: Session) -> None:
        with writing(self.parts.engine) as unit:
            empty(unit, session.person, self.parts.clock())
            unit.commit()

    def _told(self, handler: Any) -> Any:
        """Each refusal is a 4xx with one clear sentence; each failure an honest 503."""

        async def endpoint(request: Request) -> Response:
            try:
                return await handler(request)
            except Refused as refused:
                return await self.errors.answer(refused.status, f"refused_{refused.reason}")
            except _UNAVAILABLE as error:
                logger.error("the database could not be used: %s", type(error).__name__)
                return await self.errors.answer(503, "storage_failed_opening")

        return endpoint


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > 100:
        raise Refused(401, "session")
    return token
