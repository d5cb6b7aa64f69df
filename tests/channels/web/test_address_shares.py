"""What one network address may take of what all share, and a school behind one address (P4)."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
import yaml
from sqlalchemy.engine import Engine
from starlette.applications import Starlette

from bot.app import Service
from bot.channels.web import api_errors, submitted_messages
from bot.channels.web.chat_api import WebChannel
from bot.channels.web.client_addresses import ProxyMiddleware
from bot.channels.web.event_streams import MAX_NETWORK_STREAMS, EventStreams
from bot.channels.web.network_quotas import MAX_BURST_REFUSALS, Quota
from bot.dialogue.sentences import Sentences
from bot.guidance import class_links
from bot.messaging.db_executor import DbExecutor
from bot.messaging.listeners import Listeners
from bot.privacy.network_hashes import NetworkHashes, parse_ip_address
from bot.settings import PROJECT_ROOT
from bot.storage.column_types import metadata
from bot.storage.conversation_tables import conversations, inbox
from bot.storage.unit_of_work import reading

KEY = b"a key of thirty-two bytes or more"
NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
PUPILS, MESSAGES = 60, 3
SCHOOL, ELSEWHERE, PROXY = "81.82.2.2", "81.82.3.3", "127.0.0.1"
DISTRESS = "je veux mourir"


# Networks


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2a02:a03f:1:2::1", "2a02:a03f:1:2:ffff::2", True),
        ("2a02:a03f:1:2::1", "2a02:a03f:1:3::1", False),
        ("::ffff:81.82.2.2", SCHOOL, True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        (SCHOOL, ELSEWHERE, False),
    ],
)
def test_one_network_is_one_address(one: str, other: str, same: bool) -> None:
    networks = NetworkHashes()
    first, second = (networks.hash(parse_ip_address(each), NOW) for each in (one, other))
    assert (first == second) is same


def test_p4_a_network_is_known_for_a_day_in_memory_and_its_address_is_not() -> None:
    networks = NetworkHashes()
    networks.note(1, networks.hash(parse_ip_address(SCHOOL), NOW))
    networks.note(2, networks.hash(parse_ip_address(SCHOOL), NOW))
    networks.note(3, networks.hash(parse_ip_address(ELSEWHERE), NOW))
    assert networks.beside(1, [1, 2, 3, 4]) == 1
    assert networks.beside(4, [1, 2, 3]) == 0
    assert SCHOOL not in repr(vars(networks))
    assert parse_ip_address(SCHOOL).packed not in networks.of(1)
    networks.forget(2)
    assert networks.beside(1, [2]) == 0
    tomorrow = networks.hash(parse_ip_address(SCHOOL), NOW + dt.timedelta(days=1))
    assert networks.of(1) is None
    assert tomorrow == networks.hash(parse_ip_address(SCHOOL), NOW + dt.timedelta(days=1, hours=1))


# The routes, without a model: the worker only takes what is handed over.


class Bench:
    """The web channel in process; `at(address)` is a client behind that address."""

    def __init__(self, engine: Engine, settings: Any, clock: Any) -> None:
        sentences = Sentences()
        for topic in ("refusals", "safeguarding"):
            written = yaml.safe_load((PROJECT_ROOT / f"bot/domain/{topic}.yml").read_text("utf-8"))
            sentences.responses |= written["responses"]
        self.parts: Any = SimpleNamespace(
            engine=engine,
            settings=settings,
            clock=clock,
            key=KEY,
            dialogue=SimpleNamespace(sentences=sentences),
            vault=None,
            networks=NetworkHashes(),
        )
        self.handed: list[Any] = []
        self.threads = DbExecutor(1)
        worker: Any = SimpleNamespace(hand=lambda head, behind: self.handed.append(head))
        self.channel = WebChannel(self.parts, self.threads, worker, Listeners())
        named = bool(settings.proxies)
        trusted = settings.proxies or PROXY
        self.app = ProxyMiddleware(Starlette(routes=self.channel.routes()), trusted, named)

    def at(self, address: str, by: str = "") -> httpx.AsyncClient:
        """`by`: the peer, if it is another; the address is in its header then."""
        transport = httpx.ASGITransport(self.app, client=(by or address, 4000))
        headers = {"x-forwarded-for": address} if by else {}
        return httpx.AsyncClient(
            transport=transport, base_url="http://boussole", headers=headers, timeout=60
        )

    async def uses_up(self, share: Quota, address: str, left: int = 0) -> None:
        """All of an address's share is taken but so much."""
        pace = self.channel.shares._paces[share]
        network = self.parts.networks.hash(parse_ip_address(address), self.parts.clock())
        await pace.of(network).acquire(share.value[0] - left)


@pytest.fixture
def bench(sqlite_engine: Engine, settings: Any, clock: Any) -> Callable[..., Any]:
    @asynccontextmanager
    async def made(**changes: Any) -> AsyncIterator[Bench]:
        one = Bench(sqlite_engine, settings.copy(update=changes), clock)
        yield one
        one.threads.close()

    return made


async def begin(client: httpx.AsyncClient, link: str = "") -> httpx.Response:
    return await client.post("/api/session", headers={"class-session": link} if link else {})


async def send(client: httpx.AsyncClient, token: str, text: str, number: int = 1) -> httpx.Response:
    message = {"id": f"m{number}", "text": text}
    bearer = {"authorization": f"Bearer {token}"}
    return await client.post("/api/messages", json=message, headers=bearer)


def turned_away(answer: httpx.Response) -> bool:
    """With a sentence that says what to do and names 112, and the time to wait."""
    told = answer.json()
    return (
        answer.status_code == 429
        and told["error"] == "refused_busy_network"
        and "112" in told["message"]
        and int(answer.headers["retry-after"]) > 0
    )


async def test_p4_sixty_pupils_behind_one_address_begin_and_write_at_once(bench: Any) -> None:
    """Without the link of a class."""
    async with bench() as web, web.at(SCHOOL) as client:

        async def pupil(number: int) -> list[int]:
            token = (await begin(client)).json().get("token")
            texts = [f"bonjour {number} {n}" for n in range(MESSAGES)]
            sent = [await send(client, token, text, n) for n, text in enumerate(texts)]
            return [answer.status_code for answer in sent]

        everybody = asyncio.gather(*(pupil(number) for number in range(PUPILS)))
        assert await asyncio.wait_for(everybody, 60) == [[202] * MESSAGES] * PUPILS
        assert len(web.handed) == PUPILS * (1 + MESSAGES)


async def test_an_address_begins_so_many_and_others_are_not_touched(bench: Any) -> None:
    async with bench() as web, web.at(SCHOOL) as client, web.at(ELSEWHERE) as other:
        await web.uses_up(Quota.BEGIN, SCHOOL, left=1)
        assert (await begin(client)).status_code == 201
        before = web.channel.shares._all._level
        assert turned_away(await begin(client))
        assert web.channel.shares._all._level == before  # nor does it take of what all share
        assert (await begin(other)).status_code == 201


async def test_a_class_is_counted_apart_and_has_an_end(bench: Any) -> None:
    link = class_links.create_session(KEY, NOW).token
    async with bench() as web, web.at(SCHOOL) as client:
        await web.uses_up(Quota.BEGIN, SCHOOL)
        await web.uses_up(Quota.IN_CLASS, SCHOOL, left=1)
        assert turned_away(await begin(client))
        assert (await begin(client, link)).status_code == 201
        assert turned_away(await begin(client, link))


@pytest.mark.parametrize("link", ["", "20261126-aaaaaaaaaaaaaaaa", "a" * 5000, "é"])
async def test_a_link_that_was_never_made_raises_nothing(bench: Any, link: str) -> None:
    async with bench() as web, web.at(SCHOOL) as client:
        await web.uses_up(Quota.BEGIN, SCHOOL)
        assert turned_away(
            await client.post("/api/session", headers={"class-session": link.encode()})
        )


async def test_a_closed_link_opens_the_chat_as_for_anybody(bench: Any, clock: Any) -> None:
    session = class_links.create_session(KEY, NOW)
    async with bench() as web, web.at(SCHOOL) as client:
        clock.now = session.until
        await web.uses_up(Quota.BEGIN, SCHOOL, left=1)
        statuses = [(await begin(client, session.token)).status_code for _ in range(2)]
        assert statuses == [201, 429]


async def test_nothing_ties_a_pupil_to_a_class_or_an_address(bench: Any) -> None:
    """What is stored of a conversation begun in class is what is stored of any other."""
    link = class_links.create_session(KEY, NOW).token
    async with bench() as web, web.at(SCHOOL) as client:
        await begin(client)
        await begin(client, link)
        with reading(web.parts.engine) as unit:
            alone, pupil = (
                {name: value for name, value in row.items() if name not in ("id", "person")}
                for row in map(dict, unit.execute(sa.select(conversations)).mappings())
            )
            assert alone == pupil
            said = unit.execute(sa.select(inbox.c.kind, inbox.c.body)).all()
            assert len(set(said)) == 1
            rows = [repr(row) for t in metadata.sorted_tables for row in unit.execute(sa.select(t))]
            network = web.parts.networks.of(1)
        assert network is not None
        hidden = (link, SCHOOL, repr(network), network.hex())
        assert not [row for row in rows if any(each in row for each in hidden)]


# Where addresses are not counted


@pytest.mark.parametrize(
    ("proxies", "address", "by", "counted"),
    [
        ("", SCHOOL, "", True),  # nobody stands between
        ("", SCHOOL, PROXY, False),  # the header of a proxy that is not named
        ("", "10.0.0.7", "", False),  # a proxy that says nothing
        (PROXY, SCHOOL, PROXY, True),
        (PROXY, "192.168.1.9", PROXY, True),  # people of the house
        (PROXY, PROXY, PROXY, False),  # the proxy itself
        (PROXY, SCHOOL, "81.82.9.9", True),  # its header says nothing: the peer is counted
        ("10.0.0.0/8", SCHOOL, "10.1.2.3", True),
    ],
)
async def test_only_who_can_be_told_apart_is_counted(
    bench: Any, proxies: str, address: str, by: str, counted: bool
) -> None:
    async with bench(proxies=proxies) as web, web.at(address, by) as client:
        believed = address if not by or by == PROXY or by.startswith("10.") else by
        await web.uses_up(Quota.BEGIN, believed)
        assert turned_away(await begin(client)) is counted
        assert web.channel.shares.hold is counted


async def test_one_setting_turns_all_of_it_off(bench: Any) -> None:
    async with bench(address_shares=False, host="0.0.0.0") as web, web.at(SCHOOL) as client:
        await web.uses_up(Quota.BEGIN, SCHOOL)
        assert (await begin(client)).status_code == 201
        assert web.parts.networks.of(1) is None
        assert not web.channel.shares.hold


# Messages and streams


async def test_who_sends_too_much_is_told_and_who_is_in_distress_has_the_lines(bench: Any) -> None:
    async with bench() as web, web.at(SCHOOL) as client:
        token = (await begin(client)).json()["token"]
        await web.uses_up(Quota.SEND, SCHOOL)
        assert turned_away(await send(client, token, "bonjour"))
        refused = await send(client, token, DISTRESS)
        assert refused.status_code == 429
        assert "107" in refused.json()["message"]
        assert len(web.handed) == 1


async def test_a_made_up_token_costs_little(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bounded length, never on the event loop, and at a pace; who sends short words is heard."""
    heard: list[tuple[int, bool]] = []
    of_the_loop = threading.current_thread()

    def detect(words: str) -> Any:
        heard.append((len(words), threading.current_thread() is of_the_loop))
        return api_errors.NOTHING

    monkeypatch.setattr(api_errors, "detect", detect)
    made_up = "a" * 43
    async with bench() as web, web.at(SCHOOL) as client, web.at(ELSEWHERE) as other:
        await web.uses_up(Quota.HEAR, SCHOOL, left=submitted_messages.MAX_ANONYMOUS_SCANNED_CHARS)
        assert (await send(client, made_up, "0." * 4000)).json()["error"] == "refused_session"
        assert turned_away(await send(client, made_up, "0." * 4000))
        assert heard == [(submitted_messages.MAX_ANONYMOUS_SCANNED_CHARS, False)]
        assert (await send(other, made_up, DISTRESS)).status_code == 401
        assert heard[1:] == [(len(DISTRESS), True)]


async def test_a_long_message_is_read_beside_the_event_loop(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = []
    typed = submitted_messages.build_typed_message

    def noted(*given: Any) -> Any:
        readers.append(threading.current_thread().name)
        return typed(*given)

    monkeypatch.setattr(submitted_messages, "build_typed_message", noted)
    async with bench() as web, web.at(SCHOOL) as client:
        token = (await begin(client)).json()["token"]
        assert (await send(client, token, "0." * 1000)).status_code == 202
    assert readers == ["hearing_0"]


async def test_streams_of_an_address_have_an_end_before_any_read(bench: Any) -> None:
    async with bench() as web, web.at(SCHOOL) as client, web.at(ELSEWHERE) as other:
        bearer = {"authorization": "Bearer " + (await begin(other)).json()["token"]}
        school = web.parts.networks.hash(parse_ip_address(SCHOOL), NOW)
        with web.channel.streams.opened(7, asyncio.Event(), school):
            web.channel.streams._of_networks[school] += MAX_NETWORK_STREAMS - 1
            assert turned_away(await client.get("/api/events", headers=bearer))
            assert (await other.head("/api/events", headers=bearer)).status_code == 200
        await web.uses_up(Quota.ASK, ELSEWHERE)
        assert turned_away(await other.get("/api/events", headers=bearer))
        assert turned_away(await other.post("/api/forget", headers=bearer))


def test_a_stream_that_ends_gives_its_place_back() -> None:
    streams = EventStreams()
    with streams.opened(1, asyncio.Event(), b"a network"):
        assert streams._of_networks[b"a network"] == 1
    assert not streams._of_networks


# Who goes on all the same


async def test_who_goes_on_asking_is_refused_unread_and_others_are_not(bench: Any) -> None:
    async with bench(proxies=PROXY) as web, web.at(SCHOOL, PROXY) as client:
        await web.uses_up(Quota.BEGIN, SCHOOL)
        asked = (
            b"/api/session",
            web.parts.networks.hash(parse_ip_address(SCHOOL), web.parts.clock()),
        )
        await web.channel.shares._refusals.of(asked).acquire(MAX_BURST_REFUSALS)
        head = b"POST /api/session HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: %s\r\n\r\n"
        school, elsewhere = (head % each.encode() for each in (SCHOOL, ELSEWHERE))
        refusal = web.channel.refusal
        assert refusal(PROXY, school) is None
        assert turned_away(await begin(client))
        status, _, rest = (refusal(PROXY, school) or b"").partition(b"\r\n")
        assert status == b"HTTP/1.1 429 Too Many Requests"
        assert b"retry-after: 60" in rest
        assert "En danger tout de suite : le 112." in rest.decode()
        assert refusal(PROXY, elsewhere) is None
        assert refusal("81.82.9.9", school) is None  # who is no proxy says nothing of others
        assert refusal(PROXY, school.replace(b"/session", b"/messages")) is None


def test_the_board_knows_which_calls_are_of_one_network(parts: Any) -> None:
    parts.networks.note(7, b"a network")
    service = Service.of(parts)
    try:
        assert service._console().desk.source(7) == b"a network"
        assert service._console().desk.source(8) is None
    finally:
        service.threads.close()
