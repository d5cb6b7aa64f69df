"""The API of the web chat."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Optional

from sqlalchemy.exc import SQLAlchemyError
from sse_starlette import ServerSentEvent
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import metrics
from bot.channels import request_body
from bot.channels.request_body import RequestRefused
from bot.channels.web import CHANNEL, chat_sessions
from bot.channels.web.api_errors import NO_STORE_HEADERS, ErrorResponses
from bot.channels.web.chat_sessions import ChatSession
from bot.channels.web.event_streams import EventStreams
from bot.channels.web.network_quotas import NetworkQuotas, Quota
from bot.channels.web.openapi_document import serve_openapi
from bot.channels.web.submitted_messages import (
    SubmittedMessage,
    TextScanner,
    build_incoming,
    read_bearer_token,
)
from bot.guidance import class_links
from bot.messaging.admission import Admission, AdmissionTicket
from bot.messaging.conversation_history import HistoryCursor, HistoryEntry, fetch_entries_since
from bot.messaging.db_executor import DbExecutor, JobPriority, StorageStuck
from bot.messaging.listeners import Listeners, build_stream_response
from bot.messaging.message_intake import (
    IncomingMessage,
    PendingMessage,
    ServiceCrowded,
    StaleChoice,
    TooManyWaiting,
    accept_message,
)
from bot.messaging.notebook_documents import build_person_document
from bot.messaging.turn_dependencies import TurnDependencies
from bot.messaging.worker import Worker
from bot.notebook.export_document import NotebookDocument
from bot.privacy.erasure import erase_content
from bot.privacy.message_validation import MessageRefused as Unreadable
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.unit_of_work import reading, writing

logger = logging.getLogger(__name__)

_MESSAGES_PATH = "/api/messages"
PING_SECONDS = 15
_STORAGE_ERRORS = (SQLAlchemyError, StorageStuck)


@dataclass
class WebChannel:
    """The routes of the web chat and their dependencies; built by `bot.app`."""

    parts: TurnDependencies
    threads: DbExecutor
    worker: Worker
    listeners: Listeners
    admission: Admission = field(default_factory=Admission)
    streams: EventStreams = field(default_factory=EventStreams)
    shares: NetworkQuotas = field(init=False)
    text_scanner: TextScanner = field(default_factory=TextScanner)
    errors: ErrorResponses = field(init=False)

    def __post_init__(self) -> None:
        parts = self.parts
        self.shares = NetworkQuotas(parts.settings, parts.networks, parts.clock)
        self.errors = ErrorResponses(parts.dialogue.sentences, parts.clock, self.text_scanner)

    def routes(self) -> list[Route]:
        """Return the routes of the public API, described in `docs/web-api.md`."""
        return [
            Route("/api/session", self._told(self.open), methods=["POST"]),
            Route(_MESSAGES_PATH, self._told(self.send), methods=["POST"]),
            Route("/api/events", self._told(self.events), methods=["GET"]),
            Route("/api/forget", self._told(self.forget), methods=["POST"]),
            Route("/api/openapi.json", serve_openapi, methods=["GET"]),
        ]

    def refusal(self, peer: str, head: bytes) -> Optional[bytes]:
        """Return the complete response to a request from a blocked network, by its first bytes;
        None if it is to be read."""
        if not self.shares.is_blocked(peer, head):
            return None
        metrics.count_refusal(CHANNEL, "busy_network")
        return self._unread

    @cached_property
    def _unread(self) -> bytes:
        return self.errors.as_bytes(429, "refused_busy_network")

    async def open(self, request: Request) -> Response:
        """Create a session; the bot then greets."""
        network = self.shares.network(request)
        await self._share(self._beginning(request), network, request)
        if not await self.shares.try_begin():
            raise RequestRefused(429, "full")
        try:
            async with self.admission.reserve_beginning(network) as rank:
                token, session = await self.threads.ask(rank, self._mint)
                self.parts.networks.note(session.conversation, network)
                await self._store(IncomingMessage(CHANNEL, session.person, "open", "open"), rank)
        except ServiceCrowded:
            raise RequestRefused(429, "full") from None
        return JSONResponse({"token": token}, status_code=201, headers=NO_STORE_HEADERS)

    async def send(self, request: Request) -> Response:
        """Store one message or choice: 202 once it is durable, 200 if it was received before.

        An error response has the helplines if the message calls for help (S1).
        """
        token, network = read_bearer_token(request), self.shares.network(request)
        admitted = await self.shares.takes(Quota.SEND, network)
        # Read before the sender's turn, so that a slow body holds no slot.
        submitted = SubmittedMessage(network, await request_body.read_json_object(request))
        if not admitted:
            return await self._refuse(submitted, 429, "refused_busy_network")
        person = derive_pseudonym(CHANNEL, token, self.parts.key)
        async with self.admission.turn(person) as visit:
            try:
                head = await self._taken(token, visit, submitted)
            except RequestRefused as refused:
                return await self._refuse(submitted, refused.status, f"refused_{refused.reason}")
            except Exception as error:  # noqa: BLE001  # the person must be told
                # Only the class is logged: the text may quote the message.
                logger.error("a message could not be stored: %s", type(error).__name__)
                return await self._refuse(submitted, 503, "storage_failed")
        return JSONResponse(
            {"id": submitted.data["id"], "seq": head.seq if head else None},
            status_code=202 if head else 200,
            headers=NO_STORE_HEADERS,
        )

    async def events(self, request: Request) -> Response:
        """Stream everything after the cursor, then new entries until the page disconnects."""
        network = self.shares.network(request)
        await self._share(Quota.ASK, network, request)
        if self.streams.is_full_for(network):
            await self.shares.turned_away(request.url.path, network)
            raise RequestRefused(429, "busy_network")
        if self.streams.full:
            raise RequestRefused(429, "full")
        session = await self._session(request)
        given = request.headers.get("last-event-id") or request.query_params.get("after", "0.0")
        try:
            cursor = HistoryCursor.parse(given)
        except ValueError:
            raise RequestRefused(400, "cursor") from None
        if request.method == "HEAD":
            return Response(media_type="text/event-stream", headers=NO_STORE_HEADERS)
        events = self._stream(session, cursor, network)
        return build_stream_response(events, self.listeners, PING_SECONDS, NO_STORE_HEADERS)

    async def forget(self, request: Request) -> Response:
        """Erase all messages and replies of the person, also those waiting to be stored.

        An error response says that nothing was erased, or that it is not known.
        """
        await self._share(Quota.ASK, self.shares.network(request), request)
        try:
            session = await self._session(request)
            async with self.admission.reserve_erasure(session.person) as rank:
                await self.threads.ask(rank, partial(self._empty, session))
        except TooManyWaiting:
            raise RequestRefused(429, "forgotten_again") from None
        except StorageStuck:  # the erasure may still succeed
            logger.error("whether all was erased is not known: Stuck")
            return await self.errors.answer(503, "storage_failed_unsure_erased")
        except SQLAlchemyError as error:
            logger.error("nothing could be erased: %s", type(error).__name__)
            return await self.errors.answer(503, "storage_failed_erasing")
        self.parts.networks.forget(session.conversation)
        self.listeners.tell(session.conversation)
        return JSONResponse({"forgotten": True}, headers=NO_STORE_HEADERS)

    async def _stream(
        self, session: ChatSession, cursor: HistoryCursor, network: Optional[bytes]
    ) -> AsyncIterator[ServerSentEvent]:
        with (
            self.listeners.listen(session.conversation) as news,
            self.streams.opened(session.conversation, news, network) as stream,
        ):
            while not stream.over and not self.listeners.closed:
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

    def _beginning(self, request: Request) -> Quota:
        """Return the quota of a new session; a class has its own, and its link is not stored."""
        link = request.headers.get("class-session", "")
        in_class = class_links.is_session_open(link, self.parts.key, self.parts.clock())
        return Quota.IN_CLASS if in_class else Quota.BEGIN

    async def _share(self, share: Quota, network: Optional[bytes], request: Request) -> None:
        """Use a quota of the network, before anything more costly.

        Raises:
            RequestRefused: the quota is used up.
        """
        if not await self.shares.takes(share, network):
            await self.shares.turned_away(request.url.path, network)
            raise RequestRefused(429, "busy_network")

    async def _refuse(self, submitted: SubmittedMessage, status: int, reason: str) -> Response:
        """Build the response to a refused message, with the helplines if it calls for help.

        If the network has used up its scans, the response asks to retry later, and always names the
        emergency number.
        """
        words = submitted.scanned_words
        if not await self.shares.takes(Quota.HEAR, submitted.network, len(words)):
            status, reason, words = 429, "refused_busy_network", ""
        if reason == "refused_busy_network":
            await self.shares.turned_away(_MESSAGES_PATH, submitted.network)
        return await self.errors.answer(status, reason, words)

    async def _session(self, request: Request) -> ChatSession:
        return await self._known(read_bearer_token(request))

    async def _known(self, token: str) -> ChatSession:
        session = await self.threads.ask(JobPriority.READ, partial(self._find, token))
        if session is None:
            raise RequestRefused(401, "session")
        return session

    async def _taken(
        self, token: str, visit: AdmissionTicket, submitted: SubmittedMessage
    ) -> Optional[PendingMessage]:
        """Store one message; None if it was received before.

        Raises:
            RequestRefused: it is not accepted.
        """
        try:
            session = await self._known(token)
            submitted.known = True
            incoming = await self.text_scanner.read(
                submitted.words, partial(build_incoming, self.parts, session, submitted.data)
            )
            async with self.admission.reserve_storage(visit, lambda: bool(incoming.signal)) as rank:
                self.parts.networks.note(session.conversation, submitted.network)
                return await self._store(incoming, rank)
        except Unreadable as error:
            raise RequestRefused(413 if error.reason == "too_long" else 422, error.reason) from None
        except StaleChoice:
            raise RequestRefused(409, "stale_choice") from None
        except TooManyWaiting:
            raise RequestRefused(429, "too_many") from None
        except ServiceCrowded:
            raise RequestRefused(429, "busy") from None

    async def _store(
        self, incoming: IncomingMessage, rank: JobPriority
    ) -> Optional[PendingMessage]:
        work = partial(accept_message, self.parts.engine, incoming, self.parts.clock())
        head = await self.threads.ask(rank, work)
        if head is not None:
            self.listeners.tell(head.conversation)
            self.worker.hand(head, behind=rank is JobPriority.MORE)
        metrics.count_message(CHANNEL, new=head is not None)
        return head

    async def notebook(self, request: Request) -> Optional[NotebookDocument]:
        """Return the notebook of the request's session as a document; None without a session."""
        try:
            session = await self._session(request)
        except RequestRefused:
            return None
        return await self.threads.ask(
            JobPriority.READ, partial(build_person_document, self.parts, session.person)
        )

    def _mint(self) -> tuple[str, ChatSession]:
        with writing(self.parts.engine) as unit:
            minted = chat_sessions.create_session(unit, self.parts.key, self.parts.clock())
            unit.commit()
            return minted

    def _find(self, token: str) -> Optional[ChatSession]:
        with reading(self.parts.engine) as unit:
            return chat_sessions.find_session(unit, token)

    async def _new(self, conversation: int, cursor: HistoryCursor) -> Optional[list[HistoryEntry]]:
        """Return the entries since the cursor; None on failure, which ends the stream so that the
        page reconnects."""
        try:
            return await self.threads.ask(
                JobPriority.READ, partial(self._since, conversation, cursor)
            )
        except (SQLAlchemyError, StorageStuck) as error:
            logger.error("a stream was left without news: %s", type(error).__name__)
            return None

    def _since(self, conversation: int, cursor: HistoryCursor) -> list[HistoryEntry]:
        with reading(self.parts.engine) as unit:
            return fetch_entries_since(unit, conversation, cursor)

    def _empty(self, session: ChatSession) -> None:
        with writing(self.parts.engine) as unit:
            erase_content(unit, session.person, self.parts.clock())
            unit.commit()

    def _told(self, handler: Any) -> Any:
        """Turn refusals of a handler into 4xx responses and storage failures into a 503."""

        async def endpoint(request: Request) -> Response:
            try:
                return await handler(request)
            except RequestRefused as refused:
                return await self.errors.answer(refused.status, f"refused_{refused.reason}")
            except _STORAGE_ERRORS as error:
                logger.error("the database could not be used: %s", type(error).__name__)
                return await self.errors.answer(503, "storage_failed_opening")

        return endpoint
