"""The two transports against stubs of the two services, and the talks that are played with them."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from evaluation.benchmarks.plain_rasa import talks
from evaluation.benchmarks.plain_rasa.transports import NoGreeting, OwnTransport, PlainTransport

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def _run_stub(routes: dict[tuple[str, str], Handler]) -> AsyncIterator[str]:
    app = web.Application()
    for (method, path), handler in routes.items():
        app.router.add_route(method, path, handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class _OwnStub:
    """The web API of this service, as far as a talk needs it; refuses what `refusals` says."""

    def __init__(self, refusals: int = 0) -> None:
        self.received: list[dict[str, str]] = []
        self.refusals = refusals
        self.routes: dict[tuple[str, str], Handler] = {
            ("POST", "/api/session"): self._begin,
            ("GET", "/api/events"): self._stream,
            ("POST", "/api/messages"): self._take,
        }

    async def _begin(self, request: web.Request) -> web.Response:
        return web.json_response({"token": "t"})

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        self._response = web.StreamResponse()
        await self._response.prepare(request)
        await self._say(1, [{"label": "J'ai une question", "token": "first"}])
        while request.transport is not None and not request.transport.is_closing():
            await talks.asyncio.sleep(0.01)
        return self._response

    async def _take(self, request: web.Request) -> web.Response:
        if self.refusals:
            self.refusals -= 1
            return web.json_response({}, status=429)
        body = await request.json()
        self.received.append({key: body[key] for key in ("text", "choice") if key in body})
        seq = len(self.received) + 1
        await self._say(seq - 1, [])  # of an earlier message: not the answer
        await self._say(seq, [{"label": "another", "token": "second"}])
        return web.json_response({"seq": seq}, status=202)

    async def _say(self, seq: int, choices: list[dict[str, str]]) -> None:
        event: dict[str, Any] = {"from": "bot", "answers": seq, "text": "x", "choices": choices}
        await self._response.write(f"data: {json.dumps(event)}\n\n".encode())


async def test_both_play_the_same_talk() -> None:
    plain: list[dict[str, str]] = []

    async def webhook(request: web.Request) -> web.Response:
        plain.append(await request.json())
        return web.json_response([{"text": "x"}])

    own = _OwnStub()
    routes = {**own.routes, ("POST", "/webhooks/rest/webhook"): webhook}
    async with _run_stub(routes) as url, aiohttp.ClientSession() as http:
        for transport in (OwnTransport(http, url, 1), PlainTransport(http, url, "p")):
            played = await talks.play_talks([transport], iter(("a", "b")), 4)
            counts = {kind: len(values) for kind, values in played.latencies.items()}
            assert counts == {"choice": 2, "typed": 2}
            assert (played.turns_per_second > 0, played.silences) == (True, 0)
    assert own.received == [{"choice": "first"}, {"text": "a"}, {"choice": "first"}, {"text": "b"}]
    said = [each["message"] for each in plain]
    assert said == ["/greet", "/have_question", "a", "/have_question", "b"]
    assert {each["sender"] for each in plain} == {"p"}


async def test_what_is_refused_for_now_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talks, "_REFUSED_PAUSE_SECONDS", 0.0)
    own = _OwnStub(refusals=3)
    async with _run_stub(own.routes) as url, aiohttp.ClientSession() as http:
        transport = OwnTransport(http, url, 1)
        await transport.open()
        assert len(await talks.play_talk(transport, itertools.repeat("a"), 2)) == 2
        transport.close()
    assert (own.refusals, len(own.received)) == (0, 2)


async def test_turns_without_a_reply_are_counted_and_a_talk_without_greeting_ends() -> None:
    replies: list[list[dict[str, str]]] = [[], [{"text": "x"}], [], [{"text": "x"}]]

    async def webhook(request: web.Request) -> web.Response:
        return web.json_response(replies.pop())

    routes: dict[tuple[str, str], Handler] = {("POST", "/webhooks/rest/webhook"): webhook}
    async with _run_stub(routes) as url, aiohttp.ClientSession() as http:
        person = PlainTransport(http, url, "p")
        assert (await talks.play_talks([person], iter("a"), 2)).silences == 1
        with pytest.raises(NoGreeting):
            await PlainTransport(http, url, "q").open()
