"""Telegram as the service sees it: a Bot API on the loopback address, and people who write to it.

It checks every call as `telegram_rules` says, keeps what each chat shows, and can be told to fail
as the platform does: `faults` are taken one by one by the calls that send.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Optional

from aiohttp import web

import tests.support.telegram_api_rules as rules
from tests.support.telegram_api_rules import TelegramApiError, make_bad_request

TOKEN = "4242424242:AAE-not-a-real-token_but-of-its-shape"  # pragma: allowlist secret
NAME = "BoussoleTestBot"
MAX_WAIT_SECONDS = 60
SENDS = ("sendMessage", "sendPhoto", "sendDocument")


@dataclass
class Chat:
    """What one chat shows: the messages of the bot, newest last."""

    id: int
    kind: str = "private"
    blocked: bool = False
    left: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)


class TelegramDouble:
    """The server's state; used from the test's thread and from its own."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.faults: deque[str] = deque()
        self.fault: Callable[[str], str] = lambda method: ""  # for those that are drawn
        self.refused: list[str] = []
        self.commands: list[dict[str, str]] = []
        self.profile: dict[str, str] = {}
        self.webhook: Optional[dict[str, Any]] = None
        self.pending: list[dict[str, Any]] = []
        self.queries: set[str] = set()
        self.answered: list[str] = []
        self.actions: list[int] = []
        self.changed = threading.Condition()
        self.url = ""
        self.numbers = itertools.count(100)
        self._hung: Optional[asyncio.Event] = None

    def until(self, holds: Callable[[], Any]) -> Any:
        """Wait until `holds`; its value."""
        with self.changed:
            for _ in range(MAX_WAIT_SECONDS * 50):
                found = holds()
                if found:
                    return found
                self.changed.wait(0.02)
        raise AssertionError("it did not come to that")

    def application(self) -> web.Application:
        self._hung = asyncio.Event()
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_post("/bot{token}/{method}", self._called)
        return app

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fields, files = await _fields(request)
        with self.changed:
            self.calls.append((method, fields))
        try:
            if request.match_info["token"] != TOKEN:
                raise TelegramApiError(401, "Unauthorized")
            fault = self._fault(method)
            if fault and not fault.startswith("accepted"):
                return await self._fail(request, fault)
            result = await self._answer(method, fields, files)
        except TelegramApiError as error:
            return self._refuse(error)
        finally:
            with self.changed:
                self.changed.notify_all()
        if fault == "accepted: garbled":
            return web.Response(text=json.dumps({"ok": True, "result": result})[:-9])
        if fault:
            return await self._fail(request, fault)
        return web.json_response({"ok": True, "result": result})

    def _fault(self, method: str) -> str:
        if method not in SENDS:
            return ""
        return self.faults.popleft() if self.faults else self.fault(method)

    async def _fail(self, request: web.Request, fault: str) -> web.StreamResponse:
        """« accepted: … » after the message was taken, else before."""
        kind = fault.removeprefix("accepted: ")
        if kind == "drop":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if kind == "hang":
            assert self._hung is not None
            await self._hung.wait()
            return web.Response()
        if kind == "gateway":
            return web.Response(status=502, text="<html>Bad Gateway</html>")
        if kind.startswith("proxy"):
            return web.Response(status=int(kind.removeprefix("proxy ")), text="<html>No</html>")
        status, _, seconds = kind.partition(" ")
        if status == "429":
            after = int(seconds)
            return self._refuse(
                TelegramApiError(429, f"Too Many Requests: retry after {after}", retry_after=after)
            )
        if status == "403":
            return self._refuse(TelegramApiError(403, "Forbidden: bot was blocked by the user"))
        return self._refuse(TelegramApiError(int(status), "Internal Server Error"))

    def _refuse(self, error: TelegramApiError) -> web.Response:
        with self.changed:
            self.refused.append(error.description)
        body: dict[str, Any] = {
            "ok": False,
            "error_code": error.status,
            "description": error.description,
        }
        if error.parameters:
            body["parameters"] = error.parameters
        return web.json_response(body, status=error.status)

    async def _answer(self, method: str, fields: Any, files: Any) -> Any:
        if method == "getUpdates":
            return await self._updates(fields)
        handler = getattr(self, f"_do_{method}", None)
        if handler is None:
            raise TelegramApiError(404, "Not Found")
        with self.changed:
            return handler(fields, files)

    # Methods

    def _do_getMe(self, fields: Any, files: Any) -> Any:
        return {"id": 4242424242, "is_bot": True, "first_name": "Boussole", "username": NAME}

    def _do_setMyCommands(self, fields: Any, files: Any) -> bool:
        self.commands = rules.commands_of(fields)
        return True

    def _do_setChatMenuButton(self, fields: Any, files: Any) -> bool:
        self.profile["menu"] = rules.parsed(fields, "menu_button")["type"]
        return True

    def _do_setMyDescription(self, fields: Any, files: Any) -> bool:
        self.profile["description"] = rules.profile_of(fields, "description", rules.DESCRIPTION)
        return True

    def _do_setMyShortDescription(self, fields: Any, files: Any) -> bool:
        most = rules.SHORT_DESCRIPTION
        self.profile["short"] = rules.profile_of(fields, "short_description", most)
        return True

    def _do_setWebhook(self, fields: Any, files: Any) -> bool:
        self.webhook = rules.webhook_of(fields)
        return True

    def _do_deleteWebhook(self, fields: Any, files: Any) -> bool:
        self.webhook = None
        return True

    def _do_sendMessage(self, fields: Any, files: Any) -> Any:
        chat = self._reachable(fields)
        text = rules.text_of(
            fields.get("text", ""), rules.TEXT, "message text is empty", "message is too long"
        )
        said = {"text": text, "entities": rules.entities_of(fields, text)}
        return self._show(chat, fields, said)

    def _do_sendPhoto(self, fields: Any, files: Any) -> Any:
        return self._media(fields, files, "photo", rules.photo_of)

    def _do_sendDocument(self, fields: Any, files: Any) -> Any:
        return self._media(fields, files, "document", rules.document_of)

    def _do_sendChatAction(self, fields: Any, files: Any) -> bool:
        chat = self._reachable(fields)
        if fields.get("action") != "typing":
            raise make_bad_request("wrong parameter action in request")
        self.actions.append(chat.id)
        return True

    def _do_answerCallbackQuery(self, fields: Any, files: Any) -> bool:
        if fields.get("callback_query_id") not in self.queries:
            raise make_bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self.queries.discard(fields["callback_query_id"])
        self.answered.append(fields["callback_query_id"])
        return True

    def _do_editMessageReplyMarkup(self, fields: Any, files: Any) -> Any:
        chat = self._reachable(fields)
        number = int(fields["message_id"])
        found = [m for m in chat.messages if m["message_id"] == number]
        if not found:
            raise make_bad_request("message to edit not found")
        markup = rules.keyboard_of(fields)
        if markup == found[0].get("reply_markup"):
            raise make_bad_request("message is not modified")
        found[0].pop("reply_markup", None)
        if markup:
            found[0]["reply_markup"] = markup
        return render_message(chat, found[0])

    def _do_leaveChat(self, fields: Any, files: Any) -> bool:
        chat = self._reachable(fields)
        chat.left = True
        return True

    # Their parts

    async def _updates(self, fields: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise TelegramApiError(
                409, "Conflict: can't use getUpdates method while webhook is active"
            )
        offset = int(fields.get("offset", 0))
        with self.changed:
            self.pending = [u for u in self.pending if u["update_id"] >= offset]
        for _ in range(20):  # what it calls long polling
            if self.pending:
                break
            await asyncio.sleep(0.02)
        return self.pending[:100]

    def _reachable(self, fields: dict[str, Any]) -> Chat:
        chat = self.chats.get(rules.chat_of(fields))
        if chat is None:
            raise make_bad_request("chat not found")
        if chat.blocked:
            raise TelegramApiError(403, "Forbidden: bot was blocked by the user")
        if chat.left:
            raise TelegramApiError(403, "Forbidden: bot is not a member of the supergroup chat")
        return chat

    def _media(self, fields: Any, files: Any, kind: str, check: rules.Check) -> Any:
        chat = self._reachable(fields)
        name = str(fields.get(kind, "")).removeprefix("attach://")
        if name not in files and kind not in files:
            raise make_bad_request(f"there is no {kind} in the request")
        filename, content = files.get(name) or files[kind]
        caption = rules.text_of(
            fields.get("caption", ""), rules.CAPTION, None, "message caption is too long"
        )
        said = {"caption": caption, kind: check(filename, content), "file_name": filename}
        return self._show(chat, fields, said)

    def _show(self, chat: Chat, fields: dict[str, Any], said: dict[str, Any]) -> Any:
        markup = rules.keyboard_of(fields)
        message = {"message_id": next(self.numbers), **said}
        if markup:
            message["reply_markup"] = markup
        chat.messages.append(message)
        return render_message(chat, message)


def render_message(chat: Chat, message: dict[str, Any]) -> dict[str, Any]:
    """A message of the bot as Telegram tells it in JSON."""
    told = {
        "message_id": message["message_id"],
        "date": 1764064800,
        "chat": {"id": chat.id, "type": chat.kind, "first_name": "Zoé"},
        "from": {"id": 4242424242, "is_bot": True, "first_name": "Boussole", "username": NAME},
    }
    kept = ("text", "caption", "reply_markup")
    return {**told, **{name: message[name] for name in kept if message.get(name)}}


async def _fields(request: web.Request) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    fields, files = {}, {}
    if request.content_type == "application/json":
        return json.loads(await request.text()), {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.file.read())
        else:
            fields[name] = str(value)
    return fields, files


@contextmanager
def run_double(double: TelegramDouble) -> Iterator[TelegramDouble]:
    """The server, in a thread with a loop of its own."""
    loop, started = asyncio.new_event_loop(), threading.Event()

    async def start() -> web.AppRunner:
        runner = web.AppRunner(double.application(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        double.url = f"http://127.0.0.1:{port}"
        started.set()
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())

    thread = threading.Thread(target=run, name="telegram-double", daemon=True)
    thread.start()
    assert started.wait(MAX_WAIT_SECONDS)
    try:
        yield double
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(MAX_WAIT_SECONDS)
