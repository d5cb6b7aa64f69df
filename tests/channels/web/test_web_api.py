"""The web API against the real application: what it refuses, what it keeps, what it streams.

A refusal is a 4xx with one French sentence, changes nothing, and the next message is answered.
"""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot.channels import request_body
from bot.dialogue.agent import Dialogue
from bot.messaging.db_executor import DbExecutor, JobPriority, StorageStuck
from bot.messaging.message_intake import MAX_WAITING_MESSAGES
from bot.storage import lock_timeouts
from bot.storage.column_types import metadata
from bot.storage.conversation_tables import inbox, notebooks, outbox, tracker_events
from bot.storage.unit_of_work import reading
from tests.support.database_lock import hold_lock
from tests.support.live_service import MAX_WAIT_SECONDS, LiveService
from tests.support.web_chat_client import Event, WebChatClient
from tests.support.web_requests import DISTRESS, drop_waiting, encode_message, extract_error


@pytest.fixture
def page(service: LiveService) -> WebChatClient:
    """An open chat whose first words have come."""
    one = WebChatClient(service)
    one.welcome()
    return one


def everything(service: LiveService) -> dict[str, list[Any]]:
    """Every row of every table."""
    with reading(service.parts.engine) as unit:
        return {
            table.name: sorted(map(repr, unit.execute(sa.select(table)).all()))
            for table in metadata.sorted_tables
            # Sums of days and the sign of life, which jobs make meanwhile.
            if not table.name.startswith(("figure", "sign_of_life"))
        }


def nested(levels: int) -> bytes:
    """A good message with a field so deep that the whole has `levels` levels."""
    deep = "[" * (levels - 1) + "]" * (levels - 1)
    return b'{"id": "a1", "text": "bonjour", "more": ' + deep.encode() + b"}"


REFUSED_BODIES = {
    "empty": (encode_message(text=""), 422, "empty"),
    "only spaces": (encode_message(text=" \t\n\u00a0\u2003 "), 422, "empty"),
    "only invisible signs": (encode_message(text="\u200b\ufeff\u2060"), 422, "empty"),
    "2001 characters": (encode_message(text="a" * 2001), 413, "too_long"),
    "broken JSON": (b'{"id": "a1", "text": "bonj', 400, "json"),
    "nothing": (b"", 400, "json"),
    "not UTF-8": (b'{"id": "a1", "text": "\xff\xfe"}', 400, "json"),
    "UTF-16": (encode_message(text="bonjour").decode().encode("utf-16"), 400, "json"),
    "a list": (b'[{"id": "a1", "text": "bonjour"}]', 400, "json"),
    "a string": (b'"bonjour"', 400, "json"),
    "null": (b"null", 400, "json"),
    "more than 16 KiB": (encode_message(text="bonjour", more="a" * 16 * 1024), 413, "too_large"),
    "10 MB": (encode_message(text="a" * 10_000_000), 413, "too_large"),
    "9 levels": (nested(9), 400, "json"),
    # Between what exhausts Python's stack in a recursive check and what does in its parser.
    "500 levels": (nested(500), 400, "json"),
    "950 levels": (nested(950), 400, "json"),
    "16 KiB of [": (b"[" * 16 * 1024, 400, "json"),
    "16 KiB of {": (b'{"a":' * 3200, 400, "json"),
    "surrogate in the text": (b'{"id": "a1", "text": "a\\ud800b"}', 422, "not_unicode"),
    "NUL in the text": (b'{"id": "a1", "text": "a\\u0000b"}', 422, "control"),
    "bare NUL in the body": (b'{"id": "a1", "text": "a\x00b"}', 400, "json"),
    "escape character in the text": (b'{"id": "a1", "text": "\\u001b[2J"}', 422, "control"),
    "surrogate in the id": (b'{"id": "a\\ud800", "text": "bonjour"}', 422, "id"),
    "NUL in the id": (b'{"id": "a\\u0000", "text": "bonjour"}', 422, "id"),
    "no id": (b'{"text": "bonjour"}', 422, "id"),
    "empty id": (encode_message(id="", text="bonjour"), 422, "id"),
    "number as id": (encode_message(id=1, text="bonjour"), 422, "id"),
    "long id": (encode_message(id="a" * 65, text="bonjour"), 422, "id"),
    "id with a newline": (encode_message(id="a1\n", text="bonjour"), 422, "id"),
    "id with a colon": (encode_message(id="a:1", text="bonjour"), 422, "id"),
    "neither text nor choice": (encode_message(), 422, "message"),
    "both text and choice": (encode_message(text="bonjour", choice="abc"), 422, "message"),
    "text is a number": (encode_message(text=1), 422, "message"),
    "text is true": (encode_message(text=True), 422, "message"),
    "text is null": (encode_message(text=None), 422, "message"),
    "text is a list": (encode_message(text=["bonjour"]), 422, "message"),
    "text is an object": (encode_message(text={"text": "bonjour"}), 422, "message"),
    "choice is a number": (encode_message(choice=1), 422, "message"),
    "choice is empty": (encode_message(choice=""), 422, "message"),
    "choice is an intent": (encode_message(choice="/erase_data"), 422, "message"),
    "surrogate in the choice": (b'{"id": "a1", "choice": "\\ud800"}', 422, "message"),
    "unknown choice": (encode_message(choice="A" * 22), 409, "stale_choice"),
}


@pytest.mark.parametrize(
    ("content", "status", "reason"), REFUSED_BODIES.values(), ids=REFUSED_BODIES
)
def test_c5_refused_body(
    service: LiveService, page: WebChatClient, content: bytes, status: int, reason: str
) -> None:
    before = everything(service)
    assert extract_error(page.post_raw(content), status, service) == reason
    assert everything(service) == before
    assert page.say("bonjour")


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "json"])
def test_c5_wrong_content_type(service: LiveService, page: WebChatClient, kind: Any) -> None:
    before = everything(service)
    refused = page.post_raw(encode_message(text="bonjour"), kind)
    assert extract_error(refused, 415, service) == "content_type"
    assert everything(service) == before
    assert page.say("bonjour")


def test_content_type_with_a_charset_and_eight_levels_are_welcome(page: WebChatClient) -> None:
    kind = "Application/JSON; charset=utf-8"
    assert page.post_raw(nested(8), kind).status_code == 202


def test_two_thousand_characters_are_welcome(page: WebChatClient) -> None:
    assert page.say("a" * 2000)


SESSIONS = {
    "none": {},
    "unknown": {"authorization": "Bearer " + "a" * 43},
    "no token": {"authorization": "Bearer"},
    "other scheme": {"authorization": "Basic YTpi"},
    "very long": {"authorization": "Bearer " + "a" * 5000},
    "not ASCII": {"authorization": "Bearer é".encode("latin-1")},
}


@pytest.mark.parametrize("headers", SESSIONS.values(), ids=SESSIONS)
def test_a_request_without_a_session_is_refused(
    service: LiveService, page: WebChatClient, headers: dict[str, Any]
) -> None:
    before = everything(service)
    message = {"id": "a1", "text": "bonjour"}
    for answer in (
        page.http.post("/api/messages", json=message, headers=headers),
        page.http.get("/api/events", headers=headers),
        page.http.post("/api/forget", headers=headers),
    ):
        assert extract_error(answer, 401, service) == "session"
    assert everything(service) == before
    assert page.say("bonjour")


def test_c2_a_token_in_the_address_or_the_body_opens_nothing(
    service: LiveService, page: WebChatClient
) -> None:
    query = {"token": page.token, "access_token": page.token}
    message = {"id": "a1", "text": "bonjour", "token": page.token}
    assert page.http.get("/api/events", params=query).status_code == 401
    assert page.http.post("/api/messages", params=query, json=message).status_code == 401


def test_c3_the_choice_of_another_conversation_is_refused(
    service: LiveService, page: WebChatClient
) -> None:
    other = WebChatClient(service)
    theirs = other.welcome()["choices"][0]["token"]
    before = everything(service)
    refused = page.post({"id": "a1", "choice": theirs})
    assert extract_error(refused, 409, service) == "stale_choice"
    assert everything(service) == before
    assert page.say("bonjour")
    assert other.choose(theirs)


CURSORS = ["x", "1", "1.", ".1", "1.x", "-1.0", "1.2.3", "1,2", "1 .2", "9" * 20 + ".0000", "²·³"]


@pytest.mark.parametrize("cursor", CURSORS)
def test_a_bad_cursor_is_refused(service: LiveService, page: WebChatClient, cursor: str) -> None:
    get = partial(page.http.get, "/api/events")
    by_address = get(params={"after": cursor}, headers=page.bearer)
    assert extract_error(by_address, 400, service) == "cursor"
    by_header = get(headers={**page.bearer, "last-event-id": cursor.encode("utf-8")})
    assert extract_error(by_header, 400, service) == "cursor"
    assert page.say("bonjour")


KINDLY_ANSWERED = {
    "emoji": "\N{CRYING FACE}\N{VARIATION SELECTOR-16}\N{SLEUTH OR SPY}",
    "one sign": "?",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "SQL": "'; DROP TABLE inbox; --",
    "template": "{place} {{ 7*7 }} ${7*7} %s %(x)s",
    "intent": '/erase_data{"value":"yes"}',
    "restart": "/restart",
    "right to left": "\u202eruojnob",
    "stacked marks": "z" + "\u0300" * 200,
    "other script": "أريد أن أصبح طبيبا",
}


@pytest.mark.parametrize("text", KINDLY_ANSWERED.values(), ids=KINDLY_ANSWERED)
def test_kindly_answered(service: LiveService, page: WebChatClient, text: str) -> None:
    replies = page.say(text)
    said = " ".join(reply.get("text", "") for reply in replies)
    assert said
    for leak in ("<script", "49", "{place}", "Traceback", "Error"):
        assert leak not in said
    mine = [data for _, data in page.read(has_answer) if data["from"] == "person"]
    assert [data["text"] for data in mine] == [text.replace("\u202e", "")]
    assert page.say("bonjour")


def has_answer(seen: list[Event]) -> bool:
    """The bot answered something else than the opening of the chat."""
    return seen[-1][1]["from"] == "bot" and seen[-1][1]["answers"] > 1


@pytest.mark.parametrize(
    "text",
    [
        '/tell_interest{"interest":"14"}',
        '/ask_pay{"occupation":"I1607"}',
        'EXTERNAL: /ask_pay{"occupation":"I1607"}',
        '/ask_pay{"misses": 9}',
    ],
)
def test_c3_a_typed_intent_is_text_and_sets_nothing(
    service: LiveService, page: WebChatClient, text: str
) -> None:
    page.say(text)
    with reading(service.parts.engine) as unit:
        books = unit.execute(sa.select(notebooks.c.data)).scalars().all()
        turns = unit.execute(sa.select(tracker_events.c.events)).scalars().all()
    events = [event for turn in turns for event in turn]
    assert not [book for book in books if '"14"' in json.dumps(book)]
    set_slots = [(one["name"], one["value"]) for one in events if one["event"] == "slot"]
    for forbidden in ("14", "I1607", 9):
        assert forbidden not in [value for _, value in set_slots]
    heard = [one for one in events if one["event"] == "user" and one.get("text") == text]
    assert heard
    # The typed words themselves may be an act's, under another name.
    ids = ("interest", "occupation", "misses")
    read = [entity for one in heard for entity in one["parse_data"]["entities"]]
    values = [entity["value"] for entity in read if entity["entity"] in ids]
    assert not {"14", "I1607", 9} & set(values)


class Gate:
    """Holds every understanding of a text until it is opened."""

    def __init__(self, parts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self._open = threading.Event(), threading.Event()
        self._parse = parts.dialogue.parse
        # Of the class: what is put back on an object stays there, and hides the next test's patch.
        monkeypatch.setattr(Dialogue, "parse", lambda dialogue, text: self._held(text))

    def open(self) -> None:
        self._open.set()

    def _held(self, text: str) -> Any:
        self.reached.set()
        assert self._open.wait(MAX_WAIT_SECONDS)
        return self._parse(text)


def test_c5_too_many_waiting(
    service: LiveService, page: WebChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(service.parts, monkeypatch)
    try:
        sent = [page.send({"text": f"bonjour {n}"}) for n in range(MAX_WAITING_MESSAGES)]
        assert gate.reached.wait(MAX_WAIT_SECONDS)
        before = everything(service)
        refused = page.post({"id": "more", "text": "bonjour encore"})
        assert extract_error(refused, 429, service) == "too_many"
        assert everything(service) == before
        # Somebody else is not told to wait.
        assert WebChatClient(service).send({"text": "bonjour"})
    finally:
        gate.open()
    assert page.answers(sent[-1])
    answered = [seq for seq in sent if page.answers(seq)]
    assert answered == sent
    assert page.post({"id": "more", "text": "bonjour encore"}).status_code == 202


def test_a_message_sent_twice_is_stored_once(service: LiveService, page: WebChatClient) -> None:
    message = {"id": "same", "text": "bonjour"}
    first, again = page.post(message), page.post(message)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == {"id": "same", "seq": 2}
    assert again.json() == {"id": "same", "seq": None}
    page.answers(2)
    late = page.post({**message, "text": "autre chose"})
    assert (late.status_code, late.json()["seq"]) == (200, None)
    assert page.say("merci")
    assert counted(service, inbox, "same") == 1
    with reading(service.parts.engine) as unit:
        answers = unit.execute(sa.select(outbox.c.answers).order_by(outbox.c.seq)).scalars().all()
    assert answers == [1, 2, 3]


def counted(service: LiveService, table: Any, client_id: str) -> int:
    with reading(service.parts.engine) as unit:
        like = table.c.external_id.like(f"%:{client_id}")
        return unit.execute(sa.select(sa.func.count()).select_from(table).where(like)).scalar_one()


def test_the_same_id_at_the_same_time(service: LiveService, page: WebChatClient) -> None:
    together = threading.Barrier(8)

    def send(_: int) -> int:
        together.wait(MAX_WAIT_SECONDS)
        data = {"id": "same", "text": "bonjour"}
        url = f"{service.url}/api/messages"
        return httpx.post(url, json=data, headers=page.bearer, timeout=MAX_WAIT_SECONDS).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(send, range(8)))
    assert statuses == [200] * 7 + [202]
    assert counted(service, inbox, "same") == 1
    assert len(page.answers(2)) == 1


def test_the_same_id_of_another_person_is_another_message(
    service: LiveService, page: WebChatClient
) -> None:
    message = {"id": "same", "text": "bonjour"}
    assert page.post(message).status_code == 202
    assert WebChatClient(service).post(message).status_code == 202


def raw_request(
    service: LiveService, page: WebChatClient, promised: int, sent: bytes
) -> socket.socket:
    """A request that promises more than it sends."""
    connection = socket.create_connection(("127.0.0.1", service.port), timeout=MAX_WAIT_SECONDS)
    head = (
        "POST /api/messages HTTP/1.1\r\nhost: localhost\r\n"
        f"authorization: Bearer {page.token}\r\n"
        f"content-type: application/json\r\ncontent-length: {promised}\r\n\r\n"
    )
    connection.sendall(head.encode() + sent)
    return connection


def test_c5_slow_body(
    service: LiveService, page: WebChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_body, "MAX_READ_SECONDS", 0.05)
    before = everything(service)
    content = encode_message(text="bonjour")
    with raw_request(service, page, len(content), content[:10]) as connection:
        answer = connection.makefile("rb").readline()
        assert answer.split()[1] == b"408"
    assert everything(service) == before
    monkeypatch.undo()
    assert page.say("bonjour")


def test_slow_body_says_so(
    service: LiveService, page: WebChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_body, "MAX_READ_SECONDS", 0.0)
    refused = page.post_raw(encode_message(text="bonjour"))
    assert extract_error(refused, 408, service) == "slow"


def test_a_body_that_is_cut_off(service: LiveService, page: WebChatClient) -> None:
    before = everything(service)
    content = encode_message(text="bonjour")
    raw_request(service, page, len(content), content[:10]).close()
    assert page.http.post("/api/messages", headers=page.bearer).status_code == 415
    assert everything(service) == before
    assert page.say("bonjour")


def test_c2_sessions_are_minted_by_the_server_only(
    service: LiveService, page: WebChatClient
) -> None:
    wanted = "b" * 43
    asked = page.http.post(
        "/api/session",
        json={"token": wanted, "id": wanted, "sender": wanted},
        headers={"authorization": f"Bearer {wanted}", "cookie": f"token={wanted}"},
    )
    assert asked.status_code == 201
    assert "set-cookie" not in asked.headers
    assert asked.headers["cache-control"] == "no-store"
    token = asked.json()["token"]
    assert set(asked.json()) == {"token"}
    assert len(token) == 43
    assert len({token, wanted, page.token}) == 3
    assert page.http.post("/api/forget", headers={"authorization": f"Bearer {wanted}"}).is_error
    # Asking again while one is open makes another, with a conversation of its own.
    again = page.http.post("/api/session", headers=page.bearer).json()["token"]
    other = WebChatClient(service, again)
    other.welcome()
    page.say("merci")
    other.say("bonjour")
    assert not [data for _, data in other.read(has_answer) if data.get("text") == "merci"]


def test_c2_the_token_is_never_in_the_database(
    service: LiveService, page: WebChatClient, tmp_path: Path
) -> None:
    page.say("bonjour")
    files = sorted(tmp_path.glob("boussole.sqlite*"))
    assert files
    stored = b"".join(one.read_bytes() for one in files)
    assert b"bonjour" in stored
    assert page.token.encode() not in stored


def test_the_stream_goes_on_from_the_cursor(service: LiveService, page: WebChatClient) -> None:
    page.say("bonjour")
    page.say("merci")
    whole = page.read(lambda seen: seen[-1][1].get("answers") == 3)
    assert [data["from"] for _, data in whole] == ["bot", "person", "bot", "person", "bot"]
    assert len({cursor for cursor, _ in whole}) == len(whole)
    for place, (cursor, _) in enumerate(whole[:-1]):
        rest = whole[place + 1 :]
        enough = partial(as_long_as, rest)
        assert page.read(enough, after=cursor) == rest
        assert until(page.events(last=cursor), enough) == rest
        # A browser that reconnects keeps its first address: the header knows better.
        assert until(page.events(after="0.0", last=cursor), enough) == rest


def as_long_as(other: list[Event], seen: list[Event]) -> bool:
    return len(seen) == len(other)


def until(stream: Any, enough: Any) -> list[Event]:
    seen: list[Event] = []
    for event in stream:
        seen.append(event)
        if enough(seen):
            break
    stream.close()
    return seen


def test_two_streams_see_the_same(service: LiveService, page: WebChatClient) -> None:
    def follow(_: int) -> list[Event]:
        follower = WebChatClient(service, page.token)
        stream = follower.events()
        first = next(stream)
        connected.wait(MAX_WAIT_SECONDS)
        return [first, *until(stream, lambda seen: seen[-1][1].get("answers") == 3)]

    connected = threading.Barrier(3)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(follow, n) for n in range(2)]
        connected.wait(MAX_WAIT_SECONDS)
        page.say("bonjour")
        page.say("merci")
        one, other = [drop_waiting(future.result(MAX_WAIT_SECONDS)) for future in both]
    assert one == other
    assert [data["from"] for _, data in one] == ["bot", "person", "bot", "person", "bot"]


def test_p6_forget(service: LiveService, page: WebChatClient) -> None:
    other = WebChatClient(service)
    other.say("je voudrais être boulanger")
    press = page.welcome()["choices"][0]["token"]
    page.say("je voudrais réparer des motos")
    cursor = page.read(has_answer)[-1][0]
    theirs = other.read(has_answer)

    forgotten = page.http.post("/api/forget", headers=page.bearer)
    assert (forgotten.status_code, forgotten.json()) == (200, {"forgotten": True})
    rows = everything(service)
    for table in ("inbox", "outbox", "choices", "tracker_events", "notebooks"):
        assert "motos" not in "".join(rows[table])
    assert "boulanger" in "".join(rows["inbox"])
    assert other.read(has_answer) == theirs
    # An open page is told, a button of before is stale, and the chat goes on.
    assert page.read(lambda seen: True, after=cursor)[0][1] == {"from": "service", "erased": True}
    refused = page.post({"id": "old", "choice": press})
    assert extract_error(refused, 409, service) == "stale_choice"
    assert page.http.post("/api/forget", headers=page.bearer).status_code == 200
    assert page.say("bonjour")
    assert "motos" not in json.dumps(page.read(has_answer))


def lose(service: LiveService, table: str) -> Any:
    """A real failure of the database: the table is gone until it is given back."""

    def rename(old: str, new: str) -> None:
        with service.parts.engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    rename(table, "lost")
    return partial(rename, "lost", table)


@pytest.mark.parametrize("table", ["inbox", "sessions"])
def test_s1_storage_failure_is_honest_and_carries_the_helplines(
    service: LiveService, page: WebChatClient, table: str
) -> None:
    give_back = lose(service, table)
    try:
        plain = page.post({"id": "a1", "text": "bonjour"})
        grave = page.post({"id": "a2", "text": DISTRESS})
        grave_and_wrong = page.post({"id": "a3", "text": DISTRESS, "choice": "abc"})
    finally:
        give_back()
    assert extract_error(plain, 503, service) == "storage_failed"
    assert grave.status_code == 503
    assert set(grave.json()) == {"error", "message"}
    for words in ("n'a pas pu être enregistré", "0800 32 123", "112"):
        assert words in grave.json()["message"]
    assert "{" not in grave.json()["message"]
    assert grave_and_wrong.is_error
    # Nothing was kept: the same ids are new, and answered.
    for client_id, text in (("a1", "bonjour"), ("a2", DISTRESS)):
        sent = page.post({"id": client_id, "text": text})
        assert sent.status_code == 202
        assert page.answers(sent.json()["seq"])


def test_s1_while_the_database_is_locked_each_is_told_and_nothing_is_confirmed(
    service: LiveService, page: WebChatClient
) -> None:
    said = {"a1": "bonjour", "a2": DISTRESS}
    with hold_lock(service.parts.engine):
        lock_timeouts.find_lock_state(
            service.parts.engine
        ).stuck = True  # somebody has waited in vain before
        plain, grave = (page.post({"id": name, "text": said[name]}) for name in said)
    assert extract_error(plain, 503, service) == "storage_failed"
    assert grave.json()["error"] == "storage_failed_distress"
    assert "0800 32 123" in grave.json()["message"]
    for name, text in said.items():
        assert page.answers(page.post({"id": name, "text": text}).json()["seq"])


def test_storage_failure_elsewhere(service: LiveService, page: WebChatClient) -> None:
    """What failed is named: no sentence of these speaks of a message."""
    give_back = lose(service, "sessions")
    try:
        answers = [
            page.http.post("/api/session"),
            page.http.get("/api/events", headers=page.bearer),
        ]
    finally:
        give_back()
    for answer in answers:
        assert extract_error(answer, 503, service) == "storage_failed_opening"
        assert "message" not in answer.json()["message"]
    assert page.say("bonjour")


def test_p6_where_the_database_does_not_answer_no_erasure_is_told_or_denied(
    service: LiveService, page: WebChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask(threads: DbExecutor, rank: JobPriority, work: Any) -> Any:
        if rank is JobPriority.READ:
            return await threads.run(rank, work)
        raise StorageStuck

    monkeypatch.setattr(DbExecutor, "ask", ask)
    told = page.http.post("/api/forget", headers=page.bearer)
    assert extract_error(told, 503, service) == "storage_failed_unsure_erased"
    assert "Rien n'a été effacé" not in told.json()["message"]


@pytest.mark.parametrize("table", ["sessions", "tombstones"])
def test_p6_a_full_disk_erases_nothing_and_says_so(
    service: LiveService, page: WebChatClient, table: str
) -> None:
    page.say("j'aime réparer des motos")
    kept = everything(service)
    give_back = lose(service, table)
    try:
        told = page.http.post("/api/forget", headers=page.bearer)
    finally:
        give_back()
    assert extract_error(told, 503, service) == "storage_failed_erasing"
    for words in ("Rien n'a été effacé", "réessayer"):
        assert words in told.json()["message"]
    assert everything(service) == kept
    assert page.http.post("/api/forget", headers=page.bearer).json() == {"forgotten": True}
