"""Whole conversations with the real service, as they look on Messenger."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.messenger.page_profile import build_profile
from bot.handoff import counsellor_replies, handoff_claims, handoff_requests
from bot.messaging.announcements import announce
from bot.storage.channel_tables import delivery_counts, routes
from bot.storage.conversation_tables import choices, conversations, inbox, outbox
from bot.storage.unit_of_work import reading, writing
from bot.storage.wakeup_repository import REPLY_STORED, notify
from tests.support.counsellor_factories import add_counsellor, add_counsellors
from tests.support.live_service import LiveService
from tests.support.messenger_user import (
    ANNA,
    MessengerUser,
    list_arrived_texts,
    run_on_messenger,
    wait_until_settled,
)


@pytest.fixture
def phone(parts: Any) -> Iterator[MessengerUser]:
    with run_on_messenger(parts) as (meta, service):
        meta.profile.update(build_profile(parts.dialogue.sentences, "Cité"))
        yield MessengerUser(meta, service)
        assert meta.refused == []


def titles(arrived: list[Any]) -> list[str]:
    return [title for title, _ in arrived[-1].quick_replies]


def test_get_started_shows_the_doors(phone: MessengerUser) -> None:
    said = phone.sends(phone.meta.postback(ANNA, "Démarrer", "boussole.start"))
    assert "le robot de la Cité des Métiers de Liège" in list_arrived_texts(said)
    assert "L'appli sait que tu me parles" in list_arrived_texts(said)
    assert titles(said) == [
        *("J'ai une question", "Aucune idée", "J'hésite", "Ça coince à l'école"),
        *("C'est pour un proche", "Un humain", "Détails", "Effacer"),
    ]
    again = phone.sends(phone.meta.postback(ANNA, "Démarrer", "boussole.start"))
    assert list_arrived_texts(again).startswith("Salut")


@pytest.mark.parametrize(
    ("part", "key"), [("persistent_menu", "title"), ("ice_breakers", "question")]
)
def test_what_stands_in_the_menu_is_what_it_says(phone: MessengerUser, part: str, key: str) -> None:
    items = phone.meta.profile[part][0]["call_to_actions"]
    for item in items:
        assert phone.taps_menu(item[key])
    with reading(phone.service.parts.engine) as unit:
        pressed = sa.and_(choices.c.token == inbox.c.body, inbox.c.kind == "choice")
        meant = unit.execute(
            sa.select(choices.c.label, choices.c.intent).join(inbox, pressed).order_by(inbox.c.seq)
        ).all()
    assert [row.label for row in meant] == [item[key] for item in items]
    assert len({row.intent for row in meant}) == len(items)


def test_p6_the_menu_erases_even_while_a_human_answers(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    phone.sends(phone.meta.echo(ANNA, "Ici Léa", app=1))
    assert phone.taps_menu("Mon carnet") == []
    assert "Tout effacer ?" in list_arrived_texts(phone.taps_menu("Tout effacer"))


def test_a_profession_is_one_card_and_all_to_press_is_at_hand(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    said = phone.writes("c koi un boulanger")
    assert len(said) == 1
    assert "Source : ROME" in said[0].text
    assert {"Une journée", "Où voir le salaire", "J'aime"} <= set(titles(said))
    assert "barèmes" in list_arrived_texts(phone.presses("Où voir le salaire"))


def test_choices_that_another_answer_comes_behind_stay_in_reach(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    *first, last = phone.writes("je suis en 2e jai raté mon ce1d")
    assert last.quick_replies
    assert [each for each in first if each.quick_replies] == []
    buttons = [title for each in first for title, _ in each.buttons]
    assert len(buttons) == 3
    assert [title for title in buttons if not phone.presses(title)] == []


def test_thirty_statements_then_the_picture(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    phone.taps_menu("Ce que Boussole sait faire")
    said = phone.presses("Réfléchir")
    for n in range(30):
        assert f"{n + 1}/30" in list_arrived_texts(said)
        assert titles(said)[:5] == [
            *("Pas du tout", "Pas trop", "Moyen", "Plutôt oui", "Carrément")
        ]
        said = phone.presses("Carrément" if n % 6 < 2 else "Pas trop")
    shown = phone.writes("montre l'hexagone")
    drawn = next(n for n, each in enumerate(shown) if each.file)
    assert shown[drawn].file.startswith(b"\x89PNG")
    assert len(shown[drawn - 1].text) > 40  # the words for whoever cannot see it
    assert shown[-1].quick_replies


def test_an_appointment_comes_with_its_calendar_file(phone: MessengerUser, clock: Any) -> None:
    add_counsellors(phone.service.parts.engine, ["Anna"])
    phone.writes("bonjour")
    phone.writes("je veux un rendez-vous")
    phone.presses("1.")
    for _ in range(12):
        shown = [each for each in phone.meta.arrived if each.who == ANNA]
        if any(each.name.endswith(".ics") for each in shown):
            break
        phone.presses(_first(shown[-1].quick_replies))
    files = [each for each in phone.meta.arrived if each.name.endswith(".ics")]
    assert len(files) == 1
    assert files[0].file.startswith(b"BEGIN:VCALENDAR")
    assert b"BEGIN:VALARM" in files[0].file


def _first(replies: list[tuple[str, str]]) -> str:
    """The first choice that goes on with it."""
    away = re.compile(r"(?i)pas de|un autre|retour|non|finalement|plus de choix|où vous|un humain")
    return next(title for title, _ in replies if not away.search(title))


def test_a_counsellor_answers_with_who_speaks_for_a_week(phone: MessengerUser, clock: Any) -> None:
    phone.writes("bonjour")
    number, who = take(phone.service, clock.now)
    assert "Je me tais" in phone.meta.arrived[-1].text
    assert [title for title, _ in phone.meta.arrived[-1].buttons] == ["Terminer"]
    say(phone.service, number, who, "Bonjour, ici Anna.", clock.now)
    assert phone.meta.arrived[-1].text == "La Cité des Métiers :\n\nBonjour, ici Anna."
    assert phone.writes("merci, je note") == []
    clock.now += dt.timedelta(hours=30)
    say(phone.service, number, who, "Voici la réponse.", clock.now)
    assert phone.meta.arrived[-1].tag == "HUMAN_AGENT"
    assert {each.tag for each in phone.meta.arrived[:-1]} == {""}


def test_nothing_of_the_bots_leaves_after_a_day(phone: MessengerUser, clock: Any) -> None:
    phone.writes("bonjour")
    before = len(phone.meta.arrived)
    clock.now += dt.timedelta(hours=25)
    parts = phone.service.parts
    with writing(parts.engine) as unit:
        whose = unit.execute(sa.select(conversations.c.id)).scalar_one()
        announce(parts, unit, whose, "utter_human_timed_out", clock.now)
        unit.commit()
    wait_until_settled(phone.service)
    assert len(phone.meta.arrived) == before
    with reading(parts.engine) as unit:
        counted = unit.execute(sa.select(delivery_counts.c.outcome, delivery_counts.c.count)).all()
    assert counted == [("late", 1)]
    assert phone.writes("salut")


def test_who_blocked_the_page_is_left_alone_until_they_write(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    phone.meta.people[ANNA].blocked = True
    assert phone.writes("c koi un boulanger") == []
    phone.meta.people[ANNA].blocked = False
    said = phone.writes("c koi un plombier")
    assert "boulanger" not in list_arrived_texts(said)
    assert said
    phone.meta.refused.clear()


def test_p6_who_is_forgotten_is_told_and_then_unknown(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    phone.writes("efface tout")
    assert "C'est effacé" in list_arrived_texts(phone.presses("Oui"))
    with reading(phone.service.parts.engine) as unit:
        kept = [
            unit.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (outbox, choices)
        ]
        lasts = unit.execute(sa.select(routes.c.expires, routes.c.heard)).one()
    assert kept[0] <= 1
    assert lasts.expires - lasts.heard <= dt.timedelta(hours=1)


def take(service: LiveService, now: dt.datetime) -> tuple[int, int]:
    """A counsellor takes the person, as in the console; the handoff and the counsellor."""
    with writing(service.parts.engine) as unit:
        who = add_counsellor(unit, "Anna", now=now)
        whose = unit.execute(sa.select(conversations.c.id)).scalar_one()
        made = handoff_requests.request_handoff(unit, whose, "none", "", "Renard 42", now)
        handoff_claims.claim_handoff(unit, made.id, who, now)
        announce(service.parts, unit, whose, "utter_human_here", now, owner="human")
        unit.commit()
    wait_until_settled(service)
    return made.id, who


def say(service: LiveService, handoff: int, counsellor: int, text: str, now: dt.datetime) -> None:
    with writing(service.parts.engine) as unit:
        counsellor_replies.append_reply(unit, handoff, counsellor, text, now)
        notify(unit, REPLY_STORED, unit.execute(sa.select(conversations.c.id)).scalar_one())
        unit.commit()
    wait_until_settled(service)


def test_the_number_of_a_listed_choice_chooses_it(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    listed = list_arrived_texts(phone.writes("c koi un electricien"))
    second = re.search(r"^2\. (.+)$", listed, re.MULTILINE)
    assert second
    assert second[1] in list_arrived_texts(phone.writes("la 2"))
    phone.writes("c koi un electricien")
    assert "électro" not in list_arrived_texts(phone.writes("77"))


def test_where_nothing_is_listed_a_number_is_an_answer(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    phone.taps_menu("Ce que Boussole sait faire")
    phone.presses("Réfléchir")
    assert "2/30" in list_arrived_texts(phone.writes("4"))
    with reading(phone.service.parts.engine) as unit:
        last = sa.select(inbox.c.kind, inbox.c.body).order_by(inbox.c.seq.desc()).limit(1)
        assert tuple(unit.execute(last).one()) == ("text", "4")


def test_a_human_reads_the_number_itself(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    phone.writes("c koi un electricien")
    phone.sends(phone.meta.echo(ANNA, "On se voit à 2 ou à 4 heures ?", app=1))
    assert phone.writes("2") == []
