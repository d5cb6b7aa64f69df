"""What open pages hear: changes at once, calls on duty only, the end of the session."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from console_site import Site, main
from sqlalchemy.exc import OperationalError
from work_people import claimed, duty, on_duty, says, token, waits

from bot.console import live, news, sessions
from bot.conversation.listeners import Listeners

PATIENCE = 5


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "QUEUE_SECONDS", 0.01)
    monkeypatch.setattr(live, "SWEEP_SECONDS", 60.0)


class Heard:
    """A page that listens."""

    def __init__(self, site: Site, browser: Any, handoff: int | None = None) -> None:
        self.events = live.stream(site.desk, token(browser), handoff)

    async def next(self) -> Any:
        event = await asyncio.wait_for(self.events.__anext__(), PATIENCE)
        return "fin" if event.event == "fin" else json.loads(event.data)


async def test_a_message_of_the_person_arrives(site: Site) -> None:
    """Well within a sweep, which here would take a minute."""
    browser = on_duty(site)
    held = claimed(site, browser)
    page = Heard(site, browser, held.id)
    before = await page.next()
    coming = asyncio.create_task(page.next())
    await asyncio.sleep(0.05)
    assert not coming.done()
    says(site.engine, site.desk, held.conversation, "<b>Je suis là</b>")
    after = await coming
    assert after["talk"] != before["talk"]
    assert "suis" not in json.dumps(after)
    piece = browser.get(f"/conversation/{held.id}/messages").text
    assert "&lt;b&gt;Je suis là&lt;/b&gt;" in piece


async def test_who_comes_into_the_queue_is_heard(site: Site) -> None:
    browser = on_duty(site)
    page = Heard(site, browser)
    assert (await page.next())["calls"] == 0
    coming = asyncio.create_task(page.next())
    await asyncio.sleep(0.05)
    held = waits(site.engine)
    news.teller(site.desk.listeners)(held.conversation)
    assert (await coming)["calls"] == 1


@pytest.mark.parametrize(("state", "calls"), [("on", 1), ("interview", 0), ("off", 0)])
async def test_nothing_calls_in_an_interview_or_off_duty(site: Site, state, calls) -> None:
    browser = on_duty(site)
    waits(site.engine)
    duty(site, browser, state)
    assert (await Heard(site, browser).next())["calls"] == calls


async def test_the_end_of_the_session_ends_the_stream(site: Site) -> None:
    browser = on_duty(site)
    page = Heard(site, browser)
    await page.next()
    coming = asyncio.create_task(page.next())
    site.clock.now += sessions.IDLE
    await asyncio.sleep(0.05)
    site.desk.tell(news.QUEUE)
    assert await coming == "fin"


async def test_another_ones_conversation_tells_nothing(site: Site) -> None:
    held = claimed(site, on_duty(site, "Anna"))
    assert (await Heard(site, on_duty(site, "Bruno"), held.id).next())["talk"] == "human"
    assert (await Heard(site, on_duty(site, "Chloé"), 99).next())["talk"] == ""


async def test_the_teller_wakes_a_conversation_and_the_queue() -> None:
    listeners = Listeners()
    with listeners.listen(7) as seven, listeners.listen(8) as eight, listeners.listen(0) as queue:
        news.teller(listeners)(7)
        assert (seven.is_set(), eight.is_set(), queue.is_set()) == (True, False, True)


def test_a_stream_keeps_no_session_open(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """An EventSource comes back by itself, and cannot say so in a header of its own."""
    import datetime as dt

    async def short(*_: Any):
        return
        yield

    monkeypatch.setattr("bot.console.pages.flux.stream", short)
    browser = on_duty(site)
    for _ in range(4):
        site.clock.now += dt.timedelta(minutes=10)
        answer = browser.get("/flux", headers={"accept": "text/event-stream"})
    assert answer.status_code == 303


def test_the_stream_is_behind_the_gate(site: Site) -> None:
    assert site.browser().get("/flux").status_code == 303


async def test_a_database_that_fails_at_once_ends_the_stream(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its headers have gone: an exception would break it off in the middle."""
    browser = on_duty(site)

    def fails(*_: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("disk"))

    monkeypatch.setattr(live, "_conversation", fails)
    assert [each async for each in live.stream(site.desk, token(browser), None)] == []
    assert not site.desk.streams


async def test_a_session_has_ten_streams_at_most(site: Site) -> None:
    browser = on_duty(site)
    pages = [Heard(site, browser) for _ in range(live.MOST_STREAMS)]
    for page in pages:
        await page.next()
    answer = browser.get("/flux", headers={"accept": "text/event-stream"})
    assert answer.status_code == 409
    assert "Trop de pages" in main(answer)
    for page in pages:
        await page.events.aclose()
    assert not live.is_full(site.desk, token(browser))
