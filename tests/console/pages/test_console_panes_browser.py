"""The list beside the talk in a real browser: keys, drafts, texts, unread words, both widths."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bot.console.desk import canned_texts
from bot.handoff import handoff_claims, staff_note_repository
from bot.handoff.handoff_repository import find_handoff
from bot.storage.handoff_tables import handoff_drafts
from bot.storage.unit_of_work import reading
from tests.support.console_accounts import Account
from tests.support.console_application import ConsoleApplication
from tests.support.console_browser import Desk, desk, expect, focused, press_until, take_picture
from tests.support.console_conversations import (
    NOW,
    SUMMARY,
    add_message,
    add_waiting_person,
    read_replies,
    set_duty,
    unit,
)
from tests.support.console_server import DESK, PHONE, WIDE, find_violations

__all__ = ["desk"]

pytestmark = pytest.mark.chromium

MINUTE = dt.timedelta(minutes=1)
WELCOME = "Bonjour, je vous lis."


@pytest.fixture
def person(site: ConsoleApplication) -> Account:
    """Somebody on duty, in a team with one text."""
    made = site.person("Anna")
    set_duty(site, made)
    with unit(site.engine) as opened:
        for title, text in (("Bienvenue", WELCOME), ("Horaires", "C’est ouvert le mardi.")):
            draft = canned_texts.CannedTextDraft(title, text)
            canned_texts.add_text(opened, draft, made.id, NOW)
    return made


def hold(site: ConsoleApplication, person: Account, name: str = "Renard 42", **more: Any) -> Any:
    held = add_waiting_person(site.engine, name, **more)
    with unit(site.engine) as opened:
        return handoff_claims.claim_handoff(opened, held.id, person.id, site.clock())


def arrives(site: ConsoleApplication, held: Any, text: str) -> None:
    with unit(site.engine) as opened:
        add_message(opened, held.conversation, text)


def comes_first(site: ConsoleApplication, held: Any) -> Callable[[Any], None]:
    """What a page asks for is answered once a message has arrived."""

    def answer(route: Any) -> None:
        arrives(site, held, "toc toc")
        route.continue_()

    return answer


def stored_drafts(site: ConsoleApplication) -> int:
    with reading(site.engine) as opened:
        return len(opened.execute(sa.select(handoff_drafts)).all())


def test_from_the_list_to_a_first_reply_in_four_keys(
    site: ConsoleApplication, desk: Desk, person: Account
) -> None:
    """Take the first of the queue, open the texts, insert the first one, send."""
    page = desk.visitor(viewport=WIDE)
    desk.enter(page, person, "/conversations")
    expect(page.get_by_text("Personne n’attend.")).to_be_visible()
    held = add_waiting_person(site.engine)
    expect(page.get_by_role("button", name="Prendre la première personne")).to_be_visible()
    keys = []

    def press(key: str) -> None:
        keys.append(key)
        page.keyboard.press(key)

    press("c")
    expect(page.get_by_role("heading", level=1)).to_have_text("Renard 42")
    expect(page.get_by_label("Votre réponse")).to_be_focused()
    press("/")
    expect(page.get_by_role("option", name="Bienvenue")).to_have_attribute("aria-selected", "true")
    press("Enter")
    expect(page.get_by_label("Votre réponse")).to_have_value(WELCOME)
    press("Enter")
    expect(page.locator("#talk li.human")).to_contain_text(WELCOME)
    assert len(keys) == 4
    assert [each["text"] for each in read_replies(site.engine, held.conversation)] == [WELCOME]


def test_the_texts_are_filtered_chosen_and_left(
    site: ConsoleApplication, desk: Desk, person: Account
) -> None:
    held = hold(site, person)
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person, f"/conversation/{held.id}")
    field = page.get_by_label("Votre réponse")
    options = page.get_by_role("listbox", name="Textes à insérer").get_by_role("option")
    field.press_sequentially("/")
    expect(options).to_have_count(2)
    assert find_violations(page) == []
    take_picture(page, "textes-menu-1280-light")
    field.press("ArrowDown")
    chosen = page.get_by_role("option", name="Horaires")
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    field.press_sequentially("cefa")
    expect(options).to_have_count(1)
    expect(options).to_contain_text("Le CEFA mêle cours et entreprise. (Source")
    field.fill("/xyz")
    expect(options).to_contain_text("Rien pour ces mots")
    field.press("Enter")
    expect(field).to_have_value("/xyz")
    field.press("Escape")
    expect(options).to_have_count(0)
    field.fill("/")
    expect(options).to_have_count(2)
    field.fill("/mardi")
    field.press("Enter")  # before the list follows
    expect(field).to_have_value("C’est ouvert le mardi.")
    assert read_replies(site.engine, held.conversation) == []


def test_every_key_does_what_the_help_says(
    site: ConsoleApplication, desk: Desk, person: Account
) -> None:
    first = hold(site, person, created=NOW)
    second = hold(site, person, "Lynx 11")
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person, "/conversations?onglet=miennes")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Lynx 11")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lynx 11")
    expect(page.get_by_role("button", name="Raccourcis")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_label("Votre réponse")).to_be_focused()
    page.keyboard.type("jkch?")
    expect(page.get_by_label("Votre réponse")).to_have_value("jkch?")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_label("Une note")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    expect(page.get_by_label("Un mot que le robot dira")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Un mot que le robot dira")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert find_violations(page) == []
    take_picture(page, "raccourcis-1280-light")
    page.get_by_label("Raccourcis d’une seule touche").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("n")
    expect(page.get_by_label("Une note")).not_to_be_focused()
    with reading(site.engine) as opened:
        states = [find_handoff(opened, each.id).state for each in (first, second)]
    assert states == ["human", "human"]


@pytest.mark.parametrize(
    ("view", "scheme"),
    [(PHONE, "dark"), (WIDE, "light")],
    ids=["phone-dark", "wide-light"],
)
def test_the_end_of_a_talk_is_in_view_and_reached_by_the_keyboard(
    site: ConsoleApplication, desk: Desk, person: Account, view: dict[str, int], scheme: str
) -> None:
    held = hold(site, person, summary=SUMMARY)
    for number in range(12):
        arrives(site, held, f"et aussi, question {number} ?")
    page = desk.visitor(viewport=view, color_scheme=scheme)
    desk.enter(page, person, f"/conversation/{held.id}")
    expect(page.locator("#talk li").last).to_be_in_viewport()  # the end of what was said
    opener = page.get_by_text("Finir la conversation")
    expect(opener).to_be_in_viewport(ratio=1)
    press_until(page, "Tab", lambda: "Finir la conversation" in focused(page))
    page.keyboard.press("Enter")
    for name in ("Rendre au robot", "Terminer"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    assert find_violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    take_picture(page, f"finir-{view['width']}-{scheme}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Terminer")).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Terminer").press("Enter")
    expect(page.locator(".notice").first).to_contain_text("fini")
    with reading(site.engine) as opened:
        assert find_handoff(opened, held.id).outcome == "closed"


def test_a_draft_outlives_label_note_and_leaving(
    site: ConsoleApplication, desk: Desk, person: Account
) -> None:
    held = hold(site, person)
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person, f"/conversation/{held.id}")
    page.get_by_label("Votre réponse").fill("Je commence à")
    page.get_by_label("C’était à propos de").select_option("Aides")
    page.get_by_role("button", name="Garder").click()
    expect(page.locator("#etiqueter .saved")).to_have_text("C’est gardé.")
    page.get_by_label("Une note").fill("Revoir jeudi.")
    page.get_by_role("button", name="Ajouter la note").click()
    expect(page.locator("#noted")).to_contain_text("Revoir jeudi.")
    expect(page.get_by_label("Une note")).to_have_value("")
    expect(page.get_by_label("Votre réponse")).to_have_value("Je commence à")
    page.get_by_label("Votre réponse").press_sequentially(" écrire")
    page.goto("/conseillers/agenda")  # before the pause after which it is saved
    page.goto(f"/conseillers/conversation/{held.id}")
    expect(page.get_by_label("Votre réponse")).to_have_value("Je commence à écrire")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#talk li.human")).to_contain_text("Je commence à écrire")
    page.reload()
    expect(page.get_by_label("Votre réponse")).to_have_value("")
    assert stored_drafts(site) == 0
    with reading(site.engine) as opened:
        assert find_handoff(opened, held.id).label == "aides"
        assert len(staff_note_repository.list_staff_notes(opened, held.id)) == 1


def test_a_note_that_is_refused_says_why(
    site: ConsoleApplication, desk: Desk, person: Account
) -> None:
    held = hold(site, person)
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person, f"/conversation/{held.id}")
    page.get_by_role("button", name="Ajouter la note").click()
    expect(page.locator("#noter .saved")).to_contain_text("est vide")


def test_the_reason_of_a_refusal_stays(
    site: ConsoleApplication, desk: Desk, person: Account
) -> None:
    """« Envoyé » clears itself after two seconds; what came after it does not."""
    held = hold(site, person)
    page = desk.visitor(viewport=DESK)
    page.clock.install()
    desk.enter(page, person, f"/conversation/{held.id}")
    for text in ("Bonjour.", "Je vous appelle au 0475 12 34 56."):
        page.get_by_label("Votre réponse").fill(text)
        page.get_by_role("button", name="Envoyer").click()
        expect(page.locator("#sending")).not_to_be_empty()
        expect(page.get_by_label("Votre réponse")).to_be_editable()
    expect(page.locator("#sending")).to_contain_text("resterait écrit")
    page.clock.run_for(5_000)
    expect(page.locator("#sending")).to_contain_text("resterait écrit")


def test_unread_words_show_on_every_page_and_in_the_other_talk(
    site: ConsoleApplication, desk: Desk, person: Account
) -> None:
    held, other = hold(site, person, created=NOW), hold(site, person, "Lynx 11")
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person, "/agenda")
    arrives(site, held, "toc toc")
    expect(page).to_have_title("(1) Agenda · Console")
    expect(page.locator("[data-unread]:visible")).to_have_text("1")
    page.goto(f"/conseillers/conversation/{other.id}")
    page.get_by_label("Votre réponse").fill("Je cherche")
    arrives(site, held, "vous êtes là ?")
    row = page.get_by_role("link", name="Renard 42")
    expect(row).to_contain_text("2 non lus")
    expect(row).to_contain_text("vous êtes là ?")
    expect(page.locator("#live")).to_have_text("2 messages non lus.")
    expect(page.get_by_label("Votre réponse")).to_have_value("Je cherche")
    expect(page.get_by_label("Votre réponse")).to_be_focused()
    row.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Renard 42")
    expect(page).to_have_title("Renard 42 · Console")
    page.route("**/lu", lambda route: route.abort())  # even before the server knows
    arrives(site, held, "encore")  # read as it comes
    expect(page.locator("#talk li.person").last).to_contain_text("encore")
    expect(row).to_contain_text("encore")
    expect(row).not_to_contain_text("non lu")
    expect(page).to_have_title("Renard 42 · Console")
    expect(page.locator("[data-unread]:visible")).to_have_count(0)


def test_words_that_come_before_the_scripts_have_run_show_in_the_talk(
    site: ConsoleApplication, desk: Desk, person: Account
) -> None:
    held = hold(site, person)

    def is_slow(route: Any) -> None:
        time.sleep(1)  # the stream would tell of it meanwhile
        route.continue_()

    page = desk.visitor(viewport=DESK)
    desk.enter(page, person, "/compte")
    page.route("**/talk.js", comes_first(site, held), times=1)
    page.route("**/composer.js", is_slow, times=1)
    page.goto(f"/conseillers/conversation/{held.id}")
    expect(page.locator("#talk li.person").last).to_contain_text("toc toc")


def test_words_that_come_before_the_stream_stands_are_told_too(
    site: ConsoleApplication, desk: Desk, person: Account
) -> None:
    held = hold(site, person)

    page = desk.visitor(viewport=DESK)
    desk.enter(page, person, "/compte")
    for at, told in (
        ("aujourdhui", "Un message non lu."),
        ("conversations", "2 messages non lus."),
    ):
        page.route("**/flux*", comes_first(site, held), times=1)
        page.goto(f"/conseillers/{at}")
        expect(page.locator("#live")).to_have_text(told)


def test_a_notice_on_the_screen_is_asked_for_and_says_nothing(
    site: ConsoleApplication, desk: Desk, person: Account
) -> None:
    held = hold(site, person)
    page = desk.visitor(viewport=DESK)
    page.add_init_script("""
        window.notices = [];
        window.Notification = class extends EventTarget {
          static permission = "default";
          static async requestPermission() { return (Notification.permission = "granted"); }
          constructor(title, options) { super(); notices.push([title, options.body]); }
        };
        document.hasFocus = () => false;
    """)
    desk.enter(page, person, "/conversations")
    arrives(site, held, "avant d’être demandé")
    expect(page).to_have_title("(1) Conversations · Console")
    assert page.evaluate("notices") == []
    page.get_by_role("button", name="Raccourcis").click()
    page.get_by_label("Un avis sur l’écran").check()
    page.get_by_role("button", name="Fermer").click()
    arrives(site, held, "un secret")
    expect(page).to_have_title("(2) Conversations · Console")
    assert page.evaluate("notices") == [["Boussole", "Un message pour vous"]]


def test_the_list_keeps_focus_scroll_and_the_open_row(
    site: ConsoleApplication, desk: Desk, person: Account
) -> None:
    for number in range(16):
        add_waiting_person(site.engine, f"Loutre {number}", created=NOW + number * MINUTE)
    page = desk.visitor(viewport={"width": 1280, "height": 700})
    desk.enter(page, person, "/conversations")
    row = page.get_by_role("link", name="Loutre 15")
    row.focus()
    before = page.evaluate("document.querySelector('#list-pane').scrollTop")
    assert before > 0
    add_waiting_person(site.engine, "Castor 3", created=NOW + 20 * MINUTE)
    expect(page.get_by_role("link", name="Castor 3")).to_have_count(1)
    expect(row).to_be_focused()
    assert page.evaluate("document.querySelector('#list-pane').scrollTop") == before


def test_on_a_telephone_one_pane_at_a_time_and_nothing_hidden(
    site: ConsoleApplication, desk: Desk, person: Account
) -> None:
    words = f"{SUMMARY}\nÀ ne pas aborder : « mon redoublement »"
    held = hold(site, person, summary=words)
    for number in range(12):
        arrives(site, held, f"message {number} assez long pour prendre de la place")
    page = desk.visitor(viewport=PHONE)
    desk.enter(page, person, "/conversations?onglet=miennes")
    page.get_by_role("link", name="Renard 42").click()
    expect(page.locator("#list-pane")).to_be_hidden()
    expect(page.locator("#talk li").last).to_be_in_viewport()
    expect(page.get_by_role("button", name="Envoyer")).to_be_in_viewport()
    expect(page.locator("summary .avoid")).to_be_in_viewport()
    expect(page.get_by_text("trouver la panne")).to_be_hidden()
    page.get_by_text("Résumé approuvé", exact=True).click()
    expect(page.get_by_text("trouver la panne")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_role("link", name="Revenir à la liste").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conversations")


@pytest.mark.parametrize("view", [DESK, WIDE], ids=["desk", "wide"])
def test_the_composer_and_the_summary_stay_in_view(
    site: ConsoleApplication, desk: Desk, person: Account, view: dict[str, int]
) -> None:
    words = f"{SUMMARY}\nÀ ne pas aborder : « mon redoublement »"
    held = hold(site, person, summary=words)
    for number in range(40):
        arrives(site, held, f"message {number}")
    page = desk.visitor(viewport=view)
    desk.enter(page, person, f"/conversation/{held.id}")
    for place in ("#talk li >> nth=-1", "#send", "#approved .avoid"):
        expect(page.locator(place)).to_be_in_viewport()
    page.locator("#messages").evaluate("one => { one.scrollTop = 0; }")
    for place in ("#talk li >> nth=0", "#send", "#approved .avoid"):
        expect(page.locator(place)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollHeight") == view["height"]
    take_picture(page, f"conversation-longue-{view['width']}-light")
