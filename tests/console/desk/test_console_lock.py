"""C7: an idle session of whoever is on duty hides everything but the signs of the queue."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from dataclasses import replace
from itertools import chain, repeat
from typing import Any

import pytest

from bot.console.auth.staff_sessions import (
    ABSOLUTE_TIMEOUT,
    IDLE_TIMEOUT,
    WARNED,
    WARNING_TIME,
)
from bot.console.desk import live_stream
from bot.handoff import absence
from bot.handoff.duty_repository import find_duty
from bot.storage.unit_of_work import reading
from tests.support.console_accounts import PASSPHRASE
from tests.support.console_application import (
    ROOT,
    ConsoleApplication,
    ConsoleBrowser,
    extract_main_text,
)
from tests.support.console_conversations import (
    add_message,
    add_waiting_person,
    attach_bot,
    claim_person,
    get_csrf_token,
    set_duty,
    sign_in_on_duty,
    unit,
)
from tests.support.console_routes import READ_PAGES, fill_path

MINUTE = dt.timedelta(minutes=1)
BY_ITSELF = {"boussole-news": "1"}


def beat(browser: ConsoleBrowser, used: bool = False) -> Any:
    """What an open page sends: a sign of life, or that somebody uses it."""
    headers = {} if used else BY_ITSELF
    fields = {"jeton": browser.token()}
    return browser.client.post(f"{ROOT}/presence", data=fields, headers=headers)


def stay_idle(site: ConsoleApplication, browser: ConsoleBrowser, until: dt.timedelta) -> None:
    """A page stays open, and nobody touches it."""
    end = site.clock.now + until
    while site.clock.now < end:
        site.clock.now = min(site.clock.now + 10 * MINUTE, end)
        beat(browser)


@pytest.fixture
def idle(site: ConsoleApplication) -> tuple[ConsoleBrowser, int]:
    """A counsellor on duty whose session is locked, and the number of the talk they have."""
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    stay_idle(site, browser, IDLE_TIMEOUT)
    return browser, held.id


@pytest.mark.parametrize("duty", ["on", "interview"])
def test_session_and_duty_stay_while_a_page_is_open(site: ConsoleApplication, duty: str) -> None:
    browser = sign_in_on_duty(site)
    set_duty(site, browser.person, duty)
    stay_idle(site, browser, 2 * IDLE_TIMEOUT)
    answer = browser.get("/agenda?qui=tous")
    assert answer.headers["location"] == f"{ROOT}/verrou?vers=%2Fagenda%3Fqui%3Dtous"
    with reading(site.engine) as opened:
        assert find_duty(opened, browser.person.id) == duty


def test_off_duty_or_with_no_page_open_it_ends_as_before(site: ConsoleApplication) -> None:
    off, closed = site.signed_in("Anna"), sign_in_on_duty(site, "Bruno")
    stay_idle(site, off, IDLE_TIMEOUT)
    for browser in (off, closed):
        assert browser.get("/compte").headers["location"].startswith(f"{ROOT}/entrer")


def test_ten_hours_end_it_in_any_case(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    stay_idle(site, browser, ABSOLUTE_TIMEOUT)
    assert browser.get("/verrou").headers["location"].startswith(f"{ROOT}/entrer")


def test_no_page_opens_while_it_is_locked(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site, "Anna", "admin")
    stay_idle(site, browser, IDLE_TIMEOUT)
    paths = [page.path for page in READ_PAGES if page.path not in ("/flux", "/verrou")]
    led = {path: browser.get(fill_path(path)).headers.get("location", "") for path in paths}
    assert {path for path, to in led.items() if not to.startswith(f"{ROOT}/verrou?vers=")} == set()


def test_nothing_is_sent_and_what_was_typed_comes_back(
    site: ConsoleApplication, idle: tuple[ConsoleBrowser, int]
) -> None:
    browser, number = idle
    before = site.audit()
    answer = browser.post(f"/conversation/{number}/repondre", text="Une réponse assez longue")
    assert answer.status_code == 401
    assert "Une réponse assez longue" in answer.text
    assert site.audit() == before
    assert beat(browser, used=True).status_code == 204  # typing on the hidden page opens nothing
    assert browser.get(f"/conversation/{number}").status_code == 303


def test_the_passphrase_opens_it_where_one_was(
    site: ConsoleApplication, idle: tuple[ConsoleBrowser, int]
) -> None:
    browser, number = idle
    shown = browser.get(f"/verrou?vers=/conversation/{number}")
    assert "L’écran est masqué" in extract_main_text(shown)
    assert "Anna" not in shown.text
    assert "Renard" not in shown.text
    wrong = browser.post("/verrou", passphrase="pas la bonne phrase", vers="/agenda")
    assert wrong.status_code == 422
    assert browser.get("/agenda").status_code == 303
    fields = {"passphrase": PASSPHRASE, "vers": f"/conversation/{number}"}
    answer = browser.post("/verrou", fields)
    assert answer.headers["location"] == f"{ROOT}/conversation/{number}"
    assert browser.follow(answer).status_code == 200
    assert site.audit()[-2][0] == "session_unlocked"
    assert browser.get("/verrou").headers["location"] == f"{ROOT}/aujourdhui"


def test_guessing_is_slowed_down(
    site: ConsoleApplication, idle: tuple[ConsoleBrowser, int]
) -> None:
    browser, _ = idle
    statuses = [browser.post("/verrou", passphrase=f"essai {n}").status_code for n in range(12)]
    assert statuses[0] == 422
    assert statuses[-1] == 429


@pytest.mark.parametrize("back", ["https://evil.test/", "//evil.test", "/a/../../b"])
def test_c6_it_leads_nowhere_else(
    site: ConsoleApplication, idle: tuple[ConsoleBrowser, int], back: str
) -> None:
    answer = idle[0].post("/verrou", passphrase=PASSPHRASE, vers=back)
    assert answer.headers["location"] == f"{ROOT}/aujourdhui"


async def test_the_signs_of_the_queue_go_on_without_content(site: ConsoleApplication) -> None:
    browser = sign_in_on_duty(site)
    held = claim_person(site, browser)
    events = live_stream.stream_events(site.desk, get_csrf_token(browser), held.id)

    async def read() -> Any:
        site.desk.tell(held.conversation)
        event = await asyncio.wait_for(events.__anext__(), 5)
        return json.loads(event.data)

    assert (await read())["session"] == "open"
    await asyncio.to_thread(stay_idle, site, browser, IDLE_TIMEOUT - WARNING_TIME)
    assert (await read())["session"] == "warned"
    await asyncio.to_thread(beat, browser, True)
    assert (await read())["session"] == "open"
    await asyncio.to_thread(stay_idle, site, browser, IDLE_TIMEOUT)
    add_waiting_person(site.engine)
    with unit(site.engine) as opened:
        add_message(opened, held.conversation, "vous êtes là ?")
    state = await read()
    while not state["calls"]:  # known to the page's own talks first
        state = await read()
    assert state == {
        "calls": 1,
        "dangers": 0,
        "unread": 1,
        "open_unread": 1,
        "questions": 0,
        "bookings": 0,
        "board": "",
        "list": "",
        "talk": "",
        "session": "locked",
    }
    await events.aclose()


def test_who_unlocks_or_types_is_back_at_once(
    site: ConsoleApplication, idle: tuple[ConsoleBrowser, int]
) -> None:
    browser, number = idle
    bot = attach_bot(site)

    def go() -> None:
        with unit(site.engine) as opened:
            assert [each.id for each in absence.mark_gone(opened, site.clock.now)] == [number]

    go()  # nobody is in front of the page
    beat(browser)
    assert bot.said == []
    browser.post("/verrou", passphrase=PASSPHRASE)
    assert [each[1] for each in bot.said] == ["utter_human_back"]
    site.clock.now += absence.GONE_AFTER
    go()
    beat(browser, used=True)
    beat(browser, used=True)
    assert [each[1] for each in bot.said] == ["utter_human_back"] * 2
    site.clock.now += absence.GONE_AFTER
    go()
    browser.post(f"/conversation/{number}/repondre", text="Me voilà.")
    assert [each[1] for each in bot.said] == ["utter_human_back"] * 3


def test_a_page_is_not_locked_because_its_session_ends_while_it_is_read(
    site: ConsoleApplication,
) -> None:
    """It would lead to the passphrase, and from there to the sign-in, and say nothing."""
    browser = sign_in_on_duty(site)
    set_duty(site, browser.person, "off")
    ends = site.clock() + IDLE_TIMEOUT
    times = chain([ends - MINUTE], repeat(ends))
    desk = replace(site.desk, clock=lambda: next(times))
    with reading(site.engine) as opened:
        state = live_stream.read_state(opened, desk, get_csrf_token(browser), None)
    assert state is not None
    assert state.session == WARNED
