"""Danger in a real browser: said at once, rung for whoever wants a sound, and under axe."""

from __future__ import annotations

from typing import Any

import pytest

from bot.handoff import participants
from bot.handoff.handoff_claims import claim_handoff
from bot.storage.conversation_tables import inbox
from tests.console.desk.test_console_danger import add_person_in_danger
from tests.support.console_application import ConsoleApplication
from tests.support.console_browser import Desk, desk, expect, take_picture
from tests.support.console_conversations import NOW, add_message, add_waiting_person, set_duty, unit
from tests.support.console_server import DESK, PHONE, find_violations

__all__ = ["desk"]

pytestmark = pytest.mark.chromium

COUNT_NOTES = """() => {
  window.notes = 0;
  const make = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () {
    window.notes += 1;
    return make.call(this);
  };
}"""


def test_a_danger_is_said_and_rung_also_after_who_waits_already(
    site: ConsoleApplication, desk: Desk
) -> None:
    person = site.person("Anna")
    set_duty(site, person)
    add_waiting_person(site.engine)
    page = desk.visitor(viewport=DESK)
    page.add_init_script(f"({COUNT_NOTES})(); localStorage.setItem('boussole-son', '1');")
    desk.enter(page, person)
    expect(page.get_by_role("button", name="Prendre Renard 42")).to_be_visible()
    add_person_in_danger(site)
    expect(page.locator("#live")).to_have_text("Signal grave : une personne en danger attend.")
    expect(page.locator(".queue li").first).to_contain_text("Loutre 7 Signal grave")
    page.wait_for_function("() => window.notes > 0")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_danger_is_marked(
    site: ConsoleApplication, desk: Desk, size: Any, scheme: str
) -> None:
    anna, bruno = site.person("Anna"), site.person("Bruno")
    for each in (anna, bruno):
        set_duty(site, each)
    mine, other = add_person_in_danger(site, may_read=True), add_person_in_danger(site)
    with unit(site.engine) as opened:
        claim_handoff(opened, mine.id, anna.id, NOW)
        claim_handoff(opened, other.id, bruno.id, NOW)
        participants.join_talk(opened, mine.id, bruno.id, NOW)
        for level in ("concern", "checking"):
            add_message(opened, mine.conversation, level)
            same = (inbox.c.conversation_id == mine.conversation) & (inbox.c.body == level)
            opened.execute(inbox.update().where(same).values(signal=level))
    add_person_in_danger(site)
    page = desk.visitor(viewport=size, color_scheme=scheme)
    desk.enter(page, anna)
    for name, path in (
        ("board", "/aujourdhui"),
        ("talk", f"/conversation/{mine.id}"),
        ("join", f"/conversation/{other.id}"),
    ):
        page.goto(f"/conseillers{path}")
        assert find_violations(page) == []
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(width) <= 0
        take_picture(page, f"danger-{name}-{size['width']}-{scheme}")
