"""C6: whatever a person wrote is text, on every page of the console and in every place of it."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any, Optional

import pytest

from bot.booking.counsellor_hours import Counsellor, HoursSpan
from bot.console.staff import profiles
from bot.console.web.templating import CONSOLE_FOLDER
from bot.handoff import (
    alert_consent,
    handoff_endings,
    offer_repository,
    staff_alerts,
    staff_notes,
    unanswered_repository,
)
from bot.storage.booking_tables import appointment_kinds, closures
from bot.storage.conversation_tables import conversations, outbox
from bot.storage.deferred_question_tables import deferred_questions
from bot.storage.handoff_tables import handoffs
from bot.storage.staff_tables import (
    answers,
    canned_texts,
    corrections,
    counsellors,
    events,
    site_details,
)
from knowledge.entry_schema import Question
from knowledge.knowledge_base import KnowledgeBase
from knowledge.provenance import Source
from tests.support.console_accounts import NOW, appointment
from tests.support.console_application import ConsoleApplication, ConsoleBrowser
from tests.support.console_conversations import (
    add_conversation,
    add_message,
    add_waiting_person,
    attach_bot,
    claim_person,
    sign_in_on_duty,
    unit,
)
from tests.support.console_routes import READ_PAGES, SENT_PAGES, fill_path
from tests.support.deferred_questions import add_draft

PLANTED = "\"'><x-planted data-planted='1'></x-planted><script>planted()</script>{{ 7 * 7 }}"
WORDS = "x-planted"  # as text, it is on the page
HOUR = dt.timedelta(hours=1)
TEMPLATES = sorted((CONSOLE_FOLDER / "templates").glob("*.html"))


class Parsed(HTMLParser):
    """What a browser would make of a page: whether anything planted became part of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.broken: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Optional[str]]]) -> None:
        given = dict(attrs)
        if (
            tag == "x-planted"
            or "data-planted" in given
            or (tag == "script" and "src" not in given)
        ):
            self.broken.append(str(self.get_starttag_text()))
        for name, value in attrs:
            led = name in ("href", "src", "action", "formaction")
            if name.startswith("on") or (led and re.match(r"\s*(javascript|data):", value or "")):
                self.broken += [] if (value or "").startswith("data:image/svg+xml") else [f"{name}"]


def _hostile_base() -> KnowledgeBase:
    """What an admin corrected is said, and shown, as it was written."""
    source = Source(id="s", title=PLANTED, publisher=PLANTED, url="https://example.org/" + PLANTED)
    entry = Question(
        id="q",
        question=PLANTED,
        short=PLANTED,
        regime="R.",
        topic="t",
        owner=PLANTED,
        sources=["s"],
    )
    return KnowledgeBase([source], [entry])


def plant(site: ConsoleApplication) -> ConsoleBrowser:
    """Sign in an admin on duty; everything that is there to be shown is number 1, and hostile."""
    object.__setattr__(
        site.desk, "base_settings", site.desk.settings.copy(update={"site_name": PLANTED})
    )
    attach_bot(site, SimpleNamespace(base=_hostile_base(), search=lambda *asked: []))
    browser = sign_in_on_duty(site, "Chef", "admin")
    held = claim_person(site, browser, pseudonym=PLANTED, summary=PLANTED, share="transcript")
    past = claim_person(site, browser, pseudonym=PLANTED, summary=PLANTED)
    add_waiting_person(site.engine, pseudonym=PLANTED, summary=f"{PLANTED}\n{PLANTED}")
    me = browser.person.id
    now = site.clock.now
    with unit(site.engine) as opened:
        add_message(opened, held.conversation, PLANTED)
        reply = {"text": PLANTED, "choices": [{"label": PLANTED, "token": "t"}], "from": "bot"}
        opened.execute(
            outbox.insert().values(
                conversation_id=held.conversation, seq=9, answers=2, reply=reply, created=now
            )
        )
        handoff_endings.close_handoff(opened, past.id, me, now)
        for _ in range(3):
            staff_notes.add_staff_note(opened, held.id, me, PLANTED, now)
        opened.execute(handoffs.update().values(note=PLANTED))
        offer_repository.insert_offer(opened, held.id, me, me, PLANTED, now)
        staff_alerts.raise_alert(opened, held.conversation, 1, now)
        alert_consent.grant_consent(opened, held.conversation, now)
        unanswered_repository.add_unanswered_question(opened, held.conversation, PLANTED, now)
        talk = add_conversation(opened)  # without a signal, which would keep the question back
        opened.execute(
            deferred_questions.insert().values(
                conversation_id=talk,
                text=PLANTED,
                topic=PLANTED,
                state="waiting",
                created=now,
                due=now.date(),
            )
        )
        add_draft(opened, 1, now, site.keys.key, PLANTED, me)
        for number in range(1, 6):
            when = now + number * HOUR
            appointment(
                opened, me, when, pseudonym=PLANTED, summary=PLANTED, state="asked", seen=False
            )
        # What a form never lets through, in case it came another way.
        texts = ("name", "address", "access", "phone", "email", "web", "hours_note")
        known = {"open_hours": "", "confirmed": now.date(), "written_by": me}
        opened.execute(site_details.insert().values(**dict.fromkeys(texts, PLANTED), **known))
        named = {"name": PLANTED, "description": PLANTED, "place": PLANTED}
        opened.execute(appointment_kinds.update().values(named))
        opened.execute(closures.insert().values(first=now.date(), last=now.date(), reason=PLANTED))
        written = {"written_by": me, "created": now}
        opened.execute(
            answers.insert().values(
                question=PLANTED,
                variants=[PLANTED],
                answer=PLANTED,
                source=PLANTED,
                url="https://example.org/" + PLANTED,
                read_on=now.date(),
                **written,
            )
        )
        for _ in range(2):
            opened.execute(
                canned_texts.insert().values(
                    title=PLANTED[:80], text=PLANTED, written_by=me, changed=now
                )
            )
        opened.execute(corrections.insert().values(said=PLANTED, should=PLANTED, **written))
        opened.execute(
            events.insert().values(
                title=PLANTED,
                summary=PLANTED,
                audience=PLANTED,
                place=PLANTED,
                starts=now + HOUR,
                ends=now + 2 * HOUR,
                **written,
            )
        )
        opened.execute(
            counsellors.update().values(name=PLANTED, partner=PLANTED, pole=PLANTED, receives=True)
        )
        opened.execute(conversations.update().values(last_reply=9))
        spans = (HoursSpan(dt.time(9), dt.time(12), frozenset({"short"}), frozenset({"on_site"})),)
        hours = Counsellor(me, frozenset({"fr"}), dict.fromkeys(range(5), spans))
        profiles.store_hours(opened, hours, now.date())
    return browser


@pytest.fixture
def planted(site: ConsoleApplication) -> ConsoleBrowser:
    return plant(site)


@pytest.fixture(scope="module")
def shown(shared_site: ConsoleApplication) -> ConsoleBrowser:
    """As `planted`, for pages that are only read."""
    return plant(shared_site)


# They show nothing that was written, but for the names of the place and of whoever is signed in.
HOURS = ("/disponibilites", "/disponibilites/{id}", "/disponibilites/calendrier")
# What stands there is ours, but for the name of the centre.
OPENING = ("/ouverture", "/ouverture/sites", "/ouverture/messageries", "/ouverture/numeros")
BARE = (
    "/evenements/nouveau",
    "/genres/nouveau",
    "/attente",
    "/chiffres",
    "/conversation/{number}/confier",
    *HOURS,
    *OPENING,
)
NO_PAGES = ("/flux", "/verrou", "/relire/a-completer.csv")
SHOWN = [page.path for page in READ_PAGES if page.path not in NO_PAGES]


@pytest.mark.parametrize("path", SHOWN)
def test_c6_what_was_written_is_text_on_every_page(shown: ConsoleBrowser, path: str) -> None:
    query = "?qui=tous" if path == "/agenda" else ""
    answer = shown.get(fill_path(path) + query)
    assert answer.status_code == 200, path
    assert Parsed(answer.text).broken == []
    assert "49" not in re.findall(r"\b49\b", answer.text)
    assert answer.text.count(WORDS) > (0 if path in BARE else 4), "nothing planted is shown"


@pytest.mark.parametrize("page", SENT_PAGES, ids=[page.path for page in SENT_PAGES])
def test_c6_what_is_typed_comes_back_as_text(planted: ConsoleBrowser, page: Any) -> None:
    """Whatever the form says to it; with everything that is sent hostile, in names and values."""
    fields = dict.fromkeys(FIELDS, PLANTED) | {PLANTED[:40]: PLANTED}
    answer = planted.post(fill_path(page.path), fields)
    assert answer.status_code < 500
    assert Parsed(answer.text).broken == []


def _fields() -> set[str]:
    """The names of all fields of all forms."""
    found: set[str] = set()
    for template in TEMPLATES:
        text = template.read_text("utf-8")
        found |= set(re.findall(r'\bname="(\w+)"', text))
        found |= set(re.findall(r'form\.(?:field|area|select|boxes)\("(\w+)"', text))
    return found - {"jeton", "viewport", "theme"}


FIELDS = _fields()


def test_the_fields_of_the_forms_are_found() -> None:
    assert {"name", "text", "title", "url", "retour", "vers", "reason", "draft"} <= FIELDS


# Made by a macro, with quotes of their own; or written in a template.
WHOLE_ATTRIBUTES = {"extra", "described(name, hint)", "form.described(, true)"}
TRUSTED = ('"&qui=tous"', "'inputmode=\"numeric\"'", "('min=\"' ~ today.isoformat() ~ '\"')")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
def test_c6_every_value_in_a_tag_stands_in_quotes(template: Any) -> None:
    """Escaping keeps a value inside its quotes; outside of any, a blank would end it."""
    text = re.sub(r"{#.*?#}|{%.*?%}", "", template.read_text("utf-8"), flags=re.DOTALL)
    for tag in re.findall(r"<[a-z][^<>]*?{{[^<]*?>", text):
        bare = re.sub(r'"[^"]*"', "", tag)
        assert set(re.findall(r"{{\s*(.*?)\s*}}", bare)) <= WHOLE_ATTRIBUTES, tag


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
def test_c6_only_words_of_ours_are_trusted(template: Any) -> None:
    text = template.read_text("utf-8")
    assert "autoescape" not in text
    for trusted in re.findall(r"(.*?)\|\s*safe\b", text):
        assert trusted.endswith(TRUSTED), trusted


@pytest.mark.parametrize(
    "url",
    [
        "javascript:planted()",
        "data:text/html,x",
        "//evil.test/x",
        "https:evil",
        "/conseillers",
        " ",
    ],
)
def test_c6_no_link_but_to_the_page_of_a_source(planted: ConsoleBrowser, url: str) -> None:
    draft = {
        "question": "Où passer le permis de cariste ?",
        "answer": "Le Forem propose cette formation.",
        "source": "Formation de cariste",
        "url": url,
        "read_on": NOW.date().isoformat(),
    }
    answer = planted.post("/questions/proposer", draft)
    assert answer.status_code == 422
    assert Parsed(answer.text).broken == []
