"""The day's work in a real browser: live, with the keyboard alone, without scripts, under axe."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from bot.booking import waiting_list
from bot.booking.appointment_kinds import BookingRequest
from bot.booking.calendar_import import calendar_source_repository
from bot.console.answers import (
    answer_proposals,
    answer_repository,
    correction_repository,
    corrections,
    event_drafts,
)
from bot.console.answers.answer_rehearsal import Rehearsal, TakenMessage, WordingTrial
from bot.console.desk import canned_texts
from bot.deferred_questions import deferred_answers
from bot.handoff import (
    counsellor_replies,
    handoff_claims,
    handoff_endings,
    ratings,
    staff_alerts,
    staff_notes,
    unanswered_repository,
)
from bot.handoff.handoff_repository import find_handoff
from bot.messages import Choice, Reply
from bot.settings import PROJECT_ROOT
from bot.storage.conversation_tables import conversations, outbox
from bot.storage.figure_tables import figure_months, figures
from bot.storage.staff_tables import console_sessions
from bot.storage.unit_of_work import reading
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import CurrentLibrary
from tests.support.console_accounts import Account, appointment
from tests.support.console_answers import ANSWER_FORM
from tests.support.console_application import ConsoleApplication
from tests.support.console_browser import Desk, desk, expect, focused, press_until, take_picture
from tests.support.console_conversations import (
    NOW,
    SUMMARY,
    add_conversation,
    add_message,
    add_waiting_person,
    set_duty,
    unit,
)
from tests.support.console_server import DESK, PHONE, WIDE, find_violations
from tests.support.deferred_questions import ANSWER, add_draft, add_question

__all__ = ["desk"]

pytestmark = pytest.mark.chromium

MINUTE = dt.timedelta(minutes=1)
# What would come onto the screen, of whoever wants notices and looks at another window.
NOTICES = """
    window.notices = [];
    window.Notification = class {
      constructor(title, { body }) { notices.push(body); }
      addEventListener() {}
      static permission = "granted";
    };
    localStorage.setItem("boussole-avis", "1");
    document.hasFocus = () => false;
"""


def arrives(site: ConsoleApplication, conversation: int, text: str) -> None:
    """A message of a person; the pages find it at their next sweep."""
    with unit(site.engine) as opened:
        add_message(opened, conversation, text)


def state_of(site: ConsoleApplication, number: int) -> Any:
    with reading(site.engine) as opened:
        return find_handoff(opened, number)


def test_who_comes_before_the_line_stands_is_told_too(site: ConsoleApplication, desk: Desk) -> None:
    person = site.person("Anna")
    set_duty(site, person)
    page = desk.visitor(viewport=DESK)

    def comes_first(route: Any) -> None:
        add_waiting_person(site.engine)
        route.continue_()

    desk.enter(page, person, "/compte")
    page.route("**/flux*", comes_first, times=1)
    page.goto("/conseillers/aujourdhui")
    expect(page.get_by_role("button", name="Prendre Renard 42")).to_be_visible()
    expect(page.locator("#live")).to_have_text("Quelqu’un attend.")


def test_take_answer_and_hand_back_with_the_keyboard_alone(
    site: ConsoleApplication, desk: Desk
) -> None:
    person = site.person("Anna")
    set_duty(site, person)
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person)
    expect(page.locator("#board")).to_contain_text("Personne n’attend.")
    held = add_waiting_person(site.engine)
    expect(page.get_by_role("button", name="Prendre Renard 42")).to_be_visible()
    expect(page.locator("#live")).to_have_text("Quelqu’un attend.")
    expect(page).to_have_title("(1) Aujourd’hui · Console")
    press_until(page, "Tab", lambda: "Prendre" in focused(page))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Renard 42")
    press_until(page, "Tab", lambda: "TEXTAREA text" in focused(page))
    page.keyboard.type("Bonjour,")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("je <t’écoute>.")
    page.keyboard.press("Enter")
    expect(page.locator("#talk li.human")).to_contain_text("je <t’écoute>.")
    expect(page.get_by_label("Votre réponse")).to_have_value("")
    expect(page.get_by_label("Votre réponse")).to_be_focused()
    arrives(site, held.conversation, "<img src=x onerror=alert(1)> merci")
    expect(page.locator("#talk li.person").last).to_contain_text("<img src=x")
    expect(page.locator("#talk li")).to_have_count(2)
    press_until(page, "Tab", lambda: "Finir la conversation" in focused(page))
    page.keyboard.press("Enter")
    press_until(page, "Tab", lambda: "TEXTAREA mot" in focused(page))
    page.keyboard.type("Demande la date.")
    press_until(page, "Tab", lambda: "Rendre au robot" in focused(page))
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Le robot a repris la conversation.")
    ended = state_of(site, held.id)
    assert (ended.outcome, ended.note) == ("handed_back", "Demande la date.")


@pytest.mark.parametrize("status", [503, 429])
def test_a_server_that_cannot_answer_just_now_ends_no_talk(
    site: ConsoleApplication, desk: Desk, status: int
) -> None:
    page, held = talking(site, desk)
    refused: list[str] = []

    def refuse_once(route: Any) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=status, body="later")

    page.route("**/messages", refuse_once)
    arrives(site, held.conversation, "toujours là ?")
    expect(page.locator("#talk li.person").last).to_contain_text("toujours là ?")
    assert len(refused) == 1
    expect(page.locator("#state")).not_to_have_class("over")
    expect(page.locator("#send")).to_be_enabled()


def test_a_talk_that_is_gone_is_told(site: ConsoleApplication, desk: Desk) -> None:
    page, held = talking(site, desk)
    page.route("**/messages", lambda route: route.fulfill(status=404, body="gone"))
    arrives(site, held.conversation, "toujours là ?")
    expect(page.locator("#state")).to_contain_text("n’est plus là")
    expect(page.locator("#send")).to_be_disabled()


def test_the_end_of_the_session_sounds_for_whoever_wants_it(
    site: ConsoleApplication, desk: Desk
) -> None:
    page, _ = talking(site, desk)
    page.evaluate("""() => {
        localStorage.setItem("boussole-son", "1");
        window.rings = 0;
        const made = AudioContext.prototype.createOscillator;
        AudioContext.prototype.createOscillator = function () {
          rings += 1;
          return made.call(this);
        };
    }""")
    page.locator("#f-text").click()
    with unit(site.engine) as opened:
        opened.execute(console_sessions.delete())
    expect(page.get_by_role("alert")).to_contain_text("Votre session est finie")
    page.wait_for_function("rings === 2")


def talking(site: ConsoleApplication, desk: Desk) -> tuple[Any, Any]:
    """A page on which a counsellor talks with a person, and who that is."""
    person = site.person("Anna")
    set_duty(site, person)
    held = add_waiting_person(site.engine)
    with unit(site.engine) as opened:
        handoff_claims.claim_handoff(opened, held.id, person.id, site.clock.now)
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person, f"/conversation/{held.id}")
    expect(page.locator("#send")).to_be_enabled()
    return page, held


@pytest.mark.parametrize("duty", ["interview", "off"])
def test_nothing_calls_in_an_interview_or_off_duty(
    site: ConsoleApplication, desk: Desk, duty: str
) -> None:
    person = site.person("Anna")
    set_duty(site, person, duty)
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person)
    add_waiting_person(site.engine)
    expect(page.locator("#board")).to_contain_text("Renard 42")
    expect(page).to_have_title("Aujourd’hui · Console")
    expect(page.locator("#live")).to_be_empty()
    assert page.locator("[data-badge]:visible").count() == 0


def test_another_page_shows_the_badge(site: ConsoleApplication, desk: Desk) -> None:
    person = site.person("Anna")
    set_duty(site, person)
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person, "/corrections")
    add_waiting_person(site.engine)
    expect(page.locator("[data-badge]:visible")).to_have_text("1")


def test_every_page_shows_how_many_questions_wait_for_an_answer(
    site: ConsoleApplication, desk: Desk
) -> None:
    with unit(site.engine) as opened:
        number = add_question(opened, add_conversation(opened), site.clock.now)
    page = desk.visitor(viewport=DESK)
    desk.enter(page, site.person("Anna"), "/corrections")
    link = page.get_by_role("link", name="Questions laissées")
    expect(link).to_have_accessible_name("Questions laissées 1 à répondre")
    expect(page).to_have_title("Corrections · Console")  # it calls nobody
    with unit(site.engine) as opened:
        deferred_answers.answer_question(opened, number, 1, ANSWER, site.clock.now)
    expect(link).to_have_accessible_name("Questions laissées")


@pytest.mark.parametrize(("duty", "notices"), [("on", ["Un nouveau rendez-vous"]), ("off", [])])
def test_a_new_appointment_shows_on_every_page_until_the_agenda_is_looked_at(
    site: ConsoleApplication, desk: Desk, duty: str, notices: list[str]
) -> None:
    person = site.person("Anna")
    set_duty(site, person, duty)
    page = desk.visitor(viewport=DESK)
    page.add_init_script(NOTICES)
    agenda = page.get_by_role("link", name="Agenda")
    with unit(site.engine) as opened:
        appointment(opened, person.id, NOW + dt.timedelta(days=9), seen=False)
    desk.enter(page, person, "/corrections")
    expect(agenda).to_have_accessible_name("Agenda 1 à voir")
    assert page.evaluate("notices") == []  # it was there before
    with unit(site.engine) as opened:
        appointment(opened, person.id, NOW + dt.timedelta(days=8), seen=False)
    expect(agenda).to_have_accessible_name("Agenda 2 à voir")
    expect(page).to_have_title("(2) Corrections · Console")
    expect(page.locator("#live")).to_have_text("Un nouveau rendez-vous.")
    assert page.evaluate("notices") == notices
    agenda.click()
    expect(page.get_by_role("heading", name="2 nouveaux rendez-vous")).to_be_visible()
    expect(page.get_by_role("button", name="Vu", exact=True)).not_to_be_visible()
    expect(page.get_by_role("link", name="Agenda", exact=True)).to_be_visible()
    expect(page).to_have_title("Agenda · Console")
    page.reload()
    expect(page.get_by_role("heading", name="2 nouveaux rendez-vous")).to_have_count(0)


def test_the_board_keeps_the_focus(site: ConsoleApplication, desk: Desk) -> None:
    person = site.person("Anna")
    set_duty(site, person)
    first = add_waiting_person(site.engine)
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person)
    page.get_by_role("button", name="Prendre Renard 42").focus()
    add_waiting_person(site.engine, "Lynx 11", created=NOW - MINUTE)
    expect(page.get_by_role("button", name="Prendre Lynx 11")).to_be_visible()
    expect(page.get_by_role("button", name="Prendre Renard 42")).to_be_focused()
    assert first.pseudonym == "Renard 42"


def test_the_sound_is_off_until_it_is_wanted(site: ConsoleApplication, desk: Desk) -> None:
    page = desk.visitor(viewport=DESK)
    desk.enter(page, site.person("Anna"))
    box = page.get_by_label("Un son quand quelqu’un attend")
    expect(box).not_to_be_checked()
    box.check()
    page.reload()
    expect(box).to_be_checked()
    assert page.evaluate("() => ({...localStorage})") == {"boussole-son": "1"}


def hold(site: ConsoleApplication, person: Account, **more: Any) -> Any:
    """A person whom this counsellor holds."""
    held = add_waiting_person(site.engine, **more)
    with unit(site.engine) as opened:
        return handoff_claims.claim_handoff(opened, held.id, person.id, site.clock())


def test_answers_of_the_base_are_inserted(site: ConsoleApplication, desk: Desk) -> None:
    person = site.person("Anna")
    set_duty(site, person)
    held = hold(site, person)
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person, f"/conversation/{held.id}")
    page.get_by_label("Votre réponse").fill("Bonjour.")
    page.get_by_text("Réponses de la base").click()
    page.get_by_label("Chercher par mots").fill("cefa")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Insérer").click()
    expect(page.get_by_label("Votre réponse")).to_have_value(
        "Bonjour.\nLe CEFA mêle cours et entreprise. (Source : Infor Jeunes, « Le CEFA », "
        "03/11/2026, vérifié le 12/11/2026)"
    )
    assert "cefa" not in page.url


def test_without_scripts_it_works_by_reloading(site: ConsoleApplication, desk: Desk) -> None:
    person = site.person("Anna")
    set_duty(site, person)
    held = add_waiting_person(site.engine)
    page = desk.visitor(viewport=PHONE, java_script_enabled=False)
    desk.enter(page, person)
    page.get_by_role("button", name="Prendre Renard 42").click()
    page.get_by_label("Votre réponse").fill("Bonjour.")
    page.get_by_text("Réponses de la base").click()
    page.get_by_label("Chercher par mots").fill("cefa")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Insérer").click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#talk li.human")).to_contain_text("Bonjour.\nLe CEFA mêle")
    page.get_by_text("Finir la conversation").click()
    page.get_by_role("button", name="Terminer").click()
    expect(page.locator(".notice")).to_contain_text("La conversation est finie.")
    assert state_of(site, held.id).outcome == "closed"


def test_who_leaves_is_told_and_what_was_written_stays(
    site: ConsoleApplication, desk: Desk
) -> None:
    person = site.person("Anna")
    set_duty(site, person)
    held = hold(site, person)
    page = desk.visitor(viewport=DESK)
    desk.enter(page, person, f"/conversation/{held.id}")
    page.get_by_label("Votre réponse").fill("Une longue réponse")
    with unit(site.engine) as opened:
        handoff_endings.leave_handoff(opened, held.conversation, site.clock())
    expect(page.locator("#state")).to_contain_text("C’est fini : la personne est partie")
    expect(page.get_by_role("button", name="Envoyer")).to_be_disabled()
    expect(page.get_by_label("Votre réponse")).to_have_value("Une longue réponse")


def test_a_reply_that_is_refused_says_why_where_it_was_written(
    site: ConsoleApplication, desk: Desk
) -> None:
    page, _ = talking(site, desk)
    page.get_by_label("Votre réponse").fill("Je vous appelle au 0475 12 34 56.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#sending")).to_contain_text("resterait écrit dans la conversation")
    expect(page.get_by_label("Votre réponse")).to_have_value("Je vous appelle au 0475 12 34 56.")


def test_the_end_of_the_session_is_told(site: ConsoleApplication, desk: Desk) -> None:
    """Also by a stream that comes back later and is led to the sign-in."""
    page = desk.visitor(viewport=DESK)
    desk.enter(page, site.person("Anna"))
    site.clock.now += dt.timedelta(minutes=30)
    expect(page.get_by_role("alert")).to_contain_text("Votre session est finie")
    expect(page).to_have_title("Session finie · Aujourd’hui · Console")


# Every page with something on it, as axe sees it; with BOUSSOLE_SHOTS, a picture of each.

# Cells of the figures that are published; the others of their subject are too small.
PUBLISHED = (
    ("channels", "web"),
    ("steps", "rever"),
    ("handoffs", "taken"),
    ("handoffs", "left"),
    ("labels", "aides"),
    ("wait", ""),
    ("wait", "p90"),
    ("handoff_rating", ""),
    ("unanswered", ""),
    ("answered_since", ""),
    ("topics", "supérieur"),
    ("topics", ""),
    ("places", "rever"),
    ("places", "booking"),
    ("sureness", "more"),
    ("sure_options", "few"),
    ("sure_step", "no"),
    ("deferred", "left"),
    ("deferred", "in_time"),
)
PAGES = {
    "jour": "/aujourdhui",
    "conversations": "/conversations?onglet=toutes",
    "passees": "/conversations/passees",
    "textes": "/textes",
    "texte": "/textes/1",
    "conversation": "/conversation/{held}",
    "attend": "/conversation/{waiting}",
    "finie": "/conversation/{ended}",
    "questions": "/questions",
    "questions-laissees": "/questions-laissees",
    "question-laissee": "/questions-laissees/1",
    "question-relue": "/questions-laissees/2",
    "question-repondue": "/questions-laissees/3",
    "corrections": "/corrections",
    "relire": "/relire",
    "evenements": "/evenements",
    "evenement": "/evenements/1",
    "evenement-nouveau": "/evenements/nouveau",
    "chiffres": "/chiffres",
    "attente": "/attente",
    "calendrier": "/disponibilites/calendrier",
    "genres": "/genres",
    "genre": "/genres/1",
    "genre-nouveau": "/genres/nouveau",
    "ouverture": "/ouverture",
    "cite": "/ouverture/cite",
    "sites": "/ouverture/sites",
    "messageries": "/ouverture/messageries",
    "numeros": "/ouverture/numeros",
    "fermetures": "/fermetures",
}


TRIAL = Rehearsal(
    (
        WordingTrial("Peut-on changer d'école en janvier ?", "Oui.", True),
        WordingTrial("changer décole en cours dannée c possible", "Je ne sais pas.", False),
    ),
    (TakenMessage("je veux changer d'école", "Ça coince à l'école ?"),),
)


def fill(site: ConsoleApplication, person: Account) -> dict[str, int]:
    """A day of work; the numbers of the conversations."""
    set_duty(site, person)
    ended = hold(site, person, pseudonym="Chamois 23", created=NOW - 50 * MINUTE)
    with unit(site.engine) as opened:
        handoff_endings.close_handoff(opened, ended.id, person.id, site.clock())
    long = f"{SUMMARY}\nPistes : mécanicienne moto / mécanicien moto, technicien de maintenance\n"
    long += "À ne pas aborder : « mon redoublement »"
    held = hold(site, person, summary=long, created=NOW - 12 * MINUTE)
    waiting = add_waiting_person(site.engine, "Hirondelle 88", created=NOW - 9 * MINUTE)
    add_waiting_person(site.engine, "Lynx 11", share="none", summary="", created=NOW - 2 * MINUTE)
    with unit(site.engine) as opened:
        _talk(opened, site, person, held)
        _rest(opened, site, person, waiting.conversation)
    return {"held": held.id, "waiting": waiting.id, "ended": ended.id}


def _talk(opened: Any, site: ConsoleApplication, person: Account, held: Any) -> None:
    bot = Reply(
        text="Une conseillère ou un conseiller est là. Je me tais.",
        choices=(Choice("Terminer la discussion", "t"),),
    )
    values = {"conversation_id": held.conversation, "answers": 1, "created": NOW}
    opened.execute(outbox.insert().values(seq=1, reply=bot.to_json(), **values))
    opened.execute(
        conversations.update().where(conversations.c.id == held.conversation).values(last_reply=1)
    )
    add_message(opened, held.conversation, "bonjour jai une AOB jpeu rester en general ou pas", NOW)
    answer = (
        "Bonjour. Oui, souvent. L’attestation dit quelles options sont fermées. Tu l’as reçue ?"
    )
    counsellor_replies.append_reply(opened, held.id, person.id, answer, NOW + MINUTE)
    add_message(opened, held.conversation, "oui c marqué pas en math 6h", NOW + 2 * MINUTE)
    staff_notes.add_staff_note(
        opened, held.id, person.id, "Revoir l’option avec l’école avant jeudi.", NOW
    )


def _rest(opened: Any, site: ConsoleApplication, person: Account, waiting: int) -> None:
    words = "On peut venir sans rendez-vous, du mardi au vendredi. L’accueil oriente."
    draft = canned_texts.CannedTextDraft("Venir sans rendez-vous", words)
    canned_texts.add_text(opened, draft, person.id, NOW)
    wanted, until = BookingRequest("short", "telephone"), NOW.date() + dt.timedelta(days=9)
    waiting_list.join(opened, add_conversation(opened), wanted, NOW.date(), until, NOW)
    number = calendar_source_repository.insert_source(opened, person.id, "Travail", "x", NOW)
    calendar_source_repository.record_failure(opened, number, "calendar_moved", NOW)
    staff_alerts.raise_alert(opened, waiting, 1, NOW)
    appointment(opened, person.id, NOW + 60 * MINUTE, summary=SUMMARY, seen=False)
    appointment(opened, person.id, NOW - 90 * MINUTE, pseudonym="Loutre 17", way="on_site")
    for text in ("où passer le permis cariste", "permis cariste c où ?", "jveux le permis cariste"):
        unanswered_repository.add_unanswered_question(opened, add_conversation(opened), text, NOW)
    unanswered_repository.add_unanswered_question(
        opened, add_conversation(opened), "c koi le salaire d'un grutier en allemagne", NOW
    )
    _leave_questions(opened, site, person)
    lines = {
        **ANSWER_FORM,
        "question": "Où apprendre la langue des signes ?",
        "variants": ("lsfb où",),
    }
    day = dt.date(2026, 11, 24)
    number = answer_repository.propose_answer(
        opened, answer_repository.AnswerDraft(**{**lines, "read_on": day}), person.id, NOW
    )
    answer_proposals.decide_answer(opened, number, "approved", person.id)
    draft = {**ANSWER_FORM, "question": "Peut-on changer d'école en janvier ?", "variants": ()}
    answer_repository.propose_answer(
        opened, answer_repository.AnswerDraft(**{**draft, "read_on": day}), person.id, NOW
    )
    wrong_one = "Les inscriptions ferment le 31 octobre."
    corrections.add_correction(opened, wrong_one, "Le 30 septembre (ares-ac.be).", person.id, NOW)
    corrections.add_correction(opened, "Le CESS suffit.", "Il faut aussi un test.", person.id, NOW)
    corrections.set_correction_state(opened, 1, correction_repository.DONE)
    evening = event_drafts.EventDraft(
        "Soirée des métiers du bois",
        "Des pros racontent leur métier. L'entrée est libre.",
        "jeunes de 15 à 18 ans et leurs parents",
        "Salle 2",
        dt.date(2026, 12, 3),
        dt.time(18),
        dt.date(2026, 12, 3),
        dt.time(20, 30),
    )
    event_drafts.add_event(opened, evening, person.id, NOW)
    for channel, many in (("web", 23), ("telegram", 9), ("messenger", 2)):
        for _ in range(many):
            add_conversation(opened, channel, NOW - dt.timedelta(days=2))
    for score in (5, 4, 4, 5, 3):
        ratings.add_rating(opened, "handoff", score, "", NOW.date())
    _publish_figures(opened)
    for _ in range(5):
        unanswered_repository.add_unanswered_question(
            opened, add_conversation(opened), "le visa pour étudier au Canada ?", NOW
        )


def _publish_figures(opened: Any) -> None:
    """Three months, the last one with figures of every kind; one of each is too small."""
    for month, closed in ((9, True), (10, True), (11, False)):
        first = dt.date(2026, month, 1)
        row = {"month": first, "counted": first.replace(day=21), "shown": first.replace(day=21)}
        opened.execute(figure_months.insert().values(**row, closed=closed))
        for number, (subject, key) in enumerate(PUBLISHED, start=1):
            value = 4.0 if subject in ("wait", "handoff_rating") else None
            cell = {"subject": subject, "key": key, "count": 5 * number + 5 * (month - 9)}
            opened.execute(figures.insert().values(month=first, value=value, **cell))


def _leave_questions(opened: Any, site: ConsoleApplication, person: Account) -> None:
    """One that waits too long, one with a draft to check, one that is answered."""
    earlier = NOW - dt.timedelta(days=5)
    first, second, third = (
        add_question(opened, add_conversation(opened), when, text)
        for when, text in (
            (earlier, "on gagne mieux sa vie comme grutier en Allemagne ou ici ?"),
            (NOW, "un souffleur de verre, ça travaille encore en Belgique ?"),
            (NOW, "le stage de la police, c'est à quel âge ?"),
        )
    )
    add_draft(opened, second, NOW, site.keys.key, "Oui, au Val Saint-Lambert.", person.id)
    deferred_answers.answer_question(opened, third, person.id, "À partir de 16 ans.", NOW)
    assert first == 1


@pytest.mark.parametrize(
    ("view", "schemes"), [(PHONE, ["dark"]), (WIDE, ["light", "dark"])], ids=["phone", "wide"]
)
def test_axe_finds_nothing(
    site: ConsoleApplication, desk: Desk, view: dict[str, int], schemes: list[str]
) -> None:
    base = KnowledgeBase.load(PROJECT_ROOT / "knowledge" / "data")
    site.desk.learning.current = CurrentLibrary(SimpleNamespace(base=base), base, NOW.date())
    object.__setattr__(site.desk, "rehearser", SimpleNamespace(rehearse=lambda *_: TRIAL))
    person = site.person("Anna Dupont", "admin")
    numbers = fill(site, person)
    page = desk.visitor(viewport=view)
    desk.enter(page, person)
    found = {}

    def look(name: str) -> None:
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            found[f"{name}-{scheme}"] = find_violations(page)
            take_picture(page, f"{name}-{view['width']}-{scheme}")

    for name, path in PAGES.items():
        page.goto("/conseillers" + path.format(**numbers))
        look(name)
    page.goto("/conseillers/questions")
    page.get_by_role("button", name="Répondre").first.click()
    page.get_by_role("button", name="Proposer").evaluate("one => one.form.noValidate = true")
    page.get_by_label("La réponse").fill("Tu dois demander au Forem.")
    page.get_by_role("button", name="Proposer").click()
    expect(page.locator("#wrong")).to_be_visible()
    look("reponse")
    page.goto("/conseillers/questions")
    page.get_by_role("button", name="Essayer").first.click()
    expect(page.get_by_role("heading", name="Ce qu’elle prendrait ailleurs")).to_be_visible()
    look("essai")
    assert {name: lines for name, lines in found.items() if lines} == {}
