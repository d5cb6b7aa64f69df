"""In a browser: an appointment from the chat to its page, and a talk with a counsellor."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.console.auth import staff_sessions
from bot.console.auth.console_keys import Keys
from bot.handoff import counsellor_replies, handoff_claims, handoff_endings
from bot.handoff.handoff_repository import list_queue
from bot.messaging.announcements import announce
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import reading, writing
from tests.support.accessibility import find_violations
from tests.support.chat_browser import (
    Visitor,
    bot_lines,
    expect,
    find_overflowing,
    has_focus,
    say,
    visit,
)
from tests.support.counsellor_factories import add_counsellors
from tests.support.live_service import LiveService

pytestmark = pytest.mark.chromium
PHONE = {"width": 390, "height": 844}
SHOTS = os.environ.get("BOUSSOLE_SHOTS", "")

__all__ = ["visit"]


def shot(page: Any, name: str) -> None:
    """A picture to look at, where the environment names a folder."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.fixture
def visitor(service: LiveService, visit: Any) -> Visitor:  # the fixture of the chat's tests
    parts = service.parts
    add_counsellors(parts.engine, ["Conseil A"])
    with writing(parts.engine) as unit:  # nobody is on duty without a session
        mine = unit.execute(sa.select(counsellors.c.id)).scalar_one()
        staff_sessions.create_session(unit, mine, Keys(parts.key, parts.vault), parts.clock())
        unit.execute(counsellors.update().values(duty="on"))
        unit.commit()
    found: Visitor = visit(viewport=PHONE)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_appointment_from_the_chat_to_its_page(visitor: Visitor, scheme: str) -> None:
    chat = visitor.chat()
    expect(say(chat, "rdv question courte vendredi 10h")).to_contain_text("sans rendez-vous")
    expect(bot_lines(chat).last).to_contain_text("Je garde vendredi 27 novembre à 10h")
    expect(say(chat, "oui")).to_contain_text("C'est confirmé")
    with visitor.context.expect_page() as opened:
        chat.get_by_role("link", name="Mon rendez-vous").last.click()
    page = opened.value
    page.emulate_media(color_scheme=scheme)
    expect(page.get_by_role("heading", name="Mon rendez-vous")).to_be_visible()
    shot(page, f"rendez-vous-{scheme}")
    assert find_violations(page) == []
    page.get_by_role("link", name="Voir les jours libres").press("Enter")
    page.get_by_role("link", name="lundi 30 novembre").press("Enter")
    shot(page, f"rendez-vous-heures-{scheme}")
    assert find_violations(page) == []
    page.get_by_label("9h", exact=True).press("Space")
    page.get_by_role("button", name="Déplacer à cette heure").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("C’est déplacé")
    expect(page.get_by_text("lundi 30 novembre à 9h")).to_be_visible()
    page.get_by_text("Je ne viendrai pas").press("Enter")
    page.get_by_role("button", name="Oui, annuler ce rendez-vous").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("C’est annulé")
    shot(page, f"rendez-vous-annule-{scheme}")
    assert find_violations(page) == []


def test_a_talk_with_a_counsellor(visitor: Visitor, service: LiveService) -> None:
    chat = visitor.chat()
    say(chat, "je veux parler à un humain")
    say(chat, "rester en général ou pas")
    chat.get_by_role("button", name="Envoyer ce résumé").click()
    expect(bot_lines(chat).last).to_contain_text("Personne n'attend avant")
    number, mine = take(service)
    expect(bot_lines(chat).last).to_contain_text("Je me tais")
    reply(service, number, mine, "Bonjour, on regarde ensemble.")
    last = bot_lines(chat).last
    expect(last).to_contain_text("Bonjour, on regarde ensemble.")
    expect(last.locator(".author")).to_have_text("La Cité des Métiers")
    shot(chat, "avec-quelquun")
    chat.get_by_label("Ton message").fill("merci !")
    chat.get_by_label("Ton message").press("Enter")
    expect(chat.locator("#messages > .person").last).to_contain_text("merci !")
    reply(service, number, mine, "Avec plaisir.")
    expect(bot_lines(chat).last).to_contain_text("Avec plaisir.")
    expect(chat.locator("#typing")).to_be_hidden()
    chat.reload()
    expect(bot_lines(chat).last).to_contain_text("Avec plaisir.")
    give_back(service, number, mine)
    expect(bot_lines(chat).last).to_contain_text("c'est de nouveau le robot")
    expect(say(chat, "merci")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_header_says_with_whom_and_ends_the_talk(
    visitor: Visitor, service: LiveService, scheme: str
) -> None:
    chat = visitor.chat()
    chat.emulate_media(color_scheme=scheme)
    expect(chat.locator("#kind")).to_have_text("avec un robot")
    number, mine = talk(chat, service)
    expect(chat.locator("#kind")).to_have_text("avec un·e conseiller·ère")
    for each in range(6):  # much to read: the way out does not scroll away
        reply(service, number, mine, f"{each} : " + "un long mot " * 40)
    expect(bot_lines(chat).last).to_contain_text("5 :")
    end = chat.get_by_role("button", name="Terminer", exact=True)
    expect(end).to_be_in_viewport()
    shot(chat, f"terminer-{scheme}")
    assert find_violations(chat) == []
    assert find_overflowing(chat) == []
    end.press("Enter")
    expect(chat.get_by_role("button", name="Non", exact=True)).to_be_focused()
    assert find_violations(chat) == []
    chat.keyboard.press("Enter")
    expect(end).to_be_focused()
    end.press("Enter")
    chat.get_by_role("button", name="Oui", exact=True).press("Enter")
    expect(bot_lines(chat).last).to_contain_text("c'est de nouveau le robot")
    expect(end).to_be_hidden()
    expect(chat.locator("#kind")).to_have_text("avec un robot")
    assert has_focus(chat, "#text, #transcript")


def test_links_of_a_counsellor_can_be_pressed(visitor: Visitor, service: LiveService) -> None:
    chat = visitor.chat()
    number, mine = talk(chat, service)
    reply(
        service,
        number,
        mine,
        "Lis https://www.siep.be/fiche?a=1, puis (https://exemple.be/). Pas http://exemple.be"
        " ni https://siep.be@exemple.be/x <b>ici</b>.",
        "siep.be@exemple.be",
    )
    last = bot_lines(chat).last
    expect(last).to_contain_text("<b>ici</b>")
    links = last.get_by_role("link")
    expect(links).to_have_count(2)
    found = links.evaluate_all("all => all.map((one) => [one.href, one.firstChild.data, one.rel])")
    rel = "noopener noreferrer"
    assert found == [
        ["https://www.siep.be/fiche?a=1", "www.siep.be/fiche?a=1", rel],
        ["https://exemple.be/", "exemple.be", rel],
    ]


def talk(chat: Any, service: LiveService) -> tuple[int, int]:
    """The person of a chat talks with a counsellor: the handoff and the counsellor."""
    say(chat, "je veux parler à un humain")
    say(chat, "rester en général ou pas")
    chat.get_by_role("button", name="Envoyer ce résumé").click()
    expect(bot_lines(chat).last).to_contain_text("Personne n'attend avant")
    taken = take(service)
    expect(bot_lines(chat).last).to_contain_text("Je me tais")
    return taken


def take(service: LiveService) -> tuple[int, int]:
    """A counsellor takes who waits: the handoff and the counsellor."""
    with reading(service.parts.engine) as unit:
        mine = unit.execute(sa.select(counsellors.c.id)).scalar_one()
        waits = list_queue(unit)[0]
    now = service.parts.clock()
    with writing(service.parts.engine) as unit:
        handoff_claims.claim_handoff(unit, waits.id, mine, now)
        where = waits.conversation
        announce(service.parts, unit, where, "utter_human_here", now, owner="human")
        unit.commit()
    wake(service, where)
    return waits.id, mine


def reply(service: LiveService, number: int, mine: int, text: str, *public: str) -> None:
    with writing(service.parts.engine) as unit:
        now = service.parts.clock()
        counsellor_replies.append_reply(unit, number, mine, text, now, public)
        unit.commit()
    wake(service, None)


def give_back(service: LiveService, number: int, mine: int) -> None:
    now = service.parts.clock()
    with writing(service.parts.engine) as unit:
        ended = handoff_endings.hand_back(unit, number, mine, "", now)
        where = ended.conversation
        announce(service.parts, unit, where, "utter_human_handed_back", now, owner="bot", note="")
        unit.commit()
    wake(service, where)


def wake(service: LiveService, where: int | None) -> None:
    """Listeners belong to the loop of the service."""
    conversations = [where] if where else list(service.service.listeners._events)
    for each in conversations:
        service.loop.call_soon_threadsafe(service.service.listeners.tell, each)
