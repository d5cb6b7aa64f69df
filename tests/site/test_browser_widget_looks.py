"""How the chat looks and is read in the pages of others: sizes, themes, contrast, names, roles."""

from __future__ import annotations

import io
import os
import re
from typing import Any

import pytest
from PIL import Image

from bot.settings import PROJECT_ROOT
from tests.support.accessibility import find_violations
from tests.support.chat_browser import bot_lines, expect, find_overflowing, say
from tests.support.live_service import LiveService
from tests.support.widget_browser import (
    DESK,
    PHONE,
    add_bot_reply,
    guest,
    launcher,
    open_chat,
    open_page,
    service,
    settings,
    site,
)
from tests.support.widget_host_site import HOSTILE, HostSite

pytestmark = pytest.mark.chromium
__all__ = ["guest", "service", "settings", "site"]
# Where pictures go, when they are asked for: BOUSSOLE_SCREENSHOT=1.
PICTURES = (
    PROJECT_ROOT / "docs" / "images" if os.environ.get("BOUSSOLE_SCREENSHOT") == "1" else None
)
SIZES = {"360": PHONE, "768": {"width": 768, "height": 1024}, "1280": DESK}
TEXT = "<p>Inscriptions ouvertes. Journée portes ouvertes samedi.</p>"


def picture(page: Any, name: str) -> None:
    if PICTURES is None:
        return
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
    small = shot.convert("RGB").quantize(64, dither=Image.Dither.NONE)
    path = PICTURES / f"{name}.png"
    small.save(path, optimize=True)
    assert path.stat().st_size < 120_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_in_any_size_or_scheme(
    guest: Any, site: HostSite, size: str, scheme: str
) -> None:
    touch = {"has_touch": True, "is_mobile": True} if size == "360" else {}
    visitor = guest(viewport=SIZES[size], color_scheme=scheme, **touch)
    page = open_page(visitor, site.page("/ecole", TEXT))
    expect(launcher(page)).to_be_visible()
    assert find_violations(page) == []
    launcher(page).click()
    expect(bot_lines(page)).to_have_count(1)
    page.get_by_role("button", name="Aucune idée").click()
    expect(bot_lines(page)).to_have_count(2)
    say(page, "c koi un mecano moto")
    picture(page, f"widget-{size}-{scheme}")
    assert find_violations(page) == []
    assert find_overflowing(page) == []
    for opened_by in ("Aide", "Menu"):
        page.get_by_text(opened_by, exact=True).click()
        assert find_violations(page) == []
        assert find_overflowing(page) == []


def test_rules_of_the_page_do_not_reach_in(guest: Any, site: HostSite) -> None:
    visitor = guest()
    plain = open_chat(visitor, site.page("/ecole", TEXT))
    hostile = open_page(visitor, site.page("/hostile", TEXT, style=HOSTILE))
    launcher(hostile).click()
    expect(bot_lines(hostile)).to_have_count(1)
    for part in (".frame", "#title", "#text", "#send", ".choice", ".line .text", "#quit"):
        assert drawn(plain, part) == drawn(hostile, part), part


def drawn(page: Any, part: str) -> dict[str, str]:
    found: dict[str, str] = page.locator(part).first.evaluate(
        """(one) => Object.fromEntries(["fontSize", "fontFamily", "color", "lineHeight",
          "backgroundColor", "letterSpacing", "textTransform", "height", "borderTopWidth"]
          .map((name) => [name, getComputedStyle(one)[name]]))"""
    )
    return found


def test_what_a_screen_reader_finds(guest: Any, site: HostSite) -> None:
    page = open_page(guest(), site.page("/ecole", TEXT))
    region = page.get_by_role("region", name="Boussole")
    expect(region).to_match_aria_snapshot(
        """
        - region "Boussole":
          - 'button "Boussole : ouvrir le chat"'
          - status
        """
    )
    launcher(page).click()
    expect(bot_lines(page)).to_have_count(1)
    expect(page.get_by_role("dialog")).to_match_aria_snapshot(
        """
        - dialog "Boussole un robot":
          - heading "Boussole un robot" [level=2]
          - button "Quitter vite"
          - group: Aide
          - group: Menu
          - button "Réduire le chat"
          - status
          - region "Messages":
            - list:
              - listitem:
                - text: "Boussole :"
                - paragraph: /Boussole, le robot/
                - toolbar "Ce message":
                  - button "Copier"
                - toolbar "Réponses possibles":
                  - button "J'ai une question"
          - text: Ton message
          - textbox "Ton message"
          - button "Envoyer"
          - log "Nouvelles réponses"
        """
    )
    log = page.get_by_role("log", name="Nouvelles réponses")
    expect(log).to_have_attribute("aria-live", "polite")
    answer = say(page, "merci").locator(".text").inner_text().replace("\u00a0", " ")
    expect(log).to_contain_text(answer)
    assert log.inner_text().count(answer) == 1


def test_a_small_screen_is_all_chat_and_gives_the_page_back(guest: Any, site: HostSite) -> None:
    visitor = guest(viewport=PHONE, has_touch=True, is_mobile=True)
    page = open_page(visitor, site.page("/ecole", TEXT))
    launcher(page).tap()
    expect(bot_lines(page)).to_have_count(1)
    panel = page.locator("#panel")
    assert panel.bounding_box() == {"x": 0, "y": 0, **PHONE}
    assert panel.evaluate("(one) => one.matches(':modal')")  # the page behind cannot be reached
    # A finger brings no keyboard up.
    expect(page.locator("#transcript")).to_be_focused()
    page.set_viewport_size(DESK)
    expect(panel).to_be_visible()
    assert not panel.evaluate("(one) => one.matches(':modal')")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Réduire le chat").tap()
    expect(launcher(page)).to_be_visible()


@pytest.mark.parametrize(
    "wished", [{"forced_colors": "active"}, {"contrast": "more"}, {"reduced_motion": "reduce"}]
)
def test_what_the_device_asks_for(guest: Any, site: HostSite, wished: dict[str, str]) -> None:
    page = open_chat(guest(**wished), site.page("/ecole", TEXT))
    say(page, "c koi un mecano moto")
    assert find_violations(page) == []
    moves = page.locator(".needle").evaluate("(one) => getComputedStyle(one).animationName")
    assert moves == ("none" if "reduced_motion" in wished else "seek")


def test_colours_and_theme_of_the_page(guest: Any, site: HostSite) -> None:
    style = "boussole-chat { --boussole-accent: rgb(90, 20, 120); --boussole-offset-x: 40px }"
    attributes = 'data-theme="dark" data-position="left"'
    page = open_page(guest(color_scheme="light"), site.page("/ecole", TEXT, attributes, style))
    look = drawn(page, ".launcher")
    assert look["backgroundColor"] == "rgb(90, 20, 120)"
    box = launcher(page).bounding_box()
    assert box is not None
    assert box["x"] == 40
    assert page.locator(".frame").get_attribute("data-scheme") == "dark"


def test_larger_text_is_kept_and_bounded(guest: Any, site: HostSite) -> None:
    page = open_chat(guest(viewport=PHONE), site.page("/ecole", TEXT))
    before = drawn(page, ".line .text")["fontSize"]
    page.get_by_text("Menu", exact=True).click()
    for _ in range(4):
        page.get_by_role("button", name="Texte plus grand").click()
    page.keyboard.press("Escape")
    after = drawn(page, ".line .text")["fontSize"]
    assert float(after[:-2]) == pytest.approx(1.75 * float(before[:-2]))
    assert find_overflowing(page) == []
    assert find_violations(page) == []
    expect(page.locator("#text")).to_be_in_viewport()
    page.reload()
    launcher(page).click()
    expect(bot_lines(page)).to_have_count(1)
    assert drawn(page, ".line .text")["fontSize"] == after


def test_times_are_shown_on_demand(guest: Any, site: HostSite) -> None:
    page = open_chat(guest(timezone_id="Europe/Brussels"), site.page("/ecole", TEXT))
    expect(page.locator("time").first).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Heure des messages").click()
    shown = page.locator("time").first
    expect(shown).to_have_text(re.compile(r"25 novembre|11:00"))
    assert (shown.get_attribute("datetime") or "").startswith("2026-11-25T10:00")


def test_copying_a_message(guest: Any, site: HostSite) -> None:
    visitor = guest(permissions=["clipboard-read", "clipboard-write"])
    page = open_chat(visitor, site.page("/ecole", TEXT))
    say(page, "c koi un mecano moto").get_by_role("button", name="Copier").click()
    expect(page.locator("#notice")).to_have_text("Copié.")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "mécanicien moto" in copied
    assert "ROME 4.0" in copied


VOICES = """() => {
  const made = (name, localService) => ({ name, localService, lang: "fr-FR" });
  const voices = [made("nuage", false)];
  window.heard = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const speech = Object.assign(new EventTarget(), {
    getVoices: () => voices,
    speak: (said) => window.heard.push([said.text, said.voice.name]),
    cancel: () => window.heard.push("silence"),
  });
  window.found = () => {
    voices.push(made("ici", true));
    speech.dispatchEvent(new Event("voiceschanged"));
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
}"""


def test_reading_aloud_by_a_voice_of_the_device_only(guest: Any, site: HostSite) -> None:
    visitor = guest()
    visitor.context.add_init_script(f"({VOICES})()")
    page = open_chat(visitor, site.page("/ecole", TEXT))
    listen = page.get_by_role("button", name="Écouter")
    expect(page.get_by_role("button", name="Copier")).to_have_count(1)
    expect(listen).to_have_count(0)
    page.evaluate("() => window.found()")
    listen.click()
    said, voice = page.evaluate("() => window.heard").pop()
    assert voice == "ici"
    assert said.startswith("Boussole, le robot")
    page.get_by_role("button", name="Arrêter").click()
    assert page.evaluate("() => window.heard").pop() == "silence"
    expect(listen).to_be_visible()


def test_a_file_a_link_and_a_picture(guest: Any, site: HostSite, service: LiveService) -> None:
    page = open_chat(guest(), site.page("/ecole", TEXT))
    drawing = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
    file = {"url": "/carnet/plan.ics", "name": "plan.ics", "media_type": "text/calendar"}
    add_bot_reply(service, text="Voici.", file={**file, "label": "Mon plan"})
    inline = {"url": "data:text/calendar,BEGIN:VCALENDAR", "name": "rdv.ics"}
    add_bot_reply(
        service, file={**inline, "media_type": "text/calendar", "label": "Mon rendez-vous"}
    )
    add_bot_reply(service, link={"url": "/confidentialite", "label": "Ce qui est gardé"})
    add_bot_reply(service, image={"url": drawing, "alt": "Un hexagone"})
    add_bot_reply(
        service, image={"url": "https://ailleurs.example/x.png", "alt": "Venue d’ailleurs"}
    )
    messages = page.locator("#messages")
    with page.expect_download() as download:
        messages.get_by_role("link", name="Mon rendez-vous").click()
    assert download.value.suggested_filename == "rdv.ics"
    messages.get_by_role("button", name="Mon plan").click()
    expect(page.locator("#notice")).to_have_text("Ton carnet est encore vide.")
    link = messages.get_by_role("link", name="Ce qui est gardé")
    expect(link).to_have_attribute("href", f"{service.url}/confidentialite")
    expect(messages.get_by_role("img", name="Un hexagone")).to_have_count(1)
    # A picture from elsewhere would tell that site who looks: its words take its place.
    expect(messages.get_by_text("Venue d’ailleurs")).to_be_visible()


def test_cards_stand_in_a_list_that_needs_no_dragging(guest: Any, site: HostSite) -> None:
    page = open_chat(guest(viewport=PHONE), site.page("/ecole", TEXT))
    cards = say(page, "mécano ou infirmier").locator("ul.cards")
    assert cards.evaluate_all("(all) => all.every((one) => one.scrollWidth <= one.clientWidth)")
