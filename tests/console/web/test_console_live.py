"""What open pages hear: changes at once, calls on duty only, the end of the session."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from bot.console.auth import staff_sessions
from bot.console.desk import live_stream, team_watch
from bot.console.web import page_updates
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_appointments import book
from tests.support.console_conversations import (
    add_conversation,
    add_message,
    add_waiting_person,
    claim_person,
    get_csrf_token,
    send_message,
    set_duty,
    sign_in_on_duty,
    unit,
)
from tests.support.deferred_questions import add_question

PATIENCE = 5


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team_watch, "MIN_INTERVAL_SECONDS", 0.01)
    for module in (live_stream, team_watch):
        monkeypatch.setattr(module, "SWEEP_SECONDS", 60.0)


class Heard:
    """A page that listens."""

    def __init__(self, site: ConsoleApplication, browser: Any, handoff: int | None = None) -> None:
        self.events = live_stream.stream_events(site.desk, get_csrf_token(browser), handoff)

    async def next(self) -> Any:
        event = await asyncio.wait_for(self.events.__anext__(), PATIENCE)
        return "fin" if event.event == "fin" else json.loads(event.data)


async def test_a_message_of_the_person_arrives(site: ConsoleApplication) -> None:
    """Well within a sweep, which here would take a minute."""
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    page = Heard(site, browser, held.id)
    before = await page.next()
    coming = asyncio.create_task(page.next())
    await asyncio.sleep(0.05)
    assert not coming.done()
    send_message(site.engine, site.desk, held.conversation, "<b>Je suis là</b>")
    after = await coming
    assert after["talk"] != before["talk"]
    assert "suis" not in json.dumps(after)
    piece = browser.get(f"/conversation/{held.id}/messages").text
    assert "&lt;b&gt;Je suis là&lt;/b&gt;" in piece


async def test_who_comes_into_the_queue_is_heard(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    page = Heard(site, browser)
    assert (await page.next())["calls"] == 0
    coming = asyncio.create_task(page.next())
    await asyncio.sleep(0.05)
    held = add_waiting_person(site.engine)
    site.desk.tell(held.conversation)
    assert (await coming)["calls"] == 1


async def test_a_question_left_for_the_team_is_heard(site: ConsoleApplication) -> None:
    page = Heard(site, site.signed_in())
    assert (await page.next())["questions"] == 0
    coming = asyncio.create_task(page.next())
    await asyncio.sleep(0.05)
    with unit(site.engine) as opened:
        conversation = add_conversation(opened)
        add_question(opened, conversation, site.clock.now)
    site.desk.tell(conversation)
    assert (await coming)["questions"] == 1


async def test_a_new_appointment_is_heard_by_its_counsellor(site: ConsoleApplication) -> None:
    anna, bruno = site.signed_in("Anna"), site.signed_in("Bruno")
    page, other = Heard(site, anna), Heard(site, bruno)
    assert [(await each.next())["bookings"] for each in (page, other)] == [0, 0]
    coming = asyncio.create_task(page.next())
    await asyncio.sleep(0.05)
    book(site, anna.person.id, seen=False)
    site.desk.tell(1)  # a turn of the person
    assert (await coming)["bookings"] == 1
    assert (await Heard(site, bruno).next())["bookings"] == 0


@pytest.mark.parametrize(("state", "calls"), [("on", 1), ("interview", 0), ("off", 0)])
async def test_nothing_calls_in_an_interview_or_off_duty(
    site: ConsoleApplication, state, calls
) -> None:
    browser = sign_in_on_duty(site)
    add_waiting_person(site.engine)
    set_duty(site, browser.person, state)
    assert (await Heard(site, browser).next())["calls"] == calls


async def test_the_end_of_the_session_ends_the_stream(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    page = Heard(site, browser)
    await page.next()
    coming = asyncio.create_task(page.next())
    site.clock.now += staff_sessions.IDLE_TIMEOUT
    await asyncio.sleep(0.05)
    site.desk.tell(page_updates.QUEUE_PAGES)
    assert await coming == "fin"


async def test_another_ones_conversation_tells_nothing(site: ConsoleApplication) -> None:
    held = claim_person(site, sign_in_on_duty(site, "Anna"))
    assert (await Heard(site, sign_in_on_duty(site, "Bruno"), held.id).next())["talk"] == "human"
    assert (await Heard(site, sign_in_on_duty(site, "Chloé"), 99).next())["talk"] == ""


def test_a_stream_is_no_use_of_the_session(
    site: ConsoleApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An EventSource comes back by itself, and cannot say so in a header of its own."""
    import datetime as dt

    async def short(*_: Any):
        return
        yield

    monkeypatch.setattr("bot.console.pages.live_stream_page.stream_events", short)
    browser = sign_in_on_duty(site)
    for _ in range(4):
        site.clock.now += dt.timedelta(minutes=10)
        answer = browser.get("/flux", headers={"accept": "text/event-stream"})
    assert answer.status_code == 303


def test_the_stream_is_behind_the_gate(site: ConsoleApplication) -> None:
    assert site.browser().get("/flux").status_code == 303


async def test_a_database_that_fails_at_once_ends_the_stream(
    site: ConsoleApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its headers have gone: an exception would break it off in the middle."""
    browser = sign_in_on_duty(site)

    def fails(*_: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("disk"))

    monkeypatch.setattr(live_stream, "_find_conversation", fails)
    assert [
        each async for each in live_stream.stream_events(site.desk, get_csrf_token(browser), None)
    ] == []
    assert not site.desk.streams


async def test_a_process_that_stops_ends_the_stream(site: ConsoleApplication) -> None:
    """Whole, and not cut off."""
    heard = Heard(site, sign_in_on_duty(site))
    await heard.next()
    site.desk.listeners.close(0.0)
    assert [each async for each in heard.events] == []


async def test_a_session_has_ten_streams_at_most(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    pages = [Heard(site, browser) for _ in range(live_stream.MAX_STREAMS)]
    for page in pages:
        await page.next()
    answer = browser.get("/flux", headers={"accept": "text/event-stream"})
    assert answer.status_code == 409
    assert "Trop de pages" in extract_main_text(answer)
    for page in pages:
        await page.events.aclose()
    assert not live_stream.has_too_many_streams(site.desk, get_csrf_token(browser))


async def test_unread_words_are_counted_until_they_are_read(site: ConsoleApplication) -> None:
    """On whatever page, of whatever conversation of one's own."""
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    page, its_own = Heard(site, browser), Heard(site, browser, held.id)
    before = await page.next()
    assert before["unread"] == 0
    coming = asyncio.create_task(page.next())
    await asyncio.sleep(0.05)
    send_message(site.engine, site.desk, held.conversation, "toc toc")
    site.desk.tell(held.conversation)
    after = await coming
    assert (after["unread"], after["open_unread"]) == (1, 0)
    assert (await its_own.next())["open_unread"] == 1
    assert after["list"] != before["list"]
    coming = asyncio.create_task(page.next())
    browser.post(f"/conversation/{held.id}/lu", jusqua="2")
    site.desk.tell(page_updates.QUEUE_PAGES)
    assert (await coming)["unread"] == 0


async def test_a_page_of_one_conversation_follows_the_list_too(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    page = Heard(site, browser, held.id)
    before = await page.next()
    coming = asyncio.create_task(page.next())
    await asyncio.sleep(0.05)
    other = add_waiting_person(site.engine, "Lynx 11")
    site.desk.tell(other.conversation)
    after = await coming
    assert after["list"] != before["list"]
    assert after["talk"] == before["talk"]


class CountedQueries:
    """The queries of an engine while the block runs."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.texts = engine, []

    def __enter__(self) -> list[str]:
        sa.event.listen(self._engine, "before_cursor_execute", self._note)
        return self.texts

    def __exit__(self, *_: Any) -> None:
        sa.event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            self.texts.append(statement)


async def until_quiet(site: ConsoleApplication) -> None:
    """Wait until all that was woken has read: reads run one after the other."""
    for _ in range(3):
        await asyncio.sleep(0.05)
        await site.desk.read(lambda unit: None)


async def test_a_message_wakes_the_pages_of_its_counsellor_only(site: ConsoleApplication) -> None:
    """However many others are open, their state is read once, for all of them."""
    anna, bruno = sign_in_on_duty(site, "Anna"), sign_in_on_duty(site, "Bruno")
    held = claim_person(site, anna)
    counts, pages = [], []
    for _ in range(3):
        page = Heard(site, bruno)
        pages.append((page, await page.next(), asyncio.create_task(page.next())))
        await until_quiet(site)
        with CountedQueries(site.engine) as queries:
            site.desk.tell(held.conversation)
            await until_quiet(site)
        counts.append(len(queries))
    assert counts[0] > 0
    assert counts == [counts[0]] * 3
    send_message(site.engine, site.desk, held.conversation, "toc toc")
    await until_quiet(site)
    assert not any(coming.done() for _, _, coming in pages)
    for _, _, coming in pages:
        coming.cancel()


async def test_of_two_talks_the_one_with_news_is_read(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    talks = [claim_person(site, browser, pseudonym=f"Renard {number}") for number in (1, 2)]
    page = Heard(site, browser)
    await page.next()
    coming = asyncio.create_task(page.next())
    await until_quiet(site)
    with CountedQueries(site.engine) as queries:
        send_message(site.engine, site.desk, talks[0].conversation, "toc toc")
        assert (await coming)["unread"] == 1
    read = [each for each in queries if "outbox" in each and "outbox.answers" in each]
    assert len(read) == 1


@pytest.mark.parametrize("lost", ["of the queue", "of a talk"])
async def test_a_wake_up_that_was_lost_is_made_up_for(
    site: ConsoleApplication, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    for module in (live_stream, team_watch):
        monkeypatch.setattr(module, "SWEEP_SECONDS", 0.01)
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    page = Heard(site, browser)
    before = await page.next()
    coming = asyncio.create_task(page.next())
    await until_quiet(site)
    if lost == "of the queue":
        add_waiting_person(site.engine, "Lynx 11")
        assert (await coming)["calls"] == before["calls"] + 1
    else:
        with unit(site.engine) as opened:
            add_message(opened, held.conversation, "toc toc")
        assert (await coming)["unread"] == before["unread"] + 1


async def test_a_talk_claimed_while_the_page_is_open_is_heard(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    page = Heard(site, browser)
    await page.next()
    held = await asyncio.to_thread(claim_person, site, browser)
    site.desk.tell(held.conversation)
    state = await page.next()
    coming = asyncio.create_task(page.next())
    await until_quiet(site)
    send_message(site.engine, site.desk, held.conversation, "toc toc")
    while state["unread"] == 0:
        state = await coming
        coming = asyncio.create_task(page.next())
    coming.cancel()


async def test_pages_that_are_closed_leave_nothing_that_reads(site: ConsoleApplication) -> None:
    page = Heard(site, sign_in_on_duty(site))
    await page.next()
    await page.events.aclose()
    await until_quiet(site)
    with CountedQueries(site.engine) as queries:
        site.desk.tell(page_updates.QUEUE_PAGES)
        await until_quiet(site)
    assert queries == []
