"""Meta's side of Messenger, as its documentation describes it, on the loopback address.

It checks each call as Meta does, with limits of its own, and refuses with Meta's codes; it signs
and posts events as Meta does. It knows nothing of the code that it tests.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email.parser
import email.policy
import hashlib
import hmac
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Optional
from urllib.parse import parse_qs, urlsplit

import httpx

PAGE = "100200300400500"
TOKEN = "EAAGm0PX4ZCpsBA-a-page-token"
SECRET = "<the secret of the app>"
VERIFY = "a-word-nobody-guesses"
VERSION = "v25.0"

# Lengths in UTF-16 units, the strictest reading of « characters ».
TEXT, BESIDE, TITLE, PAYLOAD, METADATA = 2000, 640, 20, 1000, 1000
QUICK_REPLIES, BUTTONS, ELEMENTS, ELEMENT = 13, 3, 10, 80
FILE_BYTES = 25 * 1024 * 1024
GREETING, QUESTIONS, QUESTION, MENU, MENU_TITLE = 160, 4, 80, 20, 30
WINDOW, HUMAN_WINDOW = dt.timedelta(hours=24), dt.timedelta(days=7)
ACTIONS = ("typing_on", "typing_off", "mark_seen")
FIELDS = ("get_started", "greeting", "ice_breakers", "persistent_menu", "whitelisted_domains")


class MetaError(Exception):
    """A call that Meta refuses: HTTP status, code, subcode, and a text like Meta's."""

    def __init__(self, code: int, subcode: int = 0, why: str = "", status: int = 400) -> None:
        super().__init__(why)
        self.status = status
        self.error = {"message": f"(#{code}) {why}", "type": "OAuthException", "code": code}
        if subcode:
            self.error["error_subcode"] = subcode


@dataclass(frozen=True)
class ArrivedMessage:
    """A message as it came to a person."""

    who: str
    mid: str
    message: dict[str, Any]
    tag: str = ""
    file: bytes = b""
    name: str = ""

    @property
    def text(self) -> str:
        """What can be read of it."""
        payload = self.message.get("attachment", {}).get("payload", {})
        elements = payload.get("elements", [])
        told = [self.message.get("text", ""), payload.get("text", "")]
        told += [part for each in elements for part in (each["title"], each.get("subtitle", ""))]
        return "\n".join(filter(None, told))

    @property
    def quick_replies(self) -> list[tuple[str, str]]:
        """Title and payload of each."""
        return [(q["title"], q["payload"]) for q in self.message.get("quick_replies", [])]

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Title and payload of each, those of tiles too."""
        payload = self.message.get("attachment", {}).get("payload", {})
        holders = [payload, *payload.get("elements", [])]
        return [(b["title"], b["payload"]) for each in holders for b in each.get("buttons", [])]


@dataclass
class Person:
    """Somebody on Messenger. `heard`: when they last wrote to the page."""

    heard: Optional[dt.datetime] = None
    blocked: bool = False


# What happens to a message, by its number. "": it arrives; "drop": the connection is cut and it
# does not; "lost": it arrives and the connection is cut; "slow": it arrives, and is answered once
# the double is `released`; "page" and a status: a proxy's page; another word: an error of ERRORS.
Fate = Callable[[int], str]
ERRORS = {
    "429": MetaError(4, why="Application request limit reached", status=429),
    "613": MetaError(613, why="Calls to this API have exceeded the rate limit"),
    "500": MetaError(1, 99, "An unknown error occurred", status=500),
    "503": MetaError(2, why="Service temporarily unavailable", status=503),
    "1200": MetaError(1200, why="Temporary send message failure"),
    "token": MetaError(190, 463, "Error validating access token", status=401),
    "permission": MetaError(200, 2018028, "Requires pages_messaging permission", status=403),
    "window": MetaError(10, 2018278, "This message is sent outside of allowed window", status=403),
    "unavailable": MetaError(551, 1545041, "This person isn't available right now"),
}


@dataclass
class MessengerDouble:
    """`clock`: what time it is at Meta. `arrived`: all that came to people, in order."""

    clock: Callable[[], dt.datetime]
    token: str = TOKEN
    url: str = ""
    fate: Fate = lambda number: ""
    people: dict[str, Person] = field(default_factory=dict)
    arrived: list[ArrivedMessage] = field(default_factory=list)
    actions: list[tuple[str, str]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    profile: dict[str, Any] = field(default_factory=dict)
    profile_calls: int = 0
    calls: int = 0
    # Told of each call; held while one is answered.
    news: threading.Condition = field(default_factory=threading.Condition)
    released: threading.Event = field(default_factory=threading.Event)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    # What Meta posts

    def event(self, who: str, **what: Any) -> dict[str, Any]:
        """One messaging event of a person; it opens the window as it does at Meta."""
        now = self.clock()
        self.people.setdefault(who, Person()).heard = now
        return {
            "sender": {"id": who},
            "recipient": {"id": PAGE},
            "timestamp": round(now.timestamp() * 1000) + next(self.numbers),
            **what,
        }

    def text(self, who: str, text: str, **more: Any) -> dict[str, Any]:
        return self.event(who, message={"mid": self.mid(who), "text": text, **more})

    def quick_reply(self, who: str, title: str, payload: str) -> dict[str, Any]:
        return self.text(who, title, quick_reply={"payload": payload})

    def postback(self, who: str, title: str, payload: str, mid: bool = True) -> dict[str, Any]:
        known = {"mid": self.mid(who)} if mid else {}
        return self.event(who, postback={**known, "title": title, "payload": payload})

    def attachment(self, who: str, kind: str, text: str = "", **payload: Any) -> dict[str, Any]:
        message: dict[str, Any] = {"attachments": [{"type": kind, "payload": payload}]}
        if text:
            message["text"] = text
        return self.event(who, message={"mid": self.mid(who), **message})

    def echo(self, who: str, text: str, app: int, metadata: str = "") -> dict[str, Any]:
        """A message that the page sent. From the page's inbox it has no metadata."""
        message = {"mid": self.mid(who), "is_echo": True, "app_id": app, "text": text}
        if metadata:
            message["metadata"] = metadata
        now = round(self.clock().timestamp() * 1000)
        ends = {"sender": {"id": PAGE}, "recipient": {"id": who}}
        return {**ends, "timestamp": now, "message": message}

    def mid(self, who: str) -> str:
        """Nobody says that a person's id is not in it; here it is."""
        return f"m_{who}-{next(self.numbers):06}"

    @staticmethod
    def body(*events: dict[str, Any]) -> bytes:
        """Events as one body: a batch of one entry each."""
        entries = [{"id": PAGE, "time": e.get("timestamp", 0), "messaging": [e]} for e in events]
        return json.dumps({"object": "page", "entry": entries}).encode()

    @staticmethod
    def signed(raw: bytes) -> dict[str, str]:
        digest = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
        return {"content-type": "application/json", "x-hub-signature-256": f"sha256={digest}"}

    def posts(self, url: str, *events: dict[str, Any]) -> int:
        """Post events to a webhook, signed; the status of its answer."""
        raw = self.body(*events)
        with httpx.Client(timeout=60) as client:
            return client.post(url, content=raw, headers=self.signed(raw)).status_code

    # What Meta is asked

    def answer(self, method: str, target: str, headers: Any, raw: bytes) -> Any:
        """The body of the answer, or the fate that it has."""
        address = urlsplit(target)
        query = parse_qs(address.query)
        if "access_token" in query:
            raise MetaError(100, why="a token in an address ends up in logs")
        version, _, path = address.path.strip("/").partition("/")
        if version != VERSION:
            raise MetaError(2500, why="Unknown path components")
        if headers.get("authorization") != f"Bearer {self.token}":
            raise MetaError(190, 463, "Invalid OAuth access token", status=401)
        if (method, path) == ("GET", "me"):
            return {"id": PAGE}
        if path == "me/messenger_profile":
            return self.of_profile(method, query, raw)
        if (method, path) == ("POST", "me/messages"):
            return self.of_message(headers, raw)
        raise MetaError(2500, why="Unknown path components")

    def of_message(self, headers: Any, raw: bytes) -> Any:
        sent, file = _form(headers, raw)
        who = sent.get("recipient", {}).get("id", "")
        if action := sent.get("sender_action"):
            _check("message" not in sent, "Cannot send both message and state", 2018065)
            _check(action in ACTIONS, "Invalid sender_action")
            self.actions.append((who, action))
            return {"recipient_id": who}
        self.calls += 1
        fate = self.fate(self.calls)
        if fate == "drop" or fate.startswith("page "):
            return fate
        if fate not in ("", "lost", "slow"):
            raise ERRORS[fate]
        _message(sent.get("message"), file)
        self.window(who, sent)
        mid = self.mid(who)
        tag = sent.get("tag", "")
        content, name = (file["content"], file["name"]) if file else (b"", "")
        self.arrived.append(ArrivedMessage(who, mid, sent["message"], tag, content, name))
        return fate or {"recipient_id": who, "message_id": mid}

    def window(self, who: str, sent: dict[str, Any]) -> None:
        person, kind = self.people.get(who), sent.get("messaging_type")
        if person is None or person.heard is None:
            raise MetaError(100, 2018001, "No matching user found")
        if person.blocked:
            raise ERRORS["unavailable"]
        late = self.clock() - person.heard
        if kind == "RESPONSE" and "tag" not in sent:
            allowed = WINDOW
        elif kind == "MESSAGE_TAG" and sent.get("tag") == "HUMAN_AGENT":
            allowed = HUMAN_WINDOW
        else:
            raise MetaError(100, why="Invalid messaging_type or tag")
        if late > allowed:
            raise ERRORS["window"]

    def of_profile(self, method: str, query: dict[str, list[str]], raw: bytes) -> Any:
        if method == "GET":
            names = query.get("fields", [""])[0].split(",")
            _check(set(names) <= set(FIELDS), "Invalid fields")
            found = {name: self.profile[name] for name in names if name in self.profile}
            return {"data": [found] if found else []}
        given = json.loads(raw)
        _check(bool(given) and set(given) <= set(FIELDS), "Invalid fields")
        _profile({**self.profile, **given})
        self.profile.update(given)
        self.profile_calls += 1
        return {"result": "success"}


def _form(headers: Any, raw: bytes) -> tuple[dict[str, Any], Optional[dict[str, Any]]]:
    """The fields of a call, and its file."""
    kind = headers.get("content-type", "")
    if kind.startswith("application/json"):
        return json.loads(raw), None
    _check(kind.startswith("multipart/form-data"), "Unsupported content type")
    head = f"content-type: {kind}\r\n\r\n".encode()
    parsed = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + raw)
    fields: dict[str, Any] = {}
    file = None
    for part in parsed.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if name == "filedata":
            media = part.get_content_type()
            file = {"name": part.get_filename(), "type": media, "content": content}
        else:
            text = content.decode()
            fields[name] = json.loads(text) if text.startswith("{") else text
    return fields, file


def _message(message: Any, file: Optional[dict[str, Any]]) -> None:
    _check(isinstance(message, dict), "Param message must be an object")
    known = {"text", "attachment", "quick_replies", "metadata"}
    _check(set(message) <= known, "Unknown keys in message")
    _check(("text" in message) != ("attachment" in message), "Text or attachment", 2018034)
    if "text" in message:
        _long("text", message["text"], TEXT)
    else:
        _attachment(message["attachment"], file)
    _long("metadata", message.get("metadata", "x"), METADATA)
    if "quick_replies" in message:
        _quick_replies(message["quick_replies"])


def _quick_replies(replies: list[dict[str, Any]]) -> None:
    _check(1 <= len(replies) <= QUICK_REPLIES, "Too many quick replies")
    for each in replies:
        _check(set(each) == {"content_type", "title", "payload"}, "Unknown keys in quick reply")
        _check(each["content_type"] == "text", "Invalid content_type")
        _long("title", each["title"], TITLE)
        _long("payload", each["payload"], PAYLOAD)


def _attachment(attachment: dict[str, Any], file: Optional[dict[str, Any]]) -> None:
    kind, payload = attachment["type"], attachment["payload"]
    if kind == "template":
        _check(file is None, "Unexpected file")
        _template(payload)
        return
    _check(kind in ("image", "audio", "video", "file"), "Invalid attachment type")
    _check(file is not None and len(file["content"]) > 0, "No file", 2018047)
    assert file is not None
    _check(len(file["content"]) <= FILE_BYTES, "Attachment size exceeds limit", 2018109)
    if kind == "image":
        _check(file["type"] in ("image/png", "image/jpeg", "image/gif"), "Not an image", 2018047)
        _check(file["content"].startswith(b"\x89PNG\r\n\x1a\n"), "Not a PNG", 2018047)
    _check(bool(file["name"]), "No file name", 2018047)


def _template(payload: dict[str, Any]) -> None:
    if payload["template_type"] == "button":
        _check(set(payload) == {"template_type", "text", "buttons"}, "Unknown keys in template")
        _long("text", payload["text"], BESIDE)
        _buttons(payload["buttons"])
        return
    _check(payload["template_type"] == "generic", "Invalid template_type")
    elements = payload["elements"]
    _check(1 <= len(elements) <= ELEMENTS, "Too many elements")
    for element in elements:
        _check(set(element) <= {"title", "subtitle", "buttons"}, "Unknown keys in element")
        _check(len(element) > 1, "An element needs more than a title", 2018046)
        _long("title", element["title"], ELEMENT)
        _long("subtitle", element.get("subtitle", "x"), ELEMENT)
        if "buttons" in element:
            _buttons(element["buttons"])


def _buttons(buttons: list[dict[str, Any]]) -> None:
    _check(1 <= len(buttons) <= BUTTONS, "Invalid number of buttons")
    for each in buttons:
        _check(set(each) == {"type", "title", "payload"}, "Unknown keys in button")
        _check(each["type"] == "postback", "Invalid button type")
        _long("title", each["title"], TITLE)
        _long("payload", each["payload"], PAYLOAD)


def _profile(profile: dict[str, Any]) -> None:
    if "persistent_menu" in profile:
        _check("get_started" in profile, "You must set a Get Started button", 2018145)
        for menu in profile["persistent_menu"]:
            _check(1 <= len(menu["call_to_actions"]) <= MENU, "Too many menu items")
            for item in menu["call_to_actions"]:
                _check(item["type"] == "postback", "Invalid menu item")
                _long("title", item["title"], MENU_TITLE)
                _long("payload", item["payload"], PAYLOAD)
        _check(any(m["locale"] == "default" for m in profile["persistent_menu"]), "No default")
    for each in profile.get("ice_breakers", []):
        _check(1 <= len(each["call_to_actions"]) <= QUESTIONS, "Too many ice breakers")
        for item in each["call_to_actions"]:
            _long("question", item["question"], QUESTION)
            _long("payload", item["payload"], PAYLOAD)
    for each in profile.get("greeting", []):
        _long("greeting", each["text"], GREETING)
    if "get_started" in profile:
        _long("payload", profile["get_started"]["payload"], PAYLOAD)


def _long(name: str, text: Any, most: int) -> None:
    _check(isinstance(text, str) and text.strip() != "", f"Param {name} must not be empty")
    _check(len(text.encode("utf-16-le")) // 2 <= most, f"Param {name} is too long")


def _check(holds: bool, why: str, subcode: int = 0) -> None:
    if not holds:
        raise MetaError(100, subcode, why)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    double: MessengerDouble

    def log_message(self, *args: Any) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        self._do("GET")

    def do_POST(self) -> None:
        self._do("POST")

    def _do(self, method: str) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        status, body = 200, None
        with self.double.news:
            try:
                body = self.double.answer(method, self.path, self.headers, raw)
            except MetaError as wrong:
                status, body = wrong.status, {"error": wrong.error}
                self.double.refused.append(wrong.error)
            self.double.news.notify_all()
        if body == "slow":
            self.double.released.wait()
            body = {}
        if body in ("drop", "lost"):
            self.close_connection = True
        elif isinstance(body, str):
            self._answer(int(body.removeprefix("page ")), "text/html", b"<html>No</html>")
        else:
            self._answer(status, "application/json", json.dumps(body).encode())

    def _answer(self, status: int, kind: str, content: bytes) -> None:
        with contextlib.suppress(ConnectionError):  # whoever asked may have hung up
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)


@contextmanager
def run_double(clock: Callable[[], dt.datetime]) -> Iterator[MessengerDouble]:
    """A double that listens at its `url`."""
    double = MessengerDouble(clock)
    handler = type("Handler", (_Handler,), {"double": double})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    double.url = f"http://127.0.0.1:{server.server_address[1]}"
    # It looks so often, in seconds, whether it shall end.
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield double
    finally:
        double.released.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
