"""In a browser: an idle console warns and hides itself; talks change hands while pages are open."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.console.auth.staff_sessions import IDLE_TIMEOUT, WARNING_TIME
from bot.console.desk import live_stream
from bot.handoff import absence, handoff_claims, transfers
from bot.storage.staff_tables import console_sessions
from bot.storage.unit_of_work import reading
from tests.support.console_accounts import PASSPHRASE
from tests.support.console_application import ConsoleApplication
from tests.support.console_browser import Desk, desk, expect, take_picture
from tests.support.console_conversations import add_waiting_person, set_duty, unit
from tests.support.console_server import DESK, PHONE, find_violations

__all__ = ["desk"]

pytestmark = pytest.mark.chromium

SECOND = dt.timedelta(seconds=1)


def leave_idle(site: ConsoleApplication, since: dt.timedelta) -> None:
    """The last input of everybody was that long ago; their pages are open."""
    with unit(site.engine) as opened:
        now = site.clock()
        opened.execute(console_sessions.update().values(last_seen=now - since, alive=now))


def hold(site: ConsoleApplication, person: Any) -> int:
    """A talk of this counsellor, by its number."""
    held = add_waiting_person(site.engine)
    with unit(site.engine) as opened:
        handoff_claims.claim_handoff(opened, held.id, person.id, site.clock())
    return held.id


def on_duty(site: ConsoleApplication, name: str) -> Any:
    person = site.person(name)
    set_duty(site, person)
    return person


@pytest.mark.parametrize("view", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_key_keeps_the_screen_and_the_passphrase_opens_it(
    site: ConsoleApplication, desk: Desk, view: dict[str, int], scheme: str
) -> None:
    person = on_duty(site, "Anna")
    number = hold(site, person)
    page = desk.visitor(viewport=view, color_scheme=scheme)
    desk.enter(page, person, f"/conversation/{number}")
    expect(page.locator("#send")).to_be_enabled()
    warning = page.get_by_role("alert")
    leave_idle(site, IDLE_TIMEOUT - WARNING_TIME + SECOND)
    expect(warning).to_contain_text("L’écran sera masqué dans trois minutes")
    assert find_violations(page) == []
    take_picture(page, f"avant-verrou-{view['width']}-{scheme}")
    with page.expect_response("**/presence"):  # the use counts when it arrives
        page.keyboard.press("Shift")
    expect(warning).to_have_count(0)
    leave_idle(site, IDLE_TIMEOUT)
    expect(page.get_by_role("heading", name="L’écran est masqué")).to_be_visible()
    assert "Renard" not in page.content()
    add_waiting_person(site.engine, "Lynx 11")
    expect(page.locator("#calls")).to_have_text("Quelqu’un attend.")
    expect(page).to_have_title("(1) Écran masqué · Console")
    assert find_violations(page) == []
    take_picture(page, f"verrou-{view['width']}-{scheme}")
    expect(page.get_by_label("Votre phrase de passe")).to_be_focused()
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Renard 42")


def test_two_pages_agree(site: ConsoleApplication, desk: Desk) -> None:
    person = on_duty(site, "Anna")
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person)
    other = page.context.new_page()
    other.goto("/conseillers/agenda")
    leave_idle(site, IDLE_TIMEOUT)
    for each in (page, other):
        expect(each.get_by_role("heading", name="L’écran est masqué")).to_be_visible()
    page.get_by_label("Votre phrase de passe").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(other.get_by_role("heading", level=1)).to_contain_text("Agenda")


def test_an_open_page_is_a_sign_of_life_that_is_no_use(
    site: ConsoleApplication, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_stream, "PULSE_SECONDS", 0.1)
    person = on_duty(site, "Anna")
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person)
    page.clock.install()
    with page.expect_response("**/presence"):  # the one of a page that opens
        page.reload()
    used = site.clock.now
    site.clock.now += dt.timedelta(minutes=1)
    for _ in range(3):  # the answer to an earlier sign may come late
        with page.expect_response("**/presence"):
            page.clock.fast_forward(60_000)
        with reading(site.engine) as opened:
            row = opened.execute(console_sessions.select()).one()
        if row.alive == site.clock.now:
            break
    assert (row.alive, row.last_seen) == (site.clock.now, used)


def test_a_talk_is_taken_over_where_its_counsellor_went(
    site: ConsoleApplication, desk: Desk
) -> None:
    anna, bruno = on_duty(site, "Anna"), on_duty(site, "Bruno")
    hold(site, anna)
    page = desk.visitor(viewport=PHONE)
    desk.enter(page, bruno)
    expect(page.locator("#board")).to_contain_text("Personne n’attend.")
    with unit(site.engine) as opened:
        absence.mark_gone(opened, site.clock() + absence.GONE_AFTER)
    take = page.get_by_role("button", name="Reprendre")
    expect(take).to_be_visible()
    expect(page.locator("#live")).to_have_text("Quelqu’un attend.")
    assert find_violations(page) == []
    take_picture(page, "a-reprendre")
    take.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Renard 42")


def test_an_offer_is_seen_and_its_answer_too(site: ConsoleApplication, desk: Desk) -> None:
    anna, bruno = on_duty(site, "Anna"), on_duty(site, "Bruno")
    number = hold(site, anna)
    mine, theirs = (desk.visitor(viewport=DESK) for _ in range(2))
    desk.enter(mine, anna, f"/conversation/{number}")
    desk.enter(theirs, bruno)
    mine.get_by_label("À qui").select_option("Bruno")
    mine.get_by_label("Un mot pour elle ou lui").fill("Tu connais les CEFA.")
    mine.get_by_role("button", name="Proposer").press("Enter")
    expect(mine.locator("#transfer")).to_contain_text("Proposée à Bruno")
    expect(theirs.locator("#board")).to_contain_text("Tu connais les CEFA.")
    assert find_violations(mine) == []
    assert find_violations(theirs) == []
    take_picture(theirs, "proposee")
    with unit(site.engine) as opened:
        transfers.decline_offer(opened, number, bruno.id)
    expect(mine.locator("#transfer")).to_contain_text("Bruno ne peut pas la prendre")
    mine.get_by_role("button", name="Proposer").press("Enter")
    theirs.get_by_role("button", name="Accepter").press("Enter")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Renard 42")
    expect(mine.locator("#state")).to_contain_text("quelqu’un d’autre de l’équipe l’a reprise")
    expect(mine.locator("#talk li")).to_have_count(0)
