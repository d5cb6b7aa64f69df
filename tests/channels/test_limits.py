"""How many conversations an address may begin, and a class of 28 behind one address (P4)."""

from __future__ import annotations

import asyncio
import datetime as dt
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

from bot.channels.web.api import WebChannel
from bot.channels.web.limits import IN_CLASS, Beginnings
from bot.conversation.listeners import Listeners
from bot.conversation.threads import Threads
from bot.dialogue.sentences import Sentences
from bot.guidance import classes
from bot.settings import ROOT
from bot.storage.columns import metadata
from bot.storage.tables import conversations, inbox
from bot.storage.unit_of_work import reading

KEY = b"a key of thirty-two bytes or more"
NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
PUPILS = 28
SCHOOL = "192.0.2.7"


# The count


def test_without_a_limit_anybody_begins() -> None:
    none = Beginnings(0)
    assert all(none.admit(SCHOOL, NOW) for _ in range(1000))


def test_an_address_may_begin_so_many_and_others_are_not_touched() -> None:
    few = Beginnings(3)
    assert [few.admit(SCHOOL, NOW) for _ in range(4)] == [True, True, True, False]
    assert few.admit("192.0.2.8", NOW)


def test_the_next_hour_counts_anew() -> None:
    one = Beginnings(1)
    assert one.admit(SCHOOL, NOW)
    assert not one.admit(SCHOOL, NOW + dt.timedelta(minutes=59))
    assert one.admit(SCHOOL, NOW + dt.timedelta(hours=1))
    assert one.admit(SCHOOL, NOW)  # the clock was set back: no lasting lock-out


def test_a_class_is_counted_apart_and_has_an_end() -> None:
    few = Beginnings(3)
    assert all(few.admit(SCHOOL, NOW, in_class=True) for _ in range(IN_CLASS))
    assert not few.admit(SCHOOL, NOW, in_class=True)
    assert few.admit(SCHOOL, NOW)


def test_a_wide_limit_is_not_narrowed_by_a_class() -> None:
    wide = Beginnings(IN_CLASS + 1)
    assert all(wide.admit(SCHOOL, NOW, in_class=True) for _ in range(IN_CLASS + 1))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::2", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", SCHOOL, True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("a name", "a name", True),
        ("", "a name", False),
    ],
)
def test_one_network_is_one_address(one: str, other: str, same: bool) -> None:
    single = Beginnings(1)
    assert single.admit(one, NOW)
    assert single.admit(other, NOW) is not same


def test_p4_no_address_stands_in_memory() -> None:
    kept = Beginnings(3)
    kept.admit(SCHOOL, NOW)
    assert SCHOOL not in repr(vars(kept))


# The routes, without a model: the worker only takes what is handed over.


class Bench:
    """The web channel in process; `at(address)` is a client behind that address."""

    def __init__(self, engine: Engine, settings: Any, clock: Any) -> None:
        sentences = Sentences()
        refusals = yaml.safe_load((ROOT / "bot/domain/refusals.yml").read_text("utf-8"))
        sentences.responses = refusals["responses"]
        self.parts: Any = SimpleNamespace(
            engine=engine,
            settings=settings,
            clock=clock,
            key=KEY,
            dialogue=SimpleNamespace(sentences=sentences),
            vault=None,
        )
        self.handed: list[Any] = []
        self.threads = Threads(1)
        worker: Any = SimpleNamespace(hand=self.handed.append)
        channel = WebChannel(self.parts, self.threads, worker, Listeners())
        self.app = Starlette(routes=channel.routes())

    def at(self, address: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, client=(address, 4000))
        return httpx.AsyncClient(transport=transport, base_url="http://boussole")


@pytest.fixture
def bench(sqlite_engine: Engine, settings: Any, clock: Any) -> Callable[..., Any]:
    @asynccontextmanager
    async def made(most: int) -> AsyncIterator[Bench]:
        limited = settings.copy(update={"sessions_per_hour": most})
        one = Bench(sqlite_engine, limited, clock)
        yield one
        one.threads.close()

    return made


async def begin(client: httpx.AsyncClient, link: str = "") -> httpx.Response:
    return await client.post("/api/session", headers={"class-session": link} if link else {})


async def test_p4_a_class_of_28_begins_and_writes_at_once(bench: Any) -> None:
    link = classes.begin(KEY, NOW).token
    async with bench(5) as web, web.at(SCHOOL) as client:

        async def pupil(number: int) -> list[int]:
            opened = await begin(client, link)
            bearer = {"authorization": f"Bearer {opened.json().get('token')}"}
            message = {"id": "m1", "text": f"bonjour {number}"}
            sent = await client.post("/api/messages", json=message, headers=bearer)
            return [opened.status_code, sent.status_code]

        everybody = asyncio.gather(*(pupil(number) for number in range(PUPILS)))
        assert await asyncio.wait_for(everybody, 60) == [[201, 202]] * PUPILS
        assert len(web.handed) == 2 * PUPILS


async def test_without_the_link_the_limit_is_met_with_a_sentence(bench: Any) -> None:
    async with bench(5) as web, web.at(SCHOOL) as client:
        statuses = [(await begin(client)).status_code for _ in range(5)]
        assert statuses == [201] * 5
        refused = await begin(client)
        assert (refused.status_code, refused.json()["error"]) == (429, "refused_busy_network")
        assert refused.json()["message"].endswith(".")
        async with web.at("192.0.2.8") as other:
            assert (await begin(other)).status_code == 201


@pytest.mark.parametrize("link", ["", "20261126-aaaaaaaaaaaaaaaa", "a" * 5000, "é"])
async def test_a_link_that_was_never_made_raises_nothing(bench: Any, link: str) -> None:
    async with bench(1) as web, web.at(SCHOOL) as client:
        headers = {"class-session": link.encode()}
        both = [await client.post("/api/session", headers=headers) for _ in range(2)]
        assert [answer.status_code for answer in both] == [201, 429]


async def test_a_closed_link_opens_the_chat_as_for_anybody(bench: Any, clock: Any) -> None:
    session = classes.begin(KEY, NOW)
    async with bench(1) as web, web.at(SCHOOL) as client:
        clock.now = session.until
        statuses = [(await begin(client, session.token)).status_code for _ in range(2)]
        assert statuses == [201, 429]


async def test_nothing_ties_a_pupil_to_a_class(bench: Any) -> None:
    """What is stored of a conversation begun in class is what is stored of any other."""
    link = classes.begin(KEY, NOW).token
    async with bench(5) as web, web.at(SCHOOL) as client:
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
        assert not [row for row in rows if link in row or SCHOOL in row]
